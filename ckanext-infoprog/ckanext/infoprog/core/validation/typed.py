"""Rows with typed cells, read leniently: a faulty cell is None and its fault is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ckanext.infoprog.core import cells
from ckanext.infoprog.core.errors import CellError
from ckanext.infoprog.core.model import Cell, Row, Table
from ckanext.infoprog.core.rows import TypedRow
from ckanext.infoprog.core.validation.sources import Cells, TableSource

_Reader = tuple[str, int, int, cells.Reader]


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
    places = {name: at for at, name in enumerate(source.schema.columns)}
    readers = [(f.name, places[f.name], positions[f.name], cells.reader(f)) for f in fields]
    faults: dict[tuple[int, str], str] = {}
    blank: set[int] = set()
    rows: list[Row] = []
    for index, texts in enumerate(source.rows):
        row: list[Cell] = [None] * len(places)
        if is_blank(texts):
            blank.add(index)
        else:
            _fill(row, texts, readers, index, faults)
        rows.append(TypedRow(places, tuple(row)))
    table = Table(source.name, source.schema, tuple(rows))
    missing = tuple(name for name in places if name not in positions)
    return TypedRows(table, faults, frozenset(blank), missing)


def is_blank(texts: Cells) -> bool:
    """Return whether a record holds nothing at all."""
    return not any(texts)


def _fill(
    row: list[Cell],
    texts: Cells,
    readers: list[_Reader],
    index: int,
    faults: dict[tuple[int, str], str],
) -> None:
    """Set the cells of one row and note the faults of those that cannot be read."""
    for name, place, at, read in readers:
        if at >= len(texts):
            faults[index, name] = "missing-cell"
            continue
        try:
            row[place] = read(texts[at])
        except CellError as error:
            faults[index, name] = error.code
