"""What holds after an edition: values and measures that a decision has changed.

A row of a later edition takes the place of the row that has the same parts; no edition is the
adopted text. `measures` holds the latest wording, `measureEditions` each one that was replaced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import keys
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.records import Record, records

MEASURE_EDITIONS: Final = "measureEditions"
EDITION: Final = "editionId"
ADDED: Final = "added"
EXCLUDED: Final = money.EXCLUDED
#: What a decision may say of a measure anew.
WORDING: Final = (
    "directionId", "title", "startYear", "endYear", "termText", "expectedResult",
)  # fmt: skip


def in_force(package: Package, table: str, order: tuple[str, ...] | None = None) -> list[Record]:
    """Return the rows of values that hold after the last of these editions; of all by default."""
    rows = records(package, table)
    known = money.editions(package)
    order = known if order is None else order
    if all(row.text(EDITION) in (None, *known[:1]) for row in rows):
        return rows
    rank = {edition: at for at, edition in enumerate(order)}
    later = set(known) - set(order)
    latest: dict[str, Record] = {}
    for row in sorted(rows, key=lambda one: rank.get(one.text(EDITION) or "", 0)):
        if row.text(EDITION) not in later:
            latest[_place(row)] = row
    kept = {row.key for row in latest.values()}
    return [row for row in rows if row.key in kept]


def _place(row: Record) -> str:
    """Return what a row is of, whichever edition says it."""
    parts = row.table.schema.key_parts
    try:
        return keys.key_of(row.row, parts) if parts else row.key
    except PackageError:
        return row.key


@dataclass(frozen=True, slots=True)
class Wording:
    """A measure as an edition leaves it; `row` is the row that says so.

    `measure` is the measure's own row, `is_there` false before it was added and once excluded.
    """

    measure: Record
    row: Record
    is_there: bool

    @property
    def key(self) -> str:
        """The measure's number."""
        return self.measure.key

    @property
    def record(self) -> Record:
        """The row of `measures` as the edition leaves it."""
        if self.row is self.measure:
            return self.measure
        said = {name: self.row.cell(name) for name in (*WORDING, EDITION, "sourceRef")}
        row = MappingProxyType({**self.measure.row, **said})
        return Record(self.measure.table, self.measure.number, self.measure.key, row)


def wordings(package: Package, order: tuple[str, ...] | None = None) -> Mapping[str, Wording]:
    """Return every measure as it stands after the last of these editions, of all by default."""
    known = money.editions(package)
    order = known if order is None else order
    told: dict[str, list[Record]] = defaultdict(list)
    for row in records(package, MEASURE_EDITIONS):
        told[row.text("measureId") or ""].append(row)
    rank = {edition: at for at, edition in enumerate(known)}
    found = {}
    for measure in records(package, money.MEASURES):
        own = sorted(told[measure.key], key=lambda one: rank.get(one.text(EDITION) or "", 0))
        found[measure.key] = _wording(measure, own, rank, len(order))
    return MappingProxyType(found)


def _wording(measure: Record, own: list[Record], rank: Mapping[str, int], editions: int) -> Wording:
    """Return a measure after so many editions."""
    before = [row for row in own if rank.get(row.text(EDITION) or "", 0) < max(editions, 1)]
    if before:
        last = before[-1]
        return Wording(measure, last, is_there=last.text("change") != EXCLUDED)
    if own:  # an amendment says it first: unless it was added then, this is all that is known
        return Wording(measure, measure, is_there=own[0].text("change") != ADDED)
    return Wording(measure, measure, is_there=True)


def present(package: Package, order: tuple[str, ...] | None = None) -> list[Wording]:
    """Return the measures that the programme has after these editions, in their order."""
    return [one for one in wordings(package, order).values() if one.is_there]
