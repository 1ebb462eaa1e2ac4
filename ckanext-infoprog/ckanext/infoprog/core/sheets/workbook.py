"""One XLSX workbook with every table of a package, typed, safe to open, the same bytes each time.

A text is always written as a text; the only formulas are the sums beneath the first sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from ckanext.infoprog.core.model import Cell, Field, Table
from ckanext.infoprog.core.sheets import exact, layout, names
from ckanext.infoprog.core.sheets.styles import Styles
from ckanext.infoprog.core.sheets.words import word

CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 – no moment at all: the format asks for one
FIRST_DAY: Final = date(1900, 3, 1)  # before it Excel counts a day that never was
A3: Final = 8
AROUND: Final = 3  # rows around those of the table: header, sums, printed totals
NOTE: Final = 80  # characters across
MOST_KEPT: Final = 500_000  # cells; a larger workbook is written row by row over scratch files
OPTIONS: Final = MappingProxyType(
    {
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a sheet; `summed` columns get their sum and, where known, the printed total."""

    table: Table
    summed: tuple[str, ...] = ()
    printed: Mapping[str, Decimal] = field(default_factory=dict)


def write(sheets: Sequence[Sheet], title: str, author: str, into: Path) -> None:
    """Write the workbook: the first table, the contents, then the other tables in order."""
    large = _cells(sheets) > MOST_KEPT
    book = Workbook(str(into), {**OPTIONS, "in_memory": not large, "constant_memory": large})
    book.set_properties({"title": title, "author": author, "created": CREATED})
    styles = Styles(book)
    called = names.unique([sheet.table.schema.title["uk"] for sheet in sheets], word("contents"))
    order = [*called[:1], word("contents"), *called[1:]]
    pages = {name: book.add_worksheet(name) for name in order}
    for name, sheet in zip(called, sheets, strict=True):
        _Page(pages[name], sheet, styles).write()
    _contents(pages[word("contents")], list(zip(called, sheets, strict=True)), styles)
    book.close()


def _cells(sheets: Sequence[Sheet]) -> int:
    """Return the number of cells of all sheets."""
    return sum(len(one.table.rows) * len(one.table.schema.fields) for one in sheets)


class _Page:
    """Writes one table to one sheet."""

    def __init__(self, page: Worksheet, sheet: Sheet, styles: Styles) -> None:
        """Keep what is written and where to."""
        self._page, self._sheet, self._styles = page, sheet, styles
        self._table = sheet.table
        self._fields = sheet.table.schema.fields

    def write(self) -> None:
        """Write header, rows and sums, and set how the sheet is shown and printed."""
        rows = len(self._table.rows)
        if not exact.fits(rows + AROUND, len(self._fields)):
            self._refer(rows)
            return
        headings = [one.title["uk"] for one in self._fields]
        widths = [layout.width(one, self._table) for one in self._fields]
        self._page.set_row_pixels(0, layout.height(headings, widths))
        for at, heading in enumerate(headings):
            self._page.set_column(at, at, widths[at])
            self._page.write_string(0, at, heading, self._styles.header)
        for down, row in enumerate(self._table.rows, 1):
            texts = [str(row[one.name] or "") for one in self._fields]
            self._page.set_row_pixels(down, layout.height(texts, widths))
            for at, one in enumerate(self._fields):
                place = f"{self._table.name} {row[self._table.schema.key]} {one.name}"
                self._cell(down, at, row[one.name], one, place)
        if self._sheet.summed and rows:
            self._sums(rows)
        _look(self._page, rows, len(self._fields), frozen=1 if self._sheet.summed else 0)

    def _refer(self, rows: int) -> None:
        """Say in place of the rows where they are: some of them would pass for all."""
        shown = word("tooMany").format(rows=rows, most=exact.MOST_ROWS, table=self._table.name)
        self._page.set_column(0, 0, NOTE)
        self._page.write_string(0, 0, shown, self._styles.text(shown))

    def _cell(self, down: int, at: int, value: Cell, one: Field, place: str) -> None:
        """Write one cell by its type; a missing value leaves the cell empty."""
        if value is None:
            return
        if isinstance(value, bool):
            self._page.write_boolean(down, at, value, self._styles.plain)
        elif isinstance(value, Decimal | int):
            style = self._styles.money if one.is_money else self._styles.plain
            self._page.write_number(down, at, exact.number(value, place), style)
        elif isinstance(value, date) and value >= FIRST_DAY:
            self._page.write_datetime(down, at, value, self._styles.day)
        else:
            shown = exact.shown(value, one, place)
            self._page.write_string(down, at, shown, self._styles.text(shown))

    def _sums(self, rows: int) -> None:
        """Write the live sums, each with its value, and the totals that the document prints."""
        summed = [
            (at, one) for at, one in enumerate(self._fields) if one.name in self._sheet.summed
        ]
        self._page.write_string(rows + 1, 0, word("sum"), self._styles.label)
        for at, one in summed:
            amounts = [row[one.name] for row in self._table.rows]
            total = sum((a for a in amounts if isinstance(a, Decimal)), Decimal(0))
            value = exact.number(total, f"{self._table.name} {one.name}")
            formula = f"=SUM({xl_range(1, at, rows, at)})"
            self._page.write_formula(rows + 1, at, formula, self._styles.total, value)
        if not self._sheet.printed:
            return
        self._page.write_string(rows + 2, 0, word("printed"), self._styles.label)
        for at, one in summed:
            stated = self._sheet.printed.get(one.name)
            if stated is not None:
                number = exact.number(stated, f"{self._table.name} {one.name}")
                self._page.write_number(rows + 2, at, number, self._styles.total)


def _contents(page: Worksheet, sheets: list[tuple[str, Sheet]], styles: Styles) -> None:
    """Write the list of the sheets: name, table, what it holds in both languages, rows."""
    columns = {
        "sheet": 32, "table": 22, "rows": 9, "title": 34, "description": 60,
        "title_en": 34, "description_en": 60,
    }  # fmt: skip
    for at, (name, width) in enumerate(columns.items()):
        page.set_column(at, at, width)
        page.write_string(0, at, word(name), styles.header)
    for down, (name, sheet) in enumerate(sheets, 1):
        declared = sheet.table.schema
        page.write_url(down, 0, f"internal:'{name}'!A1", styles.link, name)
        page.write_string(down, 1, sheet.table.name, styles.plain)
        page.write_number(down, 2, len(sheet.table.rows), styles.plain)
        texts = (declared.title, declared.description)
        words = [text[lang] for lang in ("uk", "en") for text in texts]
        page.set_row_pixels(down, layout.height(words, list(columns.values())[3:]))
        for at, shown in enumerate(words, 3):
            page.write_string(down, at, exact.text(shown, declared.table), styles.text(shown))
    _look(page, len(sheets), len(columns), frozen=0)


def _look(page: Worksheet, rows: int, columns: int, frozen: int) -> None:
    """Freeze the header, offer its filter, and let the sheet print on pages of one width."""
    page.freeze_panes(1, frozen)
    page.autofilter(0, 0, rows, columns - 1)
    page.ignore_errors({"number_stored_as_text": xl_range(0, 0, max(rows, 1), columns - 1)})
    page.set_landscape()
    page.set_paper(A3)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
