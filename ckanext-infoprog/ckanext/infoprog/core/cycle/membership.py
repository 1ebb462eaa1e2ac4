"""What the publisher says of who answers: rows added to a package's tables and taken out again.

Rows of the document stay as they are. The publisher's rows have the basis `publisher` and no
place in the document (`sourceRef`); of `executants` and `indicators` the place alone tells them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import descriptor, schema, tablefile
from ckanext.infoprog.core.cycle.notes import stop
from ckanext.infoprog.core.keys import build_key
from ckanext.infoprog.core.model import Cell, Package, Row
from ckanext.infoprog.core.package import DATA_FOLDER, read_meta, read_package
from ckanext.infoprog.core.passport.slug import slug

PUBLISHER: Final = "publisher"
EXECUTANTS: Final = "executants"


class Kind(StrEnum):
    """What a body is named for."""

    GROUP = "group"
    MEASURE = "measure"
    METRIC = "metric"
    INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class Wish:
    """A body to be named for a group, a measure, a metric or an indicator, or no longer."""

    kind: Kind
    key: str
    executant: str
    remove: bool = False


def new_body(folder: Path, name: str) -> str:
    """Enter a body that the document does not name; return its id, made from the name."""
    package = read_package(folder)
    made = slug(name)
    if not made:
        stop("cycle-body-name", table=EXECUTANTS, given=name)
    if made in _keys(package, EXECUTANTS):
        stop("cycle-body-there", table=EXECUTANTS, key=made, given=name)
    row: dict[str, Cell] = {"executantId": made, "name": name.strip(), "kind": "body"}
    _write(folder, package, EXECUTANTS, [*package.rows(EXECUTANTS), row])
    return made


def change(folder: Path, wish: Wish) -> str:
    """Carry out one wish; return the table that changed."""
    package = read_package(folder)
    target, column = _TARGETS[wish.kind]
    if wish.key not in _keys(package, target):
        stop("cycle-unknown-key", table=target, key=wish.key)
    if wish.executant not in _keys(package, EXECUTANTS):
        stop("cycle-unknown-body", table=EXECUTANTS, key=wish.executant)
    if wish.kind is Kind.INDICATOR:
        return _responsible(folder, package, wish)
    table, made = _ROWS[wish.kind]
    return _listed(folder, package, table, made(wish), wish, column)


def _listed(
    folder: Path, package: Package, table: str, row: Mapping[str, Cell], wish: Wish, column: str
) -> str:
    """Add or take out one row of a table of who answers."""
    rows = package.rows(table)
    same = [r for r in rows if r[column] == wish.key and r["executantId"] == wish.executant]
    if not wish.remove:
        if same:
            stop("cycle-already", table=table, key=wish.key, body=wish.executant)
        if wish.kind is Kind.GROUP and not _may_join(package, wish):
            stop("cycle-no-group", table=EXECUTANTS, key=wish.key, body=wish.executant)
        _write(folder, package, table, [*rows, row])
        return table
    if not same:
        stop("cycle-not-there", table=table, key=wish.key, body=wish.executant)
    kept = [r for r in same if r["sourceRef"] is not None or r.get("basis") == "document"]
    if kept:
        stop("cycle-of-document", table=table, key=wish.key, body=wish.executant)
    _write(folder, package, table, [r for r in rows if r not in same])
    return table


def _may_join(package: Package, wish: Wish) -> bool:
    """Return whether a body may join: the group is none itself, the member is a body."""
    kinds = {r["executantId"]: r["kind"] for r in package.rows(EXECUTANTS)}
    return kinds[wish.key] != "body" and kinds[wish.executant] == "body"


def _responsible(folder: Path, package: Package, wish: Wish) -> str:
    """Say which body enters an indicator, or that none does."""
    rows: list[Row] = []
    for row in package.rows("indicators"):
        if row["indicatorId"] != wish.key:
            rows.append(row)
            continue
        now = row["responsibleId"]
        if wish.remove and now != wish.executant:
            stop("cycle-not-there", table="indicators", key=wish.key, body=wish.executant)
        if not wish.remove and now is not None:
            stop("cycle-already", table="indicators", key=wish.key, body=str(now))
        rows.append({**row, "responsibleId": None if wish.remove else wish.executant})
    _write(folder, package, "indicators", rows)
    return "indicators"


def _write(folder: Path, package: Package, table: str, rows: list[Row]) -> None:
    """Write a table by the one sorting writer, and the package's description with it."""
    found = package.tables.get(table)
    declared = found.schema if found else schema.load(read_meta(folder).schema_of(table))
    tablefile.write_table(folder / DATA_FOLDER / f"{table}.csv", rows, declared)
    descriptor.write_descriptor(folder)


def _keys(package: Package, table: str) -> frozenset[str]:
    """Return the keys of a table."""
    found = package.tables.get(table)
    return frozenset(found.by_key()) if found else frozenset()


def _member(wish: Wish) -> Mapping[str, Cell]:
    """Return the row of a group's member."""
    return {
        "memberId": build_key([wish.key, wish.executant]),
        "groupId": wish.key,
        "executantId": wish.executant,
        "basis": PUBLISHER,
    }


def _executor(wish: Wish) -> Mapping[str, Cell]:
    """Return the row of a body that answers for a measure."""
    return {
        "id": build_key([wish.key, wish.executant, "responsible"]),
        "measureId": wish.key,
        "executantId": wish.executant,
        "role": "responsible",
        "basis": PUBLISHER,
    }


def _supplier(wish: Wish) -> Mapping[str, Cell]:
    """Return the row of a body that supplies a metric."""
    return {
        "id": build_key([wish.key, wish.executant]),
        "metricId": wish.key,
        "executantId": wish.executant,
        "basis": PUBLISHER,
    }


_TARGETS: Final = MappingProxyType(
    {
        Kind.GROUP: (EXECUTANTS, "groupId"),
        Kind.MEASURE: ("measures", "measureId"),
        Kind.METRIC: ("metrics", "metricId"),
        Kind.INDICATOR: ("indicators", "indicatorId"),
    }
)
_ROWS: Final[Mapping[Kind, tuple[str, Callable[[Wish], Mapping[str, Cell]]]]] = MappingProxyType(
    {
        Kind.GROUP: ("executantMembers", _member),
        Kind.MEASURE: ("measureExecutants", _executor),
        Kind.METRIC: ("metricSources", _supplier),
    }
)
