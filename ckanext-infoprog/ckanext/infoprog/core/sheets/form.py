"""Workbooks that are filled in: protected but for their inputs, checked as people type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ckanext.infoprog.core.sheets import exact, layout
from ckanext.infoprog.core.sheets.styles import DAY, MONEY, Look
from ckanext.infoprog.core.sheets.workbook import A3, CREATED, OPTIONS

HEADER: Final = 3  # the row of the headings, counted from 0: stamp, title and hint stand above
FIRST: Final = HEADER + 1
TOLD: Final = 255  # characters of a message that spreadsheets show
SHORT: Final = 40  # texts no longer than this may be numbers such as 1.10 or 0002: kept as typed
_FILL: Final = "#FFF8DC"
_EDGE: Final = "#BFBFBF"
_ALLOWED: Final = MappingProxyType(
    {"format_columns": True, "format_rows": True, "select_locked_cells": True}
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the value that it has before anybody types."""

    text: str
    value: str | Decimal = ""


Content = str | int | Decimal | date | Formula | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be typed into a cell: a number ≥ 0, a word of a list, a text, a day."""

    kind: str
    tip: str
    wrong: str
    choices: tuple[str, ...] = ()
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form; those with a rule are inputs."""

    name: str
    heading: str
    width: float
    rule: Rule | None = None
    money: bool = False
    loud: bool = False
    quiet: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its cells, and inputs that are opened or closed in this row only."""

    cells: tuple[Content, ...]
    rules: Mapping[str, Rule | None] = field(default_factory=dict)
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of a form; `headed` is false where the rows speak for themselves."""

    name: str
    stamp: str
    title: str
    hint: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    headed: bool = True


def write(pages: Sequence[Page], title: str, author: str, into: Path) -> None:
    """Write the workbook: the same pages always give the same bytes."""
    book = Workbook(str(into), {**OPTIONS, "in_memory": True})
    book.set_properties({"title": title, "author": author, "created": CREATED})
    looks = _Looks(book)
    for page in pages:
        _Writer(book.add_worksheet(page.name), page, looks).write()
    book.close()


class _Looks:
    """The formats of one form."""

    def __init__(self, book: Workbook) -> None:
        """Begin with none; each is made once."""
        self._book = book
        self._made: dict[tuple[tuple[str, str | int | bool], ...], Format] = {}

    def get(self, **properties: str | int | bool) -> Format:
        """Return the format with these properties."""
        look: Look = {"valign": "top", "font_name": "Calibri", "font_size": 10, "text_wrap": True}
        named = tuple(sorted((look | properties).items()))
        if named not in self._made:
            self._made[named] = self._book.add_format(dict(named))
        return self._made[named]


class _Writer:
    """Writes one sheet."""

    def __init__(self, sheet: Worksheet, page: Page, looks: _Looks) -> None:
        """Keep what is written and where to."""
        self._sheet, self._page, self._looks = sheet, page, looks

    def write(self) -> None:
        """Write stamp, title, hint, headings and rows, and set how the sheet is used."""
        page, sheet = self._page, self._sheet
        faint = self._looks.get(font_color="#808080", font_size=7, text_wrap=False)
        sheet.write_string(0, 0, exact.text(page.stamp, page.name), faint)
        strong = self._looks.get(bold=True, font_size=14, text_wrap=False)
        sheet.write_string(1, 0, exact.text(page.title, page.name), strong)
        plain = self._looks.get(text_wrap=False)
        sheet.write_string(2, 0, exact.text(page.hint, page.name), plain)
        widths = [column.width for column in page.columns]
        for at, column in enumerate(page.columns):
            sheet.set_column(at, at, column.width, None, {"hidden": column.hidden})
            if page.headed:
                look = self._looks.get(bold=True, bg_color="#E8EEF4", border=1, border_color=_EDGE)
                sheet.write_string(HEADER, at, column.heading, look)
        if page.headed:
            sheet.set_row_pixels(HEADER, layout.height([c.heading for c in page.columns], widths))
        for down, line in enumerate(page.lines, FIRST):
            pairs = zip(line.cells, page.columns, strict=True)
            texts = ["" if column.quiet else _text(cell) for cell, column in pairs]
            sheet.set_row_pixels(down, max(layout.height(texts, widths), 20))
            for at, column in enumerate(page.columns):
                self._cell(down, at, column, line)
        self._look()

    def _cell(self, down: int, at: int, column: Column, line: Line) -> None:
        """Write one cell, open or closed."""
        rule = line.rules.get(column.name, column.rule)
        style = self._style(column, line.cells[at], rule, heading=line.heading)
        self._put(down, at, line.cells[at], style, column)
        if rule is not None:
            self._sheet.data_validation(down, at, down, at, _validation(rule))

    def _style(
        self, column: Column, content: Content, rule: Rule | None, *, heading: bool
    ) -> Format:
        """Return the format of a cell: inputs are open and coloured."""
        look: Look = {"border": 1, "border_color": _EDGE}
        if column.money or isinstance(content, Decimal):
            look["num_format"] = MONEY if column.money else "#,##0.######"
        if rule is not None:
            look |= {"locked": False, "bg_color": _FILL}
            if rule.kind == "date":
                look |= {"num_format": DAY, "align": "left"}
            elif rule.kind == "text" and rule.longest <= SHORT:
                look["num_format"] = "@"
        elif column.loud:
            look |= {"font_color": "#B00020", "bold": True}
        elif column.quiet:
            look |= {"font_color": "#808080", "font_size": 7, "text_wrap": False}
        elif heading:
            look |= {"bold": True, "bg_color": "#E8EEF4"}
        return self._looks.get(**look)

    def _put(self, down: int, at: int, content: Content, style: Format, column: Column) -> None:
        """Write the content of a cell by its type."""
        sheet, place = self._sheet, f"{self._page.name} {column.name}"
        if content is None:
            sheet.write_blank(down, at, None, style)
        elif isinstance(content, Formula):
            value = content.value
            shown = exact.number(value, place) if isinstance(value, Decimal) else value
            sheet.write_formula(down, at, content.text, style, shown)
        elif isinstance(content, Decimal | int):
            sheet.write_number(down, at, exact.number(content, place), style)
        elif isinstance(content, date):
            sheet.write_datetime(down, at, content, style)
        else:
            sheet.write_string(down, at, exact.text(content, place), style)

    def _look(self) -> None:
        """Protect what is not typed in, freeze the headings, print on pages of one width."""
        sheet = self._sheet
        sheet.protect("", dict(_ALLOWED))
        if self._page.headed:
            sheet.freeze_panes(FIRST, 0)
            sheet.repeat_rows(HEADER)
        last = FIRST + max(len(self._page.lines), 1)
        whole = f"A1:{chr(64 + len(self._page.columns))}{last}"
        sheet.ignore_errors({"number_stored_as_text": whole})
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)


def _text(content: Content) -> str:
    """Return what a cell shows, as far as its row's height depends on it."""
    if isinstance(content, Formula):
        return str(content.value)
    return "" if content is None else str(content)


def _validation(rule: Rule) -> dict[str, object]:
    """Return a rule as the format knows it."""
    told: dict[str, object] = {
        "error_title": rule.wrong,
        "error_message": rule.tip[:TOLD],
        "input_message": rule.tip[:TOLD],
    }
    if rule.kind == "list":
        return {"validate": "list", "source": list(rule.choices), **told}
    if rule.kind == "text":
        return {"validate": "length", "criteria": "<=", "value": rule.longest, **told}
    if rule.kind == "date":
        return {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1), **told}
    return {"validate": "decimal", "criteria": ">=", "value": 0, **told}
