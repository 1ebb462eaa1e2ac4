"""One SQLite file with all tables of a package: typed columns, keys and references."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.errors import ExportError
from ckanext.infoprog.core.model import Cell, Field, FieldType, Package, Row, Table, resource_name
from ckanext.infoprog.core.sheets import exact

PAGE_SIZE: Final = 4096
APPLICATION: Final = 0x696E6670  # "infp": tells our files from other SQLite files
HISTORY: Final = ((24, 4), (92, 8))  # offset and length: changes, changes, version of the writer

_TYPES: Final = MappingProxyType(
    {
        FieldType.INTEGER: "INTEGER",
        FieldType.YEAR: "INTEGER",
        FieldType.BOOLEAN: "INTEGER",
        FieldType.NUMBER: "REAL",
    }
)


def write(package: Package, into: Path) -> None:
    """Write the SQLite file: the same package always gives the same bytes."""
    try:
        _fill(package, into)
    except (sqlite3.Error, OverflowError) as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(into)) from error
        raise ExportError(f"{package.name} does not fit into SQLite: {error}.") from error
    _forget(into)


def _fill(package: Package, into: Path) -> None:
    """Write every table, filled; what does not fit into memory waits in a file of SQLite's own."""
    names = {resource_name(name): name for name in package.tables}
    into.unlink(missing_ok=True)
    with closing(sqlite3.connect("", isolation_level=None)) as base:
        base.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        base.execute(f"PRAGMA application_id = {APPLICATION}")
        base.execute("PRAGMA encoding = 'UTF-8'")
        base.execute("BEGIN")
        for table in package.tables.values():
            base.execute(_create(table, names))
            base.executemany(_insert(table), _rows(table))
        base.execute("COMMIT")
        base.execute("VACUUM INTO ?", (str(into),))


def _forget(path: Path) -> None:
    """Take out of the header how often the file was changed and by which SQLite."""
    with path.open("r+b") as file:
        for at, length in HISTORY:
            file.seek(at)
            file.write(bytes(length))


def _create(table: Table, names: Mapping[str, str]) -> str:
    """Return the statement that makes a table; references lead to tables of the package only."""
    lines = [_column(field, table.schema.key) for field in table.schema.fields]
    for key in table.schema.foreign_keys:
        if key.resource in names:
            own = ", ".join(_quoted(name) for name in key.fields)
            other = ", ".join(_quoted(name) for name in key.reference)
            target = _quoted(names[key.resource])
            lines.append(f"FOREIGN KEY ({own}) REFERENCES {target} ({other})")
    columns = ",\n  ".join(lines)
    return f"CREATE TABLE {_quoted(table.name)} (\n  {columns}\n)"


def _column(field: Field, key: str) -> str:
    """Return the declaration of a column."""
    words = [_quoted(field.name), _TYPES.get(field.type, "TEXT")]
    if field.name == key:
        words.append("PRIMARY KEY NOT NULL")
    return " ".join(words)


def _insert(table: Table) -> str:
    """Return the statement that fills a table."""
    marks = ", ".join("?" for _ in table.schema.fields)
    return f"INSERT INTO {_quoted(table.name)} VALUES ({marks})"  # noqa: S608


def _rows(table: Table) -> Iterator[tuple[str | int | float | None, ...]]:
    """Yield the rows as SQLite holds them."""
    for row in table.rows:
        yield tuple(_value(row, field, table) for field in table.schema.fields)


def _value(row: Row, field: Field, table: Table) -> str | int | float | None:
    """Return a cell as SQLite holds it: days as ISO texts, true as 1."""
    value: Cell = row[field.name]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(exact.number(value, f"{table.name} {row[table.schema.key]} {field.name}"))
    return int(value) if isinstance(value, bool) else value


def _quoted(name: str) -> str:
    """Return a name as SQL takes it, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'
