"""The totals that a document prints for the columns of its flat table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ckanext.infoprog.core.derive.flatspec import Stated
from ckanext.infoprog.core.model import Cell, Package, Row
from ckanext.infoprog.core.validation import money

Part = tuple[str, Cell]


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed total with the table and the key of the row that holds it."""

    table: str
    key: str
    amount: Decimal


def totals(
    package: Package, where: Stated, columns: Mapping[str, tuple[Part, ...]]
) -> dict[str, Printed]:
    """Return the printed totals by column; a column that the document does not total has none.

    Where an amendment changed the money, only the totals that the last one prints are in force, and
    the programme's own.
    """
    found: dict[str, Printed] = {}
    for name, parts in columns.items():
        total = _printed(package, where, dict(parts))
        if total is None and not parts:
            total = _whole(package, where)
        if total is not None:
            found[name] = total
    return found


def _whole(package: Package, where: Stated) -> Printed | None:
    """Return the printed total of everything."""
    table, column = where.whole
    rows = package.rows(table)
    if len(rows) != 1 or rows[0][column] is None:
        return None
    key = str(rows[0][package.tables[table].schema.key])
    return Printed(table, key, Decimal(str(rows[0][column])))


def _printed(package: Package, where: Stated, parts: Mapping[str, Cell]) -> Printed | None:
    """Return the total of the primary table for exactly these parts."""
    wanted = {name: parts.get(name) for name in where.parts} | dict(where.where)
    primary = (None, money.primary_table(package))
    for row in package.rows(where.table):
        holds = money.is_of_last(package, row.get("editionId"))
        if holds and row["tableId"] in primary and _fits(row, wanted):
            key = str(row[package.tables[where.table].schema.key])
            return Printed(where.table, key, Decimal(str(row[where.amount])))
    return None


def _fits(row: Row, wanted: Mapping[str, Cell]) -> bool:
    """Whether a row has these values."""
    return all(row[name] == value for name, value in wanted.items())
