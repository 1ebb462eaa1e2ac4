"""A page's tables as files: CSV with a column of the state beside each number, XLSX, JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ckanext.infoprog.core.model import (
    MISSING,
    Constraints,
    Field,
    FieldType,
    Table,
    TableSchema,
)  # fmt: skip
from ckanext.infoprog.core.model import (
    Cell as ModelCell,
)
from ckanext.infoprog.core.pages.frame import Page
from ckanext.infoprog.core.pages.grid import STATED, Cell, Column, Grid, Kind
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.rows import TypedRow
from ckanext.infoprog.core.sheets import workbook
from ckanext.infoprog.core.sheets.workbook import Sheet

STATUS: Final = "Status"
KEY: Final = "row"
KOPIYKAS: Final = 2
Json = dict[str, Any]


def csv_text(grid: Grid) -> str:
    """Return a table as CSV: names of the columns, exact numbers, `null` where there is none."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(name for name, _ in _columns(grid))
    for row in grid.rows:
        writer.writerow([MISSING if one is None else str(one) for one in _line(grid, row)])
    return text.getvalue()


def to_dict(page: Page) -> Json:
    """Return a page as plain values: what it is, and its tables, those of charts too."""
    frame = page.frame
    tables = (*page.grids, *(one.grid for one in page.charts))
    return {
        "title": frame.title,
        "version": frame.version,
        "url": frame.permanent,
        "citation": frame.citation,
        "tables": {one.id: _table(one) for one in tables},
        "charts": {
            one.id: {"title": one.title, "subtitle": one.subtitle, "description": one.description}
            for one in page.charts
        },
    }


def xlsx(page: Page, words: Words) -> bytes:
    """Return the tables of a page as one workbook with live sums under the money."""
    tables = (*page.grids, *(one.grid for one in page.charts))
    sheets = [Sheet(_model(one, words), tuple(c.name for c in one.money)) for one in tables]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.xlsx"
        workbook.write(sheets, page.frame.title, page.frame.permanent, path)
        return path.read_bytes()


def _kept(grid: Grid) -> Iterator[tuple[int, Column]]:
    """Yield the columns that files have, with their places."""
    return ((at, one) for at, one in enumerate(grid.columns) if not one.is_drawn)


def _columns(grid: Grid) -> Iterator[tuple[str, str]]:
    """Yield the names and headings of a file's columns: a state stands behind each number."""
    for _, one in _kept(grid):
        yield one.name, one.title
        if one.kind in STATED:
            yield f"{one.name}{STATUS}", one.title


def _line(grid: Grid, row: Sequence[Cell]) -> Iterator[Decimal | str | None]:
    """Yield the cells of a file's row; None is no value."""
    for at, one in _kept(grid):
        cell = row[at]
        if one.kind in STATED:
            value = cell.value
            yield None if value is None else value.amount
            yield None if value is None else value.state.value
        else:
            text = cell.code or cell.text
            yield None if text in ("", MISSING) else text


def _table(grid: Grid) -> Json:
    """Return a table as plain values: a row a mapping of the columns' names."""
    names = [name for name, _ in _columns(grid)]
    return {
        "title": grid.caption,
        "columns": dict(_columns(grid)),
        "total": len(grid.rows),
        "rows": [dict(zip(names, map(_plain, _line(grid, row)), strict=True)) for row in grid.rows],
    }


def _plain(value: Decimal | str | None) -> float | str | None:
    return float(value) if isinstance(value, Decimal) else value


def _model(grid: Grid, words: Words) -> Table:
    """Return a table as a workbook takes it: headings in one language, states in words."""
    fields: list[Field] = [_field(KEY, words.say("Row"), FieldType.INTEGER)]
    for _, one in _kept(grid):
        if one.kind in STATED:
            fields.append(_number(one, words))
            title = words.say("{title}: what the document says", title=one.title)
            fields.append(_field(f"{one.name}{STATUS}", title, FieldType.STRING))
        else:
            kind = FieldType.INTEGER if one.kind is Kind.NUMBER else FieldType.STRING
            fields.append(_field(one.name, one.title, kind))
    places = {one.name: at for at, one in enumerate(fields)}
    rows = tuple(
        TypedRow(places, (number, *_typed(grid, row))) for number, row in enumerate(grid.rows, 1)
    )
    return Table(grid.id, _schema(grid, tuple(fields)), rows)


def _typed(grid: Grid, row: Sequence[Cell]) -> Iterator[ModelCell]:
    """Yield the cells of a workbook's row: numbers as numbers, their lack in words."""
    for at, one in _kept(grid):
        cell = row[at]
        if one.kind in STATED:
            amount = cell.value.amount if cell.value else None
            yield amount
            yield cell.text if amount is None and cell.text else None
        elif one.kind is Kind.NUMBER:
            yield int(cell.code) if cell.code.isdecimal() else None
        else:
            yield cell.text or None


def _number(one: Column, words: Words) -> Field:
    """Return a column of numbers: money to the kopiyka, other numbers as they are."""
    if one.kind is Kind.VALUE:
        return replace(_field(one.name, one.title, FieldType.NUMBER), decimals=None)
    return _field(one.name, f"{one.title}, {words.say('UAH')}", FieldType.NUMBER)


def _field(name: str, title: str, kind: FieldType) -> Field:
    texts: Mapping[str, str] = {"uk": title, "en": title}
    decimals = KOPIYKAS if kind is FieldType.NUMBER else None
    return Field(name, kind, texts, texts, "", Constraints(), decimals=decimals)


def _schema(grid: Grid, fields: tuple[Field, ...]) -> TableSchema:
    texts = {"uk": grid.caption, "en": grid.caption}
    return TableSchema(
        table=grid.id, name=grid.id, version="1", title=texts, description=texts, fields=fields,
        key=KEY, key_parts=None, foreign_keys=(), order=0, descriptor={},
    )  # fmt: skip
