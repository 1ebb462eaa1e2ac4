"""A workbook holds texts as texts, numbers as numbers, and nothing that calculates but its sums."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import openpyxl
import pytest

from ckanext.infoprog.core import schema
from ckanext.infoprog.core.errors import ExportError
from ckanext.infoprog.core.model import Cell, Table
from ckanext.infoprog.core.sheets import layout, names, workbook
from ckanext.infoprog.core.sheets.workbook import Sheet
from tests.core.sheets import reading

HOSTILE = [
    "=1+1", "=HYPERLINK(\"http://example.org\")", "@SUM(1;2)", "+380", "-1+1", "\t=1+1", " =1",
    "{=1+1}", "'=1", "=cmd|' /C calc'!A0", "http://example.org", "internal:A1", "00012", "1.10",
    "TRUE", "1e5", "\u202eпастка\u202c", "\u200f12", "😀𐍈", "a\nb", "<b>&amp;\"</b>", "]]>",
    "_x0041_", "  два  ", "#REF!",
]  # fmt: skip


def row(text: str, at: int = 1) -> dict[str, Cell]:
    """Return a row of the table of texts."""
    columns = dict.fromkeys(schema.load("textItems").columns)
    return columns | {"itemId": f"t-{at}", "kind": "problem", "text": text, "position": at}


def texts(*given: str) -> Table:
    """Return a table of texts."""
    rows = (MappingProxyType(row(text, at)) for at, text in enumerate(given, 1))
    return Table("textItems", schema.load("textItems"), tuple(rows))


def amounts(*given: str | None) -> Table:
    """Return a table of money."""
    columns = dict.fromkeys(schema.load("funding").columns)
    rows = (
        MappingProxyType(
            columns | {"fundingId": f"{at}", "year": 2026, "amount": amount and Decimal(amount)}
        )
        for at, amount in enumerate(given, 1)
    )
    return Table("funding", schema.load("funding"), tuple(rows))


def write(*sheets: Sheet) -> bytes:
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        workbook.write(sheets, "Назва", "Рада", path)
        return path.read_bytes()


class TestTexts:
    def test_hostile_texts_stay_texts(self):
        """A text that looks like a formula, link, number or markup is read back as that text."""
        table = texts(*HOSTILE)
        book = write(Sheet(table))
        read = openpyxl.load_workbook(io.BytesIO(book))["Положення тексту"]
        column = table.schema.columns.index("text") + 1
        found = [read.cell(at, column) for at in range(2, len(HOSTILE) + 2)]
        assert [cell.data_type for cell in found] == ["s"] * len(HOSTILE)
        assert [str(c.value).replace("_x005F_", "_") for c in found] == HOSTILE
        assert reading.formulas(book) == {}

    def test_texts_by_another_reader(self):
        """Another reader sees the same texts to the letter, escapes of the format included."""
        rows = reading.by_calamine(write(Sheet(texts(*HOSTILE))), "Положення тексту")
        assert [line[2] for line in rows[1:]] == HOSTILE

    def test_inert_when_edited(self):
        """A text that begins like a formula is marked so that editing its cell keeps it a text."""
        read = openpyxl.load_workbook(io.BytesIO(write(Sheet(texts("=1+1", "мир")))))
        page = read["Положення тексту"]
        column = texts().schema.columns.index("text") + 1
        assert [page.cell(at, column).quotePrefix for at in (2, 3)] == [True, False]

    def test_longest(self):
        """A text of 32,767 characters stands whole; a character beyond the plane counts twice."""
        whole = "я" * 32_765 + "😀"
        rows = reading.by_calamine(write(Sheet(texts(whole))), "Положення тексту")
        assert rows[1][2] == whole

    @pytest.mark.parametrize("text", ["я" * 32_768, "я" * 32_766 + "😀"])
    def test_too_long(self, text: str):
        """A longer text is refused with its place, its length and what to do."""
        with pytest.raises(ExportError, match=r"^textItems t-1 text: .*32768.* holds 32767\. Sho"):
            write(Sheet(texts(text)))

    @pytest.mark.parametrize("text", ["a\x01", "\x0b", "\ufffe", "\ud800"])
    def test_unwritable(self, text: str):
        """A character that no workbook can hold is refused by its code, never dropped."""
        with pytest.raises(ExportError, match=f"U\\+{ord(text[-1]):04X}"):
            write(Sheet(texts(text)))


class TestNumbers:
    @pytest.mark.parametrize(
        "amount", ["0.00", "0.10", "701400.55", "-45.00", "9999999999999.99", "1234567890123.45"]
    )
    def test_exact(self, amount: str):
        """An amount is a number that reads back to the kopiyka."""
        rows = reading.by_openpyxl(write(Sheet(amounts(amount))), "Фінансування заходів")
        at = amounts().schema.columns.index("amount")
        assert Decimal(str(rows[1][at])) == Decimal(amount)

    def test_too_many_digits(self):
        """A number that a workbook would round is refused."""
        with pytest.raises(ExportError, match=r"^funding 1 amount: 99999999999999\.99 has more"):
            write(Sheet(amounts("99999999999999.99")))

    def test_missing(self):
        """A missing value is an empty cell, not a nought and not a word."""
        rows = reading.by_openpyxl(write(Sheet(amounts(None))), "Фінансування заходів")
        assert rows[1][amounts().schema.columns.index("amount")] is None


class TestDays:
    @pytest.mark.parametrize("day", ["1900-03-01", "2026-11-21", "1899-12-31", "1900-02-28"])
    def test_day(self, day: str):
        """A day is a day; one that spreadsheets count wrongly is its ISO text."""
        declared = schema.load("programme")
        columns = dict.fromkeys(declared.columns)
        cells = columns | {"programmeId": "p", "validFrom": date.fromisoformat(day)}
        book = write(Sheet(Table("programme", declared, (MappingProxyType(cells),))))
        for rows in (reading.by_openpyxl(book, "Програма"), reading.by_calamine(book, "Програма")):
            assert rows[1][declared.columns.index("validFrom")] == day


class TestSums:
    def test_live(self):
        """Beneath the rows stands a formula with its value, beneath it the printed total."""
        sheet = Sheet(amounts("100.10", None, "0.20"), ("amount",), {"amount": Decimal("100.00")})
        book = write(sheet)
        assert reading.formulas(book) == {"Фінансування заходів": ["=SUM(L2:L4)"]}
        rows = reading.by_openpyxl(book, "Фінансування заходів")
        at = amounts().schema.columns.index("amount")
        assert [rows[4][0], rows[4][at]] == ["Сума рядків", "100.3"]
        assert [rows[5][0], rows[5][at]] == ["Надруковано в документі", "100"]

    def test_no_rows(self):
        """A table without rows has no sum, only its header."""
        book = write(Sheet(amounts(), ("amount",)))
        assert reading.formulas(book) == {}
        assert len(reading.by_openpyxl(book, "Фінансування заходів")) == 1


class TestBook:
    def test_order(self):
        """The first table comes first, then the contents, then the other tables."""
        book = write(Sheet(amounts("1.00")), Sheet(texts("а")))
        read = openpyxl.load_workbook(io.BytesIO(book))
        assert read.sheetnames == ["Фінансування заходів", "Зміст", "Положення тексту"]

    def test_contents(self):
        """The contents name every sheet, its table, its rows and what it holds in two languages."""
        rows = reading.by_calamine(write(Sheet(amounts("1.00")), Sheet(texts("а", "б"))), "Зміст")
        assert [line[:4] for line in rows[1:]] == [
            ["Фінансування заходів", "funding", "1", "Фінансування заходів"],
            ["Положення тексту", "textItems", "2", "Положення тексту"],
        ]
        declared = schema.load("funding")
        assert rows[1][4:] == [
            declared.description["uk"], declared.title["en"], declared.description["en"],
        ]  # fmt: skip

    def test_header(self):
        """The header is frozen and has a filter over all rows."""
        page = openpyxl.load_workbook(io.BytesIO(write(Sheet(texts("а", "б")))))["Положення тексту"]
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref == f"A1:{chr(64 + len(texts().schema.columns))}3"

    def test_no_moment(self):
        """The same tables give the same bytes, and the file names no moment of its making."""
        one, two = (write(Sheet(texts("а"))) for _ in range(2))
        assert one == two
        assert openpyxl.load_workbook(io.BytesIO(one)).properties.created.year == 2000

    def test_large(self, monkeypatch: pytest.MonkeyPatch):
        """A large workbook, written row by row, shows the same cells and is as repeatable."""
        sheets = (
            Sheet(amounts("100.10", None, "0.20"), ("amount",), {"amount": Decimal("100.00")}),
            Sheet(texts(*HOSTILE)),
        )
        small = write(*sheets)
        monkeypatch.setattr(workbook, "MOST_KEPT", 0)
        large = write(*sheets)
        assert large == write(*sheets)
        assert large != small
        for name in ("Фінансування заходів", "Зміст", "Положення тексту"):
            assert reading.by_calamine(large, name) == reading.by_calamine(small, name)
        assert reading.formulas(large) == reading.formulas(small)

    def test_too_many_rows(self):
        """In place of a table with more rows than a sheet holds stands where they all are."""
        many = replace(texts("а"), rows=texts("а").rows * 1_048_576)
        book = write(Sheet(many), Sheet(texts("б")))
        ((said,),) = reading.by_calamine(book, "Положення тексту")
        assert said
        assert said.startswith("Таблиця має рядків: 1048576.")
        assert "textItems.csv" in said
        assert len(reading.by_calamine(book, "Положення тексту (2)")) == 2


class TestNames:
    @pytest.mark.parametrize(
        ("titles", "made"),
        [
            (["Заходи", "заходи"], ["Заходи", "заходи (2)"]),
            (["Зміст"], ["Зміст (2)"]),
            (["а/б:в[г]?*'д"], ["а б в г д"]),
            (["Цільові місцеві програми (постанова № 835)"], ["Цільові місцеві програми"]),
            (["я" * 40, "я" * 40], ["я" * 30 + "…", "я" * 27 + " (2)"]),
            (["[]"], ["–"]),
        ],
    )
    def test_unique(self, titles: list[str], made: list[str]):
        """A sheet's name is short, without refused characters, and no two are alike."""
        assert names.unique(titles, "Зміст") == made
        assert all(len(name) <= 31 for name in made)


class TestLayout:
    def test_height(self):
        """A row is as high as its longest text needs, within what spreadsheets allow."""
        assert layout.height(["а", ""], [10, 10]) < layout.height(["а" * 100, ""], [10, 10])
        assert layout.height(["а" * 32_000], [10]) == layout.HIGHEST
