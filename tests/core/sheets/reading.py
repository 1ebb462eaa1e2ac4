"""Two readers that are not ours see a workbook as plain texts, and the typed cells behind it."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache

import openpyxl
import python_calamine

from ckanext.infoprog.core import cells
from ckanext.infoprog.core.model import Cell, Field, FieldType, Table

Text = list[list[str | None]]


def plain(value: object) -> str | None:
    """Return a reader's value as text: numbers without needless zeros, days in ISO."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, datetime | date):
        return value.isoformat().removesuffix("T00:00:00")
    return str(value)


def by_openpyxl(book: bytes, sheet: str) -> Text:
    """Return a sheet's cells as openpyxl reads them, formulas by their kept values."""
    return _openpyxl(book)[sheet]


def by_calamine(book: bytes, sheet: str) -> Text:
    """Return a sheet's cells as calamine reads them."""
    return _calamine(book)[sheet]


@cache
def _openpyxl(book: bytes) -> dict[str, Text]:
    """Return every sheet as openpyxl reads it."""
    read = openpyxl.load_workbook(io.BytesIO(book), data_only=True, read_only=True)
    return {
        page.title: [[plain(cell) for cell in row] for row in page.iter_rows(values_only=True)]
        for page in read
    }


@cache
def _calamine(book: bytes) -> dict[str, Text]:
    """Return every sheet as calamine reads it."""
    read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book))
    sheets = {
        n: read.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in read.sheet_names
    }
    return {n: [[plain(cell) for cell in row] for row in rows] for n, rows in sheets.items()}


def expected(table: Table) -> Text:
    """Return the cells that a table's sheet must show: headings, then the cells of its CSV."""
    head: list[str | None] = [field.title["uk"] for field in table.schema.fields]
    return [head, *([shown(r[f.name], f) for f in table.schema.fields] for r in table.rows)]


def shown(value: Cell, field: Field) -> str | None:
    """Return a cell of the CSV as a reader of the workbook shows it."""
    if value is None:
        return None
    if field.type in (FieldType.NUMBER, FieldType.INTEGER, FieldType.YEAR):
        return format(Decimal(str(value)).normalize(), "f")
    return cells.show(value, field)


def padded(rows: Text, width: int) -> Text:
    """Return rows of one width, for a reader leaves out empty cells at the end."""
    return [[*row, *[None] * (width - len(row))] for row in rows]


def formulas(book: bytes) -> dict[str, Sequence[str]]:
    """Return the formulas of each sheet that has one, in order."""
    read = openpyxl.load_workbook(io.BytesIO(book))
    found = {
        page.title: [c.value for row in page.iter_rows() for c in row if c.data_type == "f"]
        for page in read
    }
    return {title: values for title, values in found.items() if values}
