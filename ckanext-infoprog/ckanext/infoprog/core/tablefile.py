"""Table files: the one strict reader and the one sorting, deterministic writer of our CSV.

Files as they are found in the wild are read by `ingest`; here a file is ours or refused.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import cells, keys
from ckanext.infoprog.core.errors import CellError, PackageError
from ckanext.infoprog.core.model import Row, Table, TableSchema

HEADER_ROW: Final = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A file's cells as text; `rows` begin with row 2, for the header is row 1."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def parse_grid(text: str) -> Grid:
    """Return the cells of a CSV text, whatever they hold."""
    try:
        records = [tuple(r) for r in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise PackageError(f"This is not CSV: {error}.") from error
    if not records:
        raise PackageError("The file is empty: it has no header row.")
    return Grid(records[0], tuple(records[1:]))


def read_grid(path: Path) -> Grid:
    """Return the cells of a UTF-8 CSV file."""
    try:
        return parse_grid(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError, PackageError) as error:
        raise PackageError(f"{path.name} cannot be read: {error}") from error


def typed(name: str, grid: Grid, schema: TableSchema) -> Table:
    """Return the grid as a table with typed rows; the first fault in it is refused."""
    if grid.header != schema.columns:
        raise PackageError(
            f"The header of {name} is not the schema's: {', '.join(schema.columns)}."
        )
    rows = (_row(name, at, texts, schema) for at, texts in enumerate(grid.rows, HEADER_ROW + 1))
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


def _row(name: str, at: int, texts: tuple[str, ...], schema: TableSchema) -> Row:
    """Return one record as a typed row."""
    if len(texts) != len(schema.fields):
        raise PackageError(f"Row {at} of {name} has {len(texts)} cells, not {len(schema.fields)}.")
    try:
        pairs = zip(schema.fields, texts, strict=True)
        return MappingProxyType({field.name: cells.parse(text, field) for field, text in pairs})
    except CellError as error:
        raise PackageError(f"Row {at} of {name}: {error}") from error
