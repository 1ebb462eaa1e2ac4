"""Workbooks of LibreOffice: sheets and cells as stored, repeated ones only as far as they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.ingest.archive import Archive
from ckanext.infoprog.core.ingest.grid import (
    BOOLEAN,
    DATE,
    FAULT,
    MOST_FORMULAS,
    NUMBER,
    PERCENT,
    TEXT,
    UNCOMPUTED,
    Grid,
    GridRow,
    Merge,
    place,
)
from ckanext.infoprog.core.ingest.limits import Limits
from ckanext.infoprog.core.ingest.notes import note, refuse
from ckanext.infoprog.core.ingest.xmlparts import Budget, Handlers, each, walk
from ckanext.infoprog.core.issues import Issue

CONTENT: Final = "content.xml"
MANIFEST: Final = "META-INF/manifest.xml"
SPREADSHEET: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_NS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = f"{_NS}table:1.0|", f"{_NS}office:1.0|", f"{_NS}text:1.0|"
_STYLE: Final = f"{_NS}style:1.0|"
_CALCEXT: Final = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0|"
_CELLS: Final = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_KINDS: Final = {
    "float": NUMBER, "currency": NUMBER, "percentage": PERCENT, "date": DATE, "time": DATE,
    "boolean": BOOLEAN,
}  # fmt: skip
_STORED: Final = {DATE: "date-value", BOOLEAN: "boolean-value"}
_SPACES: Final = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}


def read_ods(archive: Archive, path: str, limits: Limits) -> tuple[list[Grid], list[Issue]]:
    """Return the sheets of a workbook and what must be said of it."""
    mimetype = archive.read("mimetype").strip() if archive.has("mimetype") else b""
    if not mimetype:
        raise refuse("damaged-workbook", path, entry="mimetype", place="")
    if mimetype not in (SPREADSHEET, SPREADSHEET + b"-template"):
        kind = mimetype[:80].rpartition(b".")[2].decode("ascii", "replace")
        raise refuse("wrong-format", path, found=f"OpenDocument {kind}")
    budget = Budget(path, limits)
    _check_manifest(archive, budget)
    if not archive.has(CONTENT):
        raise refuse("damaged-workbook", path, entry=CONTENT, place="")
    reader = _Reader(path, limits)
    walk(CONTENT, archive.chunks(CONTENT), budget, reader)
    return reader.grids, reader.notes


def _check_manifest(archive: Archive, budget: Budget) -> None:
    """Refuse a workbook locked by a password or with macros."""
    macro = next((n for n in archive.names if n.startswith(("Basic/", "Scripts/"))), None)
    if macro:
        raise refuse("macros", budget.path, entry=macro)

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name.endswith("|encryption-data"):
            raise refuse("encrypted-file", budget.path)

    if archive.has(MANIFEST):
        each(MANIFEST, archive.chunks(MANIFEST), budget, start)


@dataclass(slots=True)
class _Cell:
    """A cell while it is read."""

    repeat: int
    kind: str
    stored: str | None
    formula: bool
    fault: bool
    span: tuple[int, int]


class _Reader(Handlers):
    """Handlers that gather the rows of all sheets of content.xml."""

    def __init__(self, path: str, limits: Limits) -> None:
        """Begin before the first sheet."""
        self.path, self.limits = path, limits
        self.grids: list[Grid] = []
        self.notes: list[Issue] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._total = 0
        self._tables = self._aside = self._paragraphs = 0
        self._new_sheet("", hidden=False)
        self._cell: _Cell | None = None
        self._pieces: list[str] = []
        self._new_row(1)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        self.depth += 1
        if name in _CELLS:
            self._begin_cell(attributes)
        elif name == f"{_TEXT}p":
            if self._paragraphs and not self._aside:
                self._pieces.append("\n")
            self._paragraphs += not self._aside
        elif name == f"{_TABLE}table-row":
            self._new_row(self._repeat(attributes, "rows"))
            self._hidden += attributes.get(f"{_TABLE}visibility", "visible") != "visible"
        elif name == f"{_OFFICE}annotation":
            self._aside += 1
        elif name in _SPACES:
            self.text(_SPACES[name])
        elif name == f"{_TEXT}s":
            self.text(" " * min(self._number(attributes.get(f"{_TEXT}c")), 32_768))
        else:
            self._begin_other(name, attributes)

    def text(self, data: str) -> None:
        """Take characters; those of comments are no part of a cell."""
        if self._cell and self._paragraphs and not self._aside:
            self._pieces.append(data)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self.depth -= 1
        if name in _CELLS:
            self._end_cell()
        elif name == f"{_TABLE}table-row":
            self._end_row()
        elif name == f"{_OFFICE}annotation":
            self._aside -= 1
        elif name == f"{_TABLE}table":
            self._tables -= 1
            self._end_sheet()

    def _begin_other(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of a sheet, a column or a style."""
        if name == f"{_TABLE}table":
            self._tables += 1
            if self._tables > 1:
                raise refuse("damaged-workbook", self.path, entry=CONTENT, place=self._sheet)
            if len(self.grids) >= self.limits.sheets:
                raise refuse("too-many-sheets", self.path, limit=self.limits.sheets)
            style = attributes.get(f"{_TABLE}style-name", "")
            self._new_sheet(attributes.get(f"{_TABLE}name", ""), style in self._hidden_styles)
        elif name == f"{_TABLE}table-column":
            self._hidden += attributes.get(f"{_TABLE}visibility", "visible") != "visible"
        elif name == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def _new_sheet(self, name: str, hidden: bool) -> None:
        """Begin a sheet."""
        self._sheet, self._sheet_hidden = name, hidden
        self._rows: list[GridRow] = []
        self._merges: list[Merge] = []
        self._row = self._hidden = self._formulas = 0
        self._computed: set[tuple[int, int]] = set()

    def _new_row(self, repeat: int) -> None:
        """Begin a row."""
        self._row_repeat, self._column = repeat, 0
        self._cells: list[str] = []
        self._kinds: list[str] = []

    def _number(self, text: str | None) -> int:
        """Return a count of an attribute, 1 where it is none."""
        if text is None or not (text.isascii() and text.isdigit()) or len(text) > 9:
            return 1
        return int(text)

    def _repeat(self, attributes: Mapping[str, str], what: str) -> int:
        """Return how often a row or column stands."""
        return max(1, self._number(attributes.get(f"{_TABLE}number-{what}-repeated")))

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        """Begin a cell."""
        value_type = attributes.get(f"{_OFFICE}value-type", "")
        kind = _KINDS.get(value_type, TEXT)
        stored = attributes.get(f"{_OFFICE}{_STORED.get(kind, 'value')}")
        if value_type == "time":
            stored = attributes.get(f"{_OFFICE}time-value")
        if kind == TEXT:
            stored = attributes.get(f"{_OFFICE}string-value")
        down = self._number(attributes.get(f"{_TABLE}number-rows-spanned"))
        across = self._number(attributes.get(f"{_TABLE}number-columns-spanned"))
        formula = f"{_TABLE}formula" in attributes
        self._formulas += formula
        fault = attributes.get(f"{_CALCEXT}value-type") == "error"
        repeat = self._repeat(attributes, "columns")
        self._cell = _Cell(repeat, kind, stored, formula, fault, (down, across))
        self._pieces.clear()
        self._paragraphs = 0

    def _end_cell(self) -> None:
        """Put the cell into the row as often as it is repeated."""
        cell, self._cell = self._cell, None
        if cell is None:
            return
        text, kind = self._value(cell)
        first = self._column + 1
        self._column += cell.repeat
        if max(cell.span) > 1 and self._tables:
            self._keep_merge(first, cell.span)
        if not text and kind == TEXT:
            return
        if len(text) > self.limits.cell_characters:
            where = place(self._sheet, self._row + 1, first)
            limit = self.limits.cell_characters
            raise refuse("cell-too-long", self.path, row=self._row + 1, place=where, limit=limit)
        if self._column > self.limits.columns:
            raise refuse(
                "too-many-columns", self.path, row=self._row + 1, limit=self.limits.columns
            )
        if cell.formula and len(self._computed) < MOST_FORMULAS:
            self._computed.add((self._row + 1, first))
        gap = first - 1 - len(self._cells)
        self._cells += [""] * gap + [text] * cell.repeat
        self._kinds += [TEXT] * gap + [kind] * cell.repeat

    def _value(self, cell: _Cell) -> tuple[str, str]:
        """Return the text and kind of a cell."""
        shown = "".join(self._pieces)
        if cell.fault:
            return shown or "#", FAULT
        if cell.kind == TEXT:
            text = shown if cell.stored is None else cell.stored
            return (text, TEXT) if text or not cell.formula else ("", UNCOMPUTED)
        if cell.stored is None:
            return shown, FAULT
        return cell.stored.removesuffix("T00:00:00"), cell.kind

    def _keep_merge(self, column: int, span: tuple[int, int]) -> None:
        """Keep a merged range."""
        row = self._row + 1
        self._merges.append(Merge(row, column, row + span[0] - 1, column + span[1] - 1))

    def _end_row(self) -> None:
        """Keep a row that holds anything, as often as it is repeated."""
        first, repeat, limits = self._row + 1, self._row_repeat, self.limits
        self._row += repeat
        if not self._cells:
            return
        self._total += len(self._cells) * repeat
        if self._total > limits.cells:
            raise refuse("too-many-cells", self.path, row=first, limit=limits.cells)
        if len(self._rows) + repeat > limits.records:
            raise refuse("too-many-rows", self.path, row=first, limit=limits.rows)
        kinds = "".join(self._kinds)
        self._rows += [GridRow(first + i, self._cells, kinds) for i in range(repeat)]

    def _end_sheet(self) -> None:
        """Keep the sheet."""
        merges = tuple(self._merges)
        computed = frozenset(self._computed)
        self.grids.append(Grid(self._sheet, self._rows, merges, self._sheet_hidden, computed))
        for code, count in (("formulas", self._formulas), ("hidden-rows", self._hidden)):
            if count:
                self.notes.append(note(code, self.path, sheet=self._sheet, count=count))
