"""Separated text in the wild: separator, lines and cells, row by row."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.ingest.encoding import decode
from ckanext.infoprog.core.ingest.grid import GridRow, place
from ckanext.infoprog.core.ingest.limits import Limits
from ckanext.infoprog.core.ingest.notes import note, refuse
from ckanext.infoprog.core.issues import Issue

SEPARATORS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 1 << 18
_SAMPLE_ROWS: Final = 200
_TAB: Final = "TAB"


@dataclass(frozen=True, slots=True)
class TextTable:
    """A decoded text with its separator; `rows()` may be called again and again."""

    path: str
    data: bytes
    separator: str
    start: int
    notes: tuple[Issue, ...]
    limits: Limits

    def rows(self) -> Iterator[GridRow]:
        """Return the rows one after another; a row that breaks the form ends with RefusedError."""
        number = self.start
        cells_left = self.limits.text_cells
        lines = _text(self.data)
        for _ in range(self.start):
            lines.readline()
        reader = csv.reader(lines, delimiter=self.separator, strict=True)
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                code = "cell-too-long" if "field limit" in str(error) else "csv-quotes"
                extra = {"limit": self.limits.cell_characters} if code == "cell-too-long" else {}
                raise refuse(code, self.path, row=number, place=str(number), **extra) from error
            self._check(number, cells, cells_left)
            cells_left -= len(cells)
            yield GridRow(number, cells)

    def _check(self, number: int, cells: list[str], cells_left: int) -> None:
        """Refuse a row that goes beyond the limits."""
        limits = self.limits
        if len(cells) > limits.columns and any(cells[limits.columns :]):
            raise refuse("too-many-columns", self.path, row=number, limit=limits.columns)
        if len(cells) > cells_left:
            raise refuse("too-many-cells", self.path, row=number, limit=limits.text_cells)
        if number > limits.records:
            raise refuse("too-many-rows", self.path, row=number, limit=limits.rows)
        if cells and len(max(cells, key=len)) > limits.cell_characters:
            column = next(i for i, c in enumerate(cells, 1) if len(c) > limits.cell_characters)
            where = place(None, number, column)
            raise refuse(
                "cell-too-long", self.path, row=number, place=where, limit=limits.cell_characters
            )


def open_text(data: bytes, path: str, limits: Limits) -> TextTable:
    """Return the table of a text file once encoding, lines and separator are decided."""
    decoded = decode(data, path)
    _check_lines(decoded.data, path, limits)
    notes = []
    if decoded.encoding != "UTF-8":
        notes.append(note("read-encoding", path, encoding=decoded.encoding))
    elif decoded.bom:
        notes.append(note("read-bom", path))
    separator, start = _declared(decoded.data)
    if start:
        notes.append(note("read-sep-line", path, row=1))
    separator = separator or _guess(decoded.data)
    if separator != ",":
        notes.append(note("read-separator", path, separator=separator.replace("\t", _TAB)))
    return TextTable(path, decoded.data, separator, start, tuple(notes), limits)


def _text(data: bytes) -> io.TextIOWrapper:
    """Return the text of UTF-8 bytes with its line ends as they are."""
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")


def _check_lines(data: bytes, path: str, limits: Limits) -> None:
    """Refuse a text with a line beyond the limit before it is taken apart."""
    start, limit = 0, limits.line
    while len(data) - start > limit:
        window = start, start + limit + 1
        end = max(data.rfind(b"\n", *window), data.rfind(b"\r", *window))
        if end < 0:
            line = data.count(b"\n", 0, start) + 1
            raise refuse("line-too-long", path, line=line, limit=limit)
        start = end + 1


def _declared(data: bytes) -> tuple[str, int]:
    """Return the separator that Excel's first line `sep=;` names, and how many lines that takes."""
    first = data[:16].split(b"\n")[0].strip().strip(b'"').decode("utf-8", "replace")
    if first.lower().startswith("sep=") and first[4:] in (*SEPARATORS, ""):
        return first[4:] or "\t", 1
    return "", 0


def _guess(data: bytes) -> str:
    """Return the separator that cuts the first rows most evenly into most cells."""
    sample = data[:_SAMPLE].decode("utf-8", "ignore")
    best, separator = (0.0, 0), ","
    for candidate in SEPARATORS:
        share, width = _evenness(sample, candidate, whole=len(data) <= _SAMPLE)
        if width > 1 and (share, width) > best:
            best, separator = (share, width), candidate
    return separator


def _evenness(sample: str, separator: str, *, whole: bool) -> tuple[float, int]:
    """Return the share of rows that have the commonest width, and that width."""
    widths: list[int] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if any(cells):
                widths.append(len(cells))
            if len(widths) == _SAMPLE_ROWS:
                break
        else:
            widths = widths if whole or len(widths) < 2 else widths[:-1]
    except csv.Error:
        pass  # the strict reading names the row
    if not widths:
        return 0.0, 1
    width, count = Counter(widths).most_common(1)[0]
    return round(count / len(widths), 2), width
