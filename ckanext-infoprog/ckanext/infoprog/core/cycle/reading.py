"""Forms read as they come back, whatever their name: by their signs and the keys of their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ckanext.infoprog.core import ingest
from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.cycle import declared, stamp
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.stamp import Stamp
from ckanext.infoprog.core.ingest import Grid
from ckanext.infoprog.core.ingest.grid import letters
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.model import MISSING

SIGNED_ROWS: Final = 5
LABELS: Final = ("number", "title", "source", "year")


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a sheet as it was read: texts in our form by column, and where they stand.

    `formulas` are the inputs that hold a formula, whose value is what the workbook has kept.
    """

    sheet: str
    number: int
    texts: Mapping[str, str | None]
    refused: frozenset[str]
    columns: Mapping[str, str]
    name: str
    formulas: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The key that the row names."""
        return " ".join((self.texts.get("key") or "").split())

    @property
    def label(self) -> str:
        """What the row calls itself."""
        return " ".join(self.texts.get(one) or "" for one in ("number", "title")).strip()

    def place(self, column: str) -> str:
        """Return the address of a cell: `Заходи!I5`."""
        return f"{self.name}!{self.columns.get(column, 'A')}{self.number}"


@dataclass(frozen=True, slots=True)
class Opened:
    """A form that was opened: its sign, its rows by sheet, its first sheet, what is wrong."""

    stamp: Stamp | None
    rows: Mapping[str, tuple[Cells, ...]]
    start: Grid | None
    issues: tuple[Issue, ...]


def opened(data: bytes, name: str, sheets: Sequence[str] = declared.SHEETS) -> Opened:
    """Return what a file holds as a form; what is none has a finding and no sign.

    `sheets` are those with rows.
    """
    reading = ingest.read(data, name)
    if reading.refusal is not None:
        return Opened(None, {}, None, (reading.refusal,))
    signed = [(grid, found) for grid in reading.grids if (found := _sign(grid)) is not None]
    if not signed:
        return Opened(None, {}, None, (issue("form-unknown", path=name),))
    signs = {sign for _, (sign, _) in signed}
    if len(signs) > 1:
        bodies = ", ".join(sorted({f"{sign.body} {sign.period}" for sign in signs}))
        return Opened(None, {}, None, (issue("form-mixed", path=name, found=bodies),))
    grids: dict[str, list[Grid]] = defaultdict(list)
    for grid, (_, sheet) in signed:
        grids[sheet].append(grid)
    twice = [
        issue("form-sheet-twice", path=name, table=_called(sheet))
        for sheet, found in grids.items()
        if len(found) > 1
    ]
    if twice:
        return Opened(None, {}, None, tuple(twice))
    read = {sheet: found[0] for sheet, found in grids.items()}
    return _read(signs.pop(), read, name, sheets)


def _read(sign: Stamp, grids: Mapping[str, Grid], name: str, sheets: Sequence[str]) -> Opened:
    """Return the rows of the sheets of one form."""
    rows: dict[str, tuple[Cells, ...]] = {}
    issues: list[Issue] = []
    for sheet in sheets:
        if sheet in grids:
            found, told = _sheet(sheet, grids[sheet], name)
            rows[sheet] = found
            issues += told
    return Opened(sign, rows, grids.get("start"), tuple(issues))


def _sign(grid: Grid) -> tuple[Stamp, str] | None:
    """Return the sign that stands in the first rows of a sheet."""
    for row in grid.rows[:SIGNED_ROWS]:
        for cell in row.cells:
            if found := stamp.read(cell):
                return found
    return None


def _sheet(sheet: str, grid: Grid, name: str) -> tuple[tuple[Cells, ...], list[Issue]]:
    """Return the rows of a sheet, and what reading says of the cells that are asked for."""
    table = declared.table(sheet)
    fitted = ingest.fit(grid, table, name)
    called = grid.sheet or word(sheet)
    found = {c.field.name: c.index + 1 for c in fitted.header.columns} if fitted.header else {}
    places = {column: letters(at) for column, at in found.items()}
    typed = {column: found[column] for column in declared.inputs(sheet) if column in found}
    rows = tuple(
        Cells(
            sheet,
            row.number,
            {
                column: None if text == MISSING else text
                for column, text in zip(fitted.columns, row.cells, strict=True)
            },
            frozenset(row.refused),
            places,
            called,
            frozenset(c for c, at in typed.items() if grid.may_be_formula(row.number, at)),
        )
        for row in fitted.rows
    )
    asked = frozenset({"key", *LABELS, *declared.inputs(sheet)})
    headings = {one.name: one.title["uk"] for one in table.fields}
    told = [
        replace(issue, path=name, table=called, field=headings.get(issue.field or "", issue.field))
        for issue in fitted.issues
        if issue.severity is Severity.ERROR and _matters(issue, asked, headings)
    ]
    order = [found[name] for name in table.columns if name in found]
    if order != sorted(order):  # headings that changed places would send numbers astray
        told.append(issue("form-columns", path=name, table=called))
    return rows, told


def _matters(issue: Issue, asked: frozenset[str], headings: Mapping[str, str]) -> bool:
    """Return whether a finding of reading is about what is read from a form.

    Cells that the form counts itself are not read; a word beside the table is.
    """
    return issue.field is None or issue.field in asked or issue.field not in headings


def _called(sheet: str) -> str:
    """Return the name that a sheet was sent out with."""
    return word(sheet)


def texts(grid: Grid | None) -> Iterator[tuple[str, str, str, int]]:
    """Yield the inputs of the first sheet: name, text, kind, row."""
    for row in grid.rows if grid else ():
        name = row.cells[0].strip() if row.cells else ""
        if name and len(row.cells) > 2:
            kind = row.kinds[2] if len(row.kinds) > 2 else "t"
            yield name, row.cells[2], kind, row.number
