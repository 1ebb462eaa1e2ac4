"""Table files: the one strict reader and the one sorting, deterministic writer of our CSV.

Files as they are found in the wild are read by `ingest`; here a file is ours or refused.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ckanext.infoprog.core import cells, keys
from ckanext.infoprog.core.errors import CellError, PackageError
from ckanext.infoprog.core.model import Cell, Row, Table, TableSchema
from ckanext.infoprog.core.rows import TextRows, TypedRow

HEADER_ROW: Final = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A file's cells as text; `rows` begin with row 2, for the header is row 1."""

    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def parse_grid(text: str | bytes) -> Grid:
    """Return the cells of a CSV text, whatever they hold; the rows are read from it when needed."""
    try:
        rows = TextRows(text if isinstance(text, bytes) else text.encode("utf-8"))
    except csv.Error as error:
        raise PackageError(f"This is not CSV: {error}.") from error
    if rows.header is None:
        raise PackageError("The file is empty: it has no header row.")
    return Grid(rows.header, rows)


def read_grid(path: Path) -> Grid:
    """Return the cells of a UTF-8 CSV file."""
    try:
        return parse_grid(path.read_bytes())
    except (OSError, UnicodeDecodeError, PackageError) as error:
        raise PackageError(f"{path.name} cannot be read: {error}") from error


def typed(name: str, grid: Grid, schema: TableSchema) -> Table:
    """Return the grid as a table with typed rows; the first fault in it is refused."""
    if grid.header != schema.columns:
        raise PackageError(
            f"The header of {name} is not the schema's: {', '.join(schema.columns)}."
        )
    places = {column: at for at, column in enumerate(schema.columns)}
    readers = [cells.reader(field) for field in schema.fields]
    numbered = enumerate(grid.rows, HEADER_ROW + 1)
    rows = (TypedRow(places, _cells(name, at, texts, readers)) for at, texts in numbered)
    return Table(name, schema, tuple(rows))


def read_table(path: Path, schema: TableSchema) -> Table:
    """Return a table file with typed rows, amounts as Decimal."""
    return typed(path.stem, read_grid(path), schema)


def write_text(rows: Iterable[Row], schema: TableSchema) -> str:
    """Return the rows as our CSV: the schema's columns, sorted by key, LF, `null` for missing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(schema.columns)
    for row in in_order(rows, schema):
        if unknown := set(row) - set(schema.columns):
            raise PackageError(f"The table {schema.table} has no column {min(unknown)}.")
        writer.writerow([cells.show(row.get(f.name), f) for f in schema.fields])
    return text.getvalue()


def write_table(path: Path, rows: Iterable[Row], schema: TableSchema) -> None:
    """Write the rows to a file by write_text; the same rows give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_text(rows, schema).encode("utf-8"))


def in_order(rows: Iterable[Row], schema: TableSchema) -> list[Row]:
    """Return the rows sorted by the natural order of their keys."""
    return sorted(rows, key=lambda row: keys.natural(str(row.get(schema.key))))


def _cells(
    name: str, at: int, texts: Sequence[str], readers: Sequence[cells.Reader]
) -> tuple[Cell, ...]:
    """Return one record as typed cells."""
    if len(texts) != len(readers):
        raise PackageError(f"Row {at} of {name} has {len(texts)} cells, not {len(readers)}.")
    try:
        return tuple([read(text) for read, text in zip(readers, texts, strict=True)])
    except CellError as error:
        raise PackageError(f"Row {at} of {name}: {error}") from error
