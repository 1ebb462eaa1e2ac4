"""A document as a workbook: the lines on a first sheet, each table on one of its own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ckanext.infoprog.core.papers import paper
from ckanext.infoprog.core.papers.paper import Content, Grid, Kind, Paper, Weight
from ckanext.infoprog.core.sheets import exact, layout, names
from ckanext.infoprog.core.sheets.styles import DANGEROUS, Look
from ckanext.infoprog.core.sheets.workbook import CREATED, OPTIONS

A4: Final = 9
ACROSS: Final = 150  # characters that the columns of a sheet share
WIDE: Final = 110
TOP: Final = 2  # the row of the headings, counted from 0: the title stands above
RULED: Final = f"{'_' * 20}  {'_' * 30}"
_EDGE: Final = "#808080"


def write(given: Paper, into: Path) -> None:
    """Write the workbook: the same document always gives the same bytes."""
    book = Workbook(str(into), {**OPTIONS, "in_memory": True})
    title = given.filled(given.title)
    book.set_properties({"title": title, "created": CREATED})
    writer = _Writer(book)
    called = names.unique([title, *(grid.title for grid in given.grids)])
    writer.start(book.add_worksheet(called[0]), given)
    for name, grid in zip(called[1:], given.grids, strict=True):
        writer.grid(book.add_worksheet(name), grid)
    book.close()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Workbook) -> None:
        """Begin without formats; each is made once."""
        self._book = book
        self._made: dict[tuple[tuple[str, str | int | bool], ...], Format] = {}

    def start(self, sheet: Worksheet, given: Paper) -> None:
        """Write title, lines and places for signatures."""
        _page(sheet)
        sheet.set_column(0, 0, WIDE)
        self._text(sheet, 0, 0, given.filled(given.title), bold=True, font_size=14)
        for down, line in enumerate(map(given.filled, given.lines), 1):
            self._text(sheet, down, 0, line)
            sheet.set_row_pixels(down, layout.height([line], [WIDE]))
        below = len(given.lines) + 2
        for down, one in enumerate(given.signatures):
            self._text(sheet, below + 2 * down, 0, f"{given.filled(one.office)}  {RULED}")

    def grid(self, sheet: Worksheet, grid: Grid) -> None:
        """Write a table."""
        _page(sheet)
        widths = _widths(grid)
        self._text(sheet, 0, 0, grid.title, bold=True, font_size=12, text_wrap=False)
        for at, column in enumerate(grid.columns):
            sheet.set_column(at, at, widths[at])
            self._text(sheet, TOP, at, column.heading, bold=True, border=1, bg_color="#E8EEF4")
        headings = [column.heading for column in grid.columns]
        sheet.set_row_pixels(TOP, layout.height(headings, widths))
        first = TOP + 1
        if grid.numbered:
            for at in range(len(grid.columns)):
                self._text(sheet, first, at, str(at + 1), border=1, align="center")
            first += 1
        for down, line in enumerate(grid.lines, first):
            if line.weight is Weight.HEADING:
                text = paper.shown(line.cells[0], Kind.TEXT)
                self._heading(sheet, down, text, len(grid.columns) - 1)
                continue
            pairs = list(zip(line.cells, grid.columns, strict=True))
            texts = [paper.shown(cell, column.kind) for cell, column in pairs]
            sheet.set_row_pixels(down, max(20, layout.height(texts, widths)))
            for at, (cell, column) in enumerate(pairs):
                self._cell(sheet, (down, at), cell, column.kind, bold=line.weight is Weight.SUM)
        if grid.note:
            self._text(sheet, first + len(grid.lines) + 1, 0, grid.note, text_wrap=False)
        sheet.freeze_panes(first, 0)
        sheet.repeat_rows(TOP)

    def _heading(self, sheet: Worksheet, down: int, text: str, last: int) -> None:
        """Write a text over all columns of a row."""
        if last:
            style = self._style(bold=True, border=1)
            sheet.merge_range(down, 0, down, last, exact.text(text, sheet.get_name()), style)
        else:
            self._text(sheet, down, 0, text, bold=True, border=1)

    def _cell(
        self, sheet: Worksheet, place: tuple[int, int], content: Content, kind: Kind, *, bold: bool
    ) -> None:
        """Write a cell: a number stays a number."""
        down, at = place
        if not isinstance(content, Decimal):
            align = "center" if content is None else "left"
            self._text(
                sheet, down, at, paper.shown(content, kind), border=1, bold=bold, align=align
            )
            return
        value = content.scaleb(-paper.THOUSAND) if kind is Kind.THOUSANDS else content
        style = self._style(border=1, bold=bold, num_format=_form(value, kind))
        sheet.write_number(down, at, exact.number(value, sheet.get_name()), style)

    def _text(
        self, sheet: Worksheet, down: int, at: int, text: str, **look: str | int | bool
    ) -> None:
        """Write a text that no program takes for a formula."""
        if text.startswith(DANGEROUS):
            look |= {"quote_prefix": True, "num_format": "@"}
        sheet.write_string(down, at, exact.text(text, sheet.get_name()), self._style(**look))

    def _style(self, **properties: str | int | bool) -> Format:
        """Return the format with these properties."""
        look: Look = {"valign": "top", "font_name": "Calibri", "font_size": 10, "text_wrap": True}
        if properties.get("border"):
            look["border_color"] = _EDGE
        named = tuple(sorted((look | properties).items()))
        if named not in self._made:
            self._made[named] = self._book.add_format(dict(named))
        return self._made[named]


def _form(value: Decimal, kind: Kind) -> str:
    """Return the number format that shows as many decimals as the text document does."""
    decimals = paper.decimals(value, kind)
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def _widths(grid: Grid) -> list[float]:
    """Return the width of each column by its share."""
    whole = sum(column.width for column in grid.columns)
    return [max(6.0, ACROSS * column.width / whole) for column in grid.columns]


def _page(sheet: Worksheet) -> None:
    """Set how a sheet is printed."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
