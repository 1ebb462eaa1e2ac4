"""Money of a package as the rules on sums see it: rows and printed totals by scope and cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core import keys
from ckanext.infoprog.core.model import Cell, Package
from ckanext.infoprog.core.validation.records import Record, records

FUNDING: Final = "funding"
TOTALS: Final = "statedTotals"
MEASURES: Final = "measures"
EDITIONS: Final = "editions"
PROGRAMME: Final = "programme"
SOURCE_TABLES: Final = "sourceTables"
MEASURE_EDITIONS: Final = "measureEditions"
EXCLUDED: Final = "excluded"
READS: Final = (
    FUNDING, TOTALS, MEASURES, EDITIONS, PROGRAMME, SOURCE_TABLES, MEASURE_EDITIONS,
)  # fmt: skip
AMOUNT: Final = "amount"
LONGEST_NUMBER: Final = 40
MOST_AMENDMENTS: Final = 100
DIMENSIONS: Final = ("source", "fund", "executantId", "year")
_WHOLE: Final = (None, None, None, None)

Scope = tuple[str | None, str | None]
Parts = tuple[Cell, ...]
Sums = Mapping[Parts, Decimal]


def amount_of(row: Record) -> Decimal | None:
    """Return the amount of a row of money, None where it holds words instead."""
    return row.decimal(AMOUNT) if row.text("fundingKind") == AMOUNT else None


def parts_of(row: Record, names: Iterable[str] = DIMENSIONS) -> Parts:
    """Return what a row of money or a total is split by; None is not split."""
    return tuple(row.cell(name) for name in names)


def add_up(rows: Iterable[Record], names: Iterable[str] = DIMENSIONS) -> dict[Parts, Decimal]:
    """Return the sums of the rows' amounts for each combination of parts."""
    sums: dict[Parts, Decimal] = defaultdict(Decimal)
    for row in rows:
        amount = amount_of(row)
        if amount is not None:
            sums[parts_of(row, names)] += amount
    return dict(sums)


def sum_for(wanted: Parts, sums: Sums) -> Decimal | None:
    """Return the sum of what a total of these parts covers.

    None where some money is not split by a part that the total names: it cannot be compared.
    """
    total = Decimal(0)
    for parts, amount in sums.items():
        pairs = [(w, p) for w, p in zip(wanted, parts, strict=True) if w is not None]
        if any(p is None for _, p in pairs):
            return None
        if all(w == p for w, p in pairs):
            total += amount
    return total


def editions(package: Package) -> tuple[str, ...]:
    """Return the editions in order of their number: the adopted text first."""
    rows = records(package, EDITIONS)
    ordered = sorted(
        rows, key=lambda row: keys.natural((row.text("number") or "")[:LONGEST_NUMBER])
    )
    return tuple(row.key for row in ordered)


def is_of_last(package: Package, edition: Cell) -> bool:
    """Return whether what this edition prints still holds; no edition is the adopted text."""
    order = editions(package)
    return edition == order[-1] if len(order) > 1 else edition in (None, *order)


def primary_table(package: Package) -> str | None:
    """Return the table of the document over which sums run; None where it has only one."""
    return next((r.key for r in records(package, SOURCE_TABLES) if r.flag("isPrimary")), None)


@dataclass(frozen=True, slots=True)
class Money:
    """The rows of money of a package, ready to be added up by table and scope."""

    primary: str | None
    first_years: tuple[int, ...]
    sums: Mapping[str | None, Mapping[Scope, Sums]]
    amending: Mapping[str | None, str]
    in_force: Mapping[str, Mapping[Scope, Sums]]

    def table_of(self, row: Record) -> str | None:
        """Return the table of the document that a row or total stands in."""
        return row.text("tableId") or self.primary

    def covered(self, table: str | None, total: Record) -> Decimal | None:
        """Return the sum of a table's rows that a total covers, None where none can be taken."""
        scopes = self.sums.get(table)
        return None if scopes is None else _covered(scopes, total)

    def covered_after(self, edition: str, total: Record) -> Decimal | None:
        """Return the sum that a total covers of the rows in force after an amendment."""
        scopes = self.in_force.get(edition)
        return None if scopes is None else _covered(scopes, total)


def _covered(scopes: Mapping[Scope, Sums], total: Record) -> Decimal | None:
    """Return the sum of what a total covers of its scope."""
    scope = (total.text("scope"), total.text("scopeId"))
    return sum_for(parts_of(total), scopes.get(scope, {}))


def read(package: Package) -> Money:
    """Return the money of a package; of each table only the earliest edition's rows are added.

    What is in force is added up after each of the last amendments, as many as a programme can have.
    """
    primary = primary_table(package)
    by_table: dict[str | None, list[Record]] = defaultdict(list)
    for row in records(package, FUNDING):
        by_table[row.text("tableId") or primary].append(row)
    order = editions(package)
    scopes = _Scopes(package)
    first = {table: earliest(rows, order) for table, rows in by_table.items()}
    return Money(
        primary,
        programme_years(package),
        {table: scopes.sums(rows) for table, rows in first.items()},
        {
            table: edition
            for table, rows in first.items()
            if table != primary and (edition := _amendment(rows, order))
        },
        {
            edition: scopes.sums(in_force_rows(package, order[: at + 2]))
            for at, edition in list(enumerate(order[1:]))[-MOST_AMENDMENTS:]
        },
    )


def _amendment(rows: Iterable[Record], order: tuple[str, ...]) -> str | None:
    """Return the amendment that a table's first rows are of, None where they are adopted text."""
    return next((e for row in rows if (e := row.text("editionId")) in order[1:]), None)


def in_force_rows(package: Package, order: tuple[str, ...]) -> list[Record]:
    """Return the rows of money that hold after the last of these editions.

    They are rows of the primary table and of amendments, whose tables may differ; a row of an
    amendment replaces the row of the same measure, source, fund, executor and year. Words about
    the money of a whole measure hold until a later edition says anything of it, and replace all
    that was said before. An excluded measure has no money.
    """
    primary = (None, primary_table(package))
    rank = {edition: at for at, edition in enumerate(order)}
    later = set(editions(package)) - set(order)
    gone = excluded(package, order)
    latest: dict[str | None, dict[Parts, Record]] = defaultdict(dict)
    rows = [r for r in records(package, FUNDING) if r.text("editionId") not in later]
    for row in sorted(rows, key=lambda r: rank.get(r.text("editionId") or "", 0)):
        is_amended = row.text("editionId") in order[1:]
        if row.text("measureId") in gone or not (is_amended or row.text("tableId") in primary):
            continue
        own = latest[row.text("measureId")]
        if is_amended:
            _replace(own, row)
        own[parts_of(row)] = row
    return [row for own in latest.values() for row in own.values()]


def _replace(own: dict[Parts, Record], row: Record) -> None:
    """Take away what an amendment's row stands for besides its own place."""
    edition, whole = row.text("editionId"), parts_of(row) == _WHOLE
    for parts, earlier in list(own.items()):
        if earlier.text("editionId") != edition and (whole or parts == _WHOLE):
            del own[parts]


def excluded(package: Package, order: tuple[str, ...]) -> frozenset[str]:
    """Return the measures that the last of these editions to name them takes out."""
    rank = {edition: at for at, edition in enumerate(order)}
    last: dict[str, tuple[int, str | None]] = {}
    for row in records(package, MEASURE_EDITIONS):
        at, measure = rank.get(row.text("editionId") or ""), row.text("measureId") or ""
        if at is not None and last.get(measure, (-1, None))[0] <= at:
            last[measure] = (at, row.text("change"))
    return frozenset(measure for measure, (_, change) in last.items() if change == EXCLUDED)


def earliest(rows: Iterable[Record], order: tuple[str, ...]) -> list[Record]:
    """Return the rows of the first edition that these rows are of; no edition is the first."""
    listed = list(rows)
    rank = {edition: at for at, edition in enumerate(order)}
    places = [rank.get(row.text("editionId") or "", 0) for row in listed]
    first = min(places, default=0)
    return [row for row, place in zip(listed, places, strict=True) if place == first]


def programme_years(package: Package) -> tuple[int, ...]:
    """Return the years of the programme's term; none where it is not known or not one."""
    rows = records(package, PROGRAMME)
    if len(rows) != 1:
        return ()
    start, end = rows[0].day("validFrom"), rows[0].day("validThrough")
    return tuple(range(start.year, end.year + 1)) if start and end else ()


class _Scopes:
    """Tells the scopes that a row of money belongs to: its measure, direction and programme."""

    def __init__(self, package: Package) -> None:
        """Keep the direction and the programme of each measure."""
        programmes = [row.key for row in records(package, PROGRAMME)]
        only = programmes[0] if len(programmes) == 1 else None
        owners = {row.key: row.text("programmeId") for row in records(package, EDITIONS)}
        self._above: dict[str, tuple[Scope, Scope]] = {}
        for row in records(package, MEASURES):
            owner = owners.get(row.text("editionId") or "", only)
            direction = ("direction", row.text("directionId"))
            self._above[row.key] = (direction, ("programme", owner))

    def sums(self, rows: Iterable[Record]) -> Mapping[Scope, Sums]:
        """Return the sums of the rows by scope and parts."""
        found: dict[Scope, dict[Parts, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for row in rows:
            amount, measure = amount_of(row), row.text("measureId")
            if amount is None or measure is None:
                continue
            parts = parts_of(row)
            for scope in (("measure", measure), *self._above.get(measure, ())):
                found[scope][parts] += amount
        return found
