"""Rows with typed cells, read leniently: a faulty cell is None and its fault is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import cells
from ckanext.infoprog.core.errors import CellError
from ckanext.infoprog.core.model import Cell, Field, Row, Table
from ckanext.infoprog.core.validation.sources import Cells, TableSource

CACHE_LIMIT: Final = 50_000

_Parsed = tuple[Cell, str | None]
_Reader = tuple[str, int, Callable[[str], _Parsed]]


@dataclass(frozen=True, slots=True)
class TypedRows:
    """A table with a typed row for each record of the file, and its faults by (index, field).

    A blank record stays as a row of None, so that the place of a row tells its number.
    """

    table: Table
    faults: Mapping[tuple[int, str], str]
    blank: frozenset[int]
    missing_columns: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every cell of every row could be read."""
        return not self.faults and not self.missing_columns


def read(source: TableSource) -> TypedRows:
    """Return the rows of a source with typed cells; whatever it holds, nothing is raised."""
    positions = source.positions
    fields = [f for f in source.schema.fields if f.name in positions]
    readers = [(f.name, positions[f.name], _reader(f)) for f in fields]
    absent: dict[str, Cell] = dict.fromkeys(source.schema.columns)
    faults: dict[tuple[int, str], str] = {}
    blank: set[int] = set()
    rows: list[Row] = []
    for index, texts in enumerate(source.rows):
        row = dict(absent)
        if is_blank(texts):
            blank.add(index)
        else:
            _fill(row, texts, readers, index, faults)
        rows.append(MappingProxyType(row))
    table = Table(source.name, source.schema, tuple(rows))
    missing = tuple(name for name in absent if name not in positions)
    return TypedRows(table, faults, frozenset(blank), missing)


def is_blank(texts: Cells) -> bool:
    """Return whether a record holds nothing at all."""
    return not any(texts)


def _fill(
    row: dict[str, Cell],
    texts: Cells,
    readers: list[_Reader],
    index: int,
    faults: dict[tuple[int, str], str],
) -> None:
    """Set the cells of one row and note the faults of those that cannot be read."""
    for name, at, reader in readers:
        if at >= len(texts):
            faults[index, name] = "missing-cell"
            continue
        row[name], fault = reader(texts[at])
        if fault:
            faults[index, name] = fault


def _reader(field: Field) -> Callable[[str], _Parsed]:
    """Return a function that reads a cell of this field and remembers what it has read."""
    known: dict[str, _Parsed] = {}

    def reader(text: str) -> _Parsed:
        found = known.get(text)
        if found is None:
            found = _parse(text, field)
            if len(known) < CACHE_LIMIT:
                known[text] = found
        return found

    return reader


def _parse(text: str, field: Field) -> _Parsed:
    """Return the value of a cell, or None with the code of its fault."""
    try:
        return cells.parse(text, field), None
    except CellError as error:
        return None, error.code
