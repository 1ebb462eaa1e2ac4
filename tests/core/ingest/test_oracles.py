"""Number formats, serial days, and two other readers that must see the same cells as ours."""

import io
import random
from datetime import date, datetime
from decimal import Decimal
from types import ModuleType

import openpyxl
import pytest
import python_calamine

from ckanext.infoprog.core.ingest import Format, read
from ckanext.infoprog.core.ingest.numfmt import from_serial, kind_of

HEADER = ["workId", "title", "edrpou", "amount", "share", "count", "year", "startDate", "done"]
ROW = ["1.1", "Сайт", "26241020", "100.50", "0.5", "3", "2026", "2026-01-01", "true"]


class TestFormats:
    @pytest.mark.parametrize(
        ("number", "code", "kind"),
        [
            (0, None, "n"), (14, None, "d"), (9, None, "p"), (2, None, "n"), (49, None, "n"),
            (164, "dd.mm.yyyy", "d"), (164, "0.00%", "p"), (164, '#,##0.00\\ "грн"', "n"),
            (164, "General", "n"), (164, "[$-422]d mmmm yyyy", "d"), (164, '"день" 0', "n"),
            (164, "[Red]0.00", "n"), (164, "[h]:mm", "d"), (164, "0.00E+00", "n"),
        ],
    )  # fmt: skip
    def test_kind_of(self, number: int, code: str | None, kind: str):
        """A number format makes a number, a day or a percentage; quoted words say nothing."""
        assert kind_of(number, code) == kind

    @pytest.mark.parametrize(
        ("serial", "text", "kind"),
        [
            ("1", "1900-01-01", "d"), ("59", "1900-02-28", "d"), ("60", "60", "e"),
            ("61", "1900-03-01", "d"), ("2958465", "9999-12-31", "d"), ("2958466", "2958466", "e"),
            ("-1", "-1", "e"), ("0.5", "12:00:00", "d"), ("46053.999999999", "2026-02-01", "d"),
        ],
    )  # fmt: skip
    def test_from_serial(self, serial: str, text: str, kind: str):
        """A serial number is a day of the calendar; the day that Excel invented is a fault."""
        assert from_serial(serial, since_1904=False) == (text, kind)


def as_text(value: object) -> str:
    """Return another reader's value as our grid would hold it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        plain = format(Decimal(repr(value)), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "" if value is None else str(value)


def openpyxl_bytes(seed: int) -> bytes:
    """Return a workbook that openpyxl wrote, with every kind of value in random places."""
    rng = random.Random(seed)
    book = openpyxl.Workbook()
    sheet = book.active
    choices = [
        lambda: rng.randint(-(10**9), 10**9),
        lambda: round(rng.uniform(-(10**6), 10**6), rng.randint(0, 6)),
        lambda: date(2025, 1, 1 + rng.randint(0, 27)),
        lambda: datetime(2025, 3, 4, rng.randint(1, 23), 30),
        lambda: rng.random() < 0.5,
        lambda: rng.choice(["Сайт", " край ", "«лапки»", "а\nб", "<&>", "1.10", "їґ’є", "null"]),
        lambda: None,
    ]
    for _ in range(rng.randint(1, 40)):
        sheet.append([rng.choice(choices)() for _ in range(rng.randint(1, 12))])
    sheet.append(["кінець"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TestOracles:
    @pytest.mark.parametrize("seed", range(20))
    def test_three_readers_agree(self, seed: int):
        """Our reader, openpyxl and calamine see the same cells."""
        data = openpyxl_bytes(seed)
        (grid,) = read(data, "a.xlsx").grids
        ours = {
            (row.number, index): text if kind != "n" else as_text(float(text))
            for row in grid.rows
            for index, (text, kind) in enumerate(zip(row.cells, row.kinds, strict=True))
            if text
        }
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        theirs = {
            (cell.row, cell.column - 1): as_text(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        fast = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0)
        third = {
            (row, column): as_text(value)
            for row, cells in enumerate(fast.to_python(skip_empty_area=False), start=1)
            for column, value in enumerate(cells)
            if value != ""
        }
        assert ours == theirs == third

    def test_kinds_of_formats(self, books: ModuleType):
        """What the workbook is shows, whatever the parts are called."""
        assert read(books.xlsx_bytes([HEADER, ROW]), "a.xlsx").format is Format.XLSX
        assert read(books.ods_bytes([HEADER, ROW]), "a.ods").format is Format.ODS
