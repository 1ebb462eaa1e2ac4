"""Rows that take little room: of a table the names stand once, of a file the text stands once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, overload

from ckanext.infoprog.core.model import Cell

BLOCK: Final = 1024  # records between two places in the text that are remembered

Record = tuple[str, ...]


class TypedRow(Mapping[str, Cell]):
    """A row of typed cells; where a column stands is shared by all rows of its table."""

    __slots__ = ("_at", "_cells")

    def __init__(self, at: Mapping[str, int], cells: tuple[Cell, ...]) -> None:
        """Keep the cells and the place of each column among them."""
        self._at, self._cells = at, cells

    def __getitem__(self, name: str) -> Cell:
        return self._cells[self._at[name]]

    def get(self, name: str, default: Cell = None) -> Cell:  # type: ignore[override]  # a cell only
        """Return a cell, or the default where there is no such column."""
        at = self._at.get(name)
        return default if at is None else self._cells[at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)

    def __repr__(self) -> str:
        return repr(dict(self))


class TextRows(Sequence[Record]):
    """The records of a CSV text behind its header, read from the text each time they are asked for.

    Reading them all takes the room of one; a single one is found from the last remembered place.
    """

    def __init__(self, content: bytes) -> None:
        """Read the text once: UnicodeDecodeError and csv.Error where it is not CSV in UTF-8."""
        self._content = content
        self._places: list[int] = []
        self._block: tuple[int, list[Record]] = (-1, [])
        lines = _Lines(content)
        reader = csv.reader(lines, strict=True)
        self.header: Record | None = next((tuple(one) for one in reader), None)
        self._places.append(lines.read)
        self._count = 0
        for _ in reader:
            self._count += 1
            if self._count % BLOCK == 0:
                self._places.append(lines.read)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Record]:
        return self._from(0)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(self._count))]
        at = index + self._count if index < 0 else index
        if not 0 <= at < self._count:
            raise IndexError(index)
        block, within = divmod(at, BLOCK)
        if self._block[0] != block:
            self._block = (block, list(islice(self._from(block), BLOCK)))
        return self._block[1][within]

    def _from(self, block: int) -> Iterator[Record]:
        """Return the records from the beginning of a block on."""
        reader = csv.reader(_Lines(self._content, self._places[block]), strict=True)
        return map(tuple, reader)


class _Lines:
    """The lines of a text, and how many bytes have been read; a lone CR ends a line as LF does."""

    def __init__(self, content: bytes, start: int = 0) -> None:
        """Begin at a place in the text."""
        self.read = start
        file = io.BytesIO(content)
        file.seek(start)
        self._file: Iterator[bytes] = file
        if b"\r" in content and re.search(rb"\r(?!\n)", content):
            self._file = (part for line in file for part in re.split(rb"(?<=\r)(?!\n)", line))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._file)
        self.read += len(line)
        return line.decode("utf-8")
