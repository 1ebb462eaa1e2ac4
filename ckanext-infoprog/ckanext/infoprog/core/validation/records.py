"""Rows as the rules see them: with their number in the table and typed access to their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ckanext.infoprog.core import catalogue, cells
from ckanext.infoprog.core.errors import CellError
from ckanext.infoprog.core.issues import Issue, Param, Severity
from ckanext.infoprog.core.model import Cell, Package, Row, Table
from ckanext.infoprog.core.tablefile import HEADER_ROW


@dataclass(frozen=True, slots=True)
class Record:
    """A row that has a key; a column that is not there reads as null."""

    table: Table
    number: int
    key: str
    row: Row

    def cell(self, name: str) -> Cell:
        """Return a cell of whatever type."""
        return self.row.get(name)

    def text(self, name: str) -> str | None:
        """Return a cell of text."""
        value = self.row.get(name)
        return value if isinstance(value, str) else None

    def decimal(self, name: str) -> Decimal | None:
        """Return a cell with a number, whole or decimal."""
        value = self.row.get(name)
        if isinstance(value, Decimal):
            return value
        return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None

    def year(self, name: str) -> int | None:
        """Return a cell with a year or another whole number."""
        value = self.row.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def day(self, name: str) -> date | None:
        """Return a cell with a date."""
        value = self.row.get(name)
        return value if isinstance(value, date) else None

    def flag(self, name: str) -> bool:
        """Return whether a cell is true."""
        return self.row.get(name) is True

    def shown(self, name: str) -> str | None:
        """Return a cell as it stands in the file, or None where there is no such column."""
        if name not in self.row:
            return None
        value = self.row[name]
        try:
            return cells.show(value, self.table.schema.field(name))
        except CellError:
            return str(value)  # a cell that may not be written is told of all the same

    def issue(
        self, code: str, field: str | None, severity: Severity | None = None, **params: Param
    ) -> Issue:
        """Return a finding at a cell of this row, or at the row."""
        return Issue(
            code=code,
            severity=severity or catalogue.finding(code).severity,
            table=self.table.name,
            row=self.number,
            key=self.key,
            field=field,
            value=None if field is None else self.shown(field),
            params=tuple(sorted(params.items())),
        )

    def mismatch(
        self,
        code: str,
        field: str,
        expected: Decimal,
        severity: Severity | None = None,
        **params: Param,
    ) -> Issue:
        """Return a finding at a number that is not the expected one, with their difference."""
        stated = self.decimal(field) or Decimal(0)
        return self.issue(
            code,
            field,
            severity,
            stated=stated,
            expected=expected,
            difference=stated - expected,
            **params,
        )


def records(package: Package, table: str) -> list[Record]:
    """Return the rows of a table that have a key; none where the package has no such table."""
    found = package.tables.get(table)
    return list(of_table(found)) if found else []


def listed(rows: Iterable[Record]) -> list[Record]:
    """Return rows as the document lists them."""
    return sorted(rows, key=lambda row: (row.year("position") or 0, row.key))


def of_table(table: Table) -> Iterator[Record]:
    """Yield the rows of a table that have a key."""
    name = table.schema.key
    for number, row in enumerate(table.rows, HEADER_ROW + 1):
        key = row.get(name)
        if isinstance(key, str):
            yield Record(table, number, key, row)
