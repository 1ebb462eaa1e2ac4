"""The cells of one Excel sheet, each as stored: text, number, day, or what cannot be a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ckanext.infoprog.core.ingest.grid import (
    BOOLEAN,
    DATE,
    FAULT,
    MOST_FORMULAS,
    NUMBER,
    TEXT,
    UNCOMPUTED,
    GridRow,
    Merge,
    letters,
    place,
)
from ckanext.infoprog.core.ingest.limits import Limits
from ckanext.infoprog.core.ingest.notes import RefusedError, note, refuse
from ckanext.infoprog.core.ingest.numfmt import from_serial
from ckanext.infoprog.core.ingest.xmlparts import Handlers
from ckanext.infoprog.core.issues import Issue

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main|"
_CELL, _VALUE, _TEXT = f"{MAIN}c", f"{MAIN}v", f"{MAIN}t"
_ROW, _FORMULA, _MERGE, _PHONETIC = f"{MAIN}row", f"{MAIN}f", f"{MAIN}mergeCell", f"{MAIN}rPh"
_CHARACTERS: Final = frozenset({_VALUE, _TEXT})
_COLUMN: Final = f"{MAIN}col"
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RANGE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMERAL: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NEAR: Final = 500
_LETTERS: Final = tuple(letters(column) for column in range(1, _NEAR + 1))
_LAST_ROW: Final = 1_048_576
_MERGES: Final = 200_000


@dataclass(slots=True)
class Book:
    """What all sheets of a workbook share."""

    path: str
    limits: Limits
    since_1904: bool = False
    strings: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    cells: int = 0


class SheetReader(Handlers):
    """Handlers that gather the rows of one sheet; a wrong address ends with RefusedError."""

    def __init__(self, book: Book, sheet: str) -> None:
        """Begin before the first row."""
        self.book = book
        self.sheet = sheet
        self.rows: list[GridRow] = []
        self.merges: list[Merge] = []
        self.formulas = 0
        self.computed: set[tuple[int, int]] = set()
        self.hidden = 0
        self._patterns: dict[str, str] = {}
        self._pieces: list[str] = []
        self._inside = self._phonetic = self._formula = False
        self._row = self._column = 0
        self._type = self._style = ""
        self._cells: list[str] = []
        self._kinds: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        self.depth += 1
        if name == _CELL:
            self._begin_cell(attributes)
        elif name in _CHARACTERS:
            self._inside = not self._phonetic
        elif name == _ROW:
            self._begin_row(attributes)
        elif name == _FORMULA:
            self._formula = True
            self.formulas += 1
        elif name == _PHONETIC:
            self._phonetic = True
        elif name == _MERGE:
            self._merge(attributes.get("ref", ""))
        elif name == _COLUMN and attributes.get("hidden") in ("1", "true"):
            self.hidden += 1

    def text(self, data: str) -> None:
        """Take characters."""
        if self._inside:
            self._pieces.append(data)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self.depth -= 1
        if name in _CHARACTERS:
            self._inside = False
        elif name == _CELL:
            self._end_cell()
        elif name == _ROW:
            self._end_row()
        elif name == _PHONETIC:
            self._phonetic = False

    def notes(self) -> list[Issue]:
        """Return what must be said of the sheet as a whole."""
        found = []
        if self.formulas:
            found.append(note("formulas", self.book.path, sheet=self.sheet, count=self.formulas))
        if self.hidden:
            found.append(note("hidden-rows", self.book.path, sheet=self.sheet, count=self.hidden))
        return found

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        """Go to the row that is named, or to the next one where none is."""
        stated = attributes.get("r")
        number = self._row + 1
        if stated is not None:
            if not (stated.isascii() and stated.isdigit()) or not number <= _int(stated):
                raise self._damaged(f"{self.sheet}!{stated[:12]}")
            number = _int(stated)
        if number > _LAST_ROW:
            raise self._damaged(f"{self.sheet}!{number}")
        self._row, self._column = number, 0
        if attributes.get("hidden") in ("1", "true"):
            self.hidden += 1

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        """Go to the cell that is named, or to the next one where none is."""
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._formula = False
        stated = attributes.get("r")
        if stated is None:
            self._column += 1
            return
        if self._column < _NEAR and stated == f"{_LETTERS[self._column]}{self._row}":
            self._column += 1
            return
        address = _ADDRESS.fullmatch(stated)
        column = _column(address.group(1)) if address else 0
        if not address or int(address.group(2)) != self._row or column <= self._column:
            raise self._damaged(f"{self.sheet}!{stated[:12]}")
        self._column = column

    def _end_cell(self) -> None:
        """Put the cell's text and kind into the row."""
        if not self._pieces and not self._formula:
            return
        raw = "".join(self._pieces)
        self._pieces.clear()
        text, kind = self._value(raw)
        if not text and kind == TEXT:
            return
        limits = self.book.limits
        if len(text) > limits.cell_characters:
            raise refuse(
                "cell-too-long",
                self.book.path,
                row=self._row,
                place=place(self.sheet, self._row, self._column),
                limit=limits.cell_characters,
            )
        if self._column > limits.columns:
            raise refuse("too-many-columns", self.book.path, row=self._row, limit=limits.columns)
        gap = self._column - len(self._cells) - 1
        if gap:
            self._cells += [""] * gap
            self._kinds += [TEXT] * gap
        self._cells.append(text)
        self._kinds.append(kind)
        if self._formula and len(self.computed) < MOST_FORMULAS:
            self.computed.add((self._row, self._column))

    def _end_row(self) -> None:
        """Keep a row that holds anything."""
        if not self._cells:
            return
        book = self.book
        book.cells += len(self._cells)
        if book.cells > book.limits.cells:
            raise refuse("too-many-cells", book.path, row=self._row, limit=book.limits.cells)
        if len(self.rows) >= book.limits.records:
            raise refuse("too-many-rows", book.path, row=self._row, limit=book.limits.rows)
        kinds = "".join(self._kinds)
        kinds = self._patterns.setdefault(kinds, kinds)
        self.rows.append(GridRow(self._row, self._cells, kinds))
        self._cells, self._kinds = [], []

    def _value(self, raw: str) -> tuple[str, str]:
        """Return the text and kind of a cell from its stored characters."""
        kind = self._type
        if kind == "s":
            return self._shared(raw), TEXT
        if kind in ("inlineStr", "str"):
            return (unescape(raw), TEXT) if raw or kind == "inlineStr" else ("", TEXT)
        if not raw:
            return "", UNCOMPUTED
        if kind == "b":
            return {"1": ("true", BOOLEAN), "0": ("false", BOOLEAN)}.get(raw, (raw, FAULT))
        if kind == "d":
            return raw.removesuffix("T00:00:00"), DATE
        return self._numeral(raw) if kind == "n" else (raw, FAULT)

    def _numeral(self, raw: str) -> tuple[str, str]:
        """Return a stored number as it stands, or as a day where its style shows one."""
        raw = raw.strip()
        if not _NUMERAL.fullmatch(raw):
            return raw, FAULT
        style = int(self._style) if self._style.isdigit() and len(self._style) < 9 else 0
        kinds = self.book.kinds
        kind = kinds[style] if style < len(kinds) else NUMBER
        return from_serial(raw, since_1904=self.book.since_1904) if kind == DATE else (raw, kind)

    def _shared(self, raw: str) -> str:
        """Return a shared string; a number that names none is damage."""
        index = raw.strip()
        if not (index.isascii() and index.isdigit()) or _int(index) >= len(self.book.strings):
            raise self._damaged(place(self.sheet, self._row, self._column))
        return self.book.strings[int(index)]

    def _merge(self, reference: str) -> None:
        """Keep a merged range."""
        match = _RANGE.fullmatch(reference)
        if len(self.merges) >= _MERGES:
            raise refuse("too-many-elements", self.book.path, entry=self.sheet, limit=_MERGES)
        if match:
            left, top, right, bottom = match.groups()
            self.merges.append(Merge(int(top), _column(left), int(bottom), _column(right)))

    def _damaged(self, where: str) -> RefusedError:
        """Return the refusal of a sheet whose addresses cannot be."""
        return refuse("damaged-workbook", self.book.path, entry=self.sheet, place=where)


def unescape(text: str) -> str:
    """Return a string with Excel's `_x000D_` escapes of line ends and signs put back."""
    if "_x" not in text:
        return text

    def sign(match: re.Match[str]) -> str:
        letter = chr(int(match.group(1), 16))
        return letter if letter.isprintable() or letter in "\r\n\t" else match.group()

    return _ESCAPE.sub(sign, text)


def _int(text: str) -> int:
    """Return a count of digits' value; an absurdly long one is simply too large."""
    return int(text) if len(text) < 10 else _LAST_ROW + 1


def _column(text: str) -> int:
    """Return the 1-based number of a column's letters."""
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number
