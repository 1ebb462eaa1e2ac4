"""What a package is published as: the ordered list of its files, the same on every portal.

The order never changes: the table for people, the tables a reader wants, the workbook, the data
package, the structure. Scripts take the last one, so the last one never changes its meaning.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core import descriptor, package
from ckanext.infoprog.core.derive import flat
from ckanext.infoprog.core.derive.flat import Flat
from ckanext.infoprog.core.errors import ExportError
from ckanext.infoprog.core.model import Package, Table, TableSchema, resource_name
from ckanext.infoprog.core.sheets import sqlite, structure, workbook, zipped
from ckanext.infoprog.core.sheets.workbook import Sheet
from ckanext.infoprog.core.workspace import DESCRIPTOR_FILE, PACKAGE_FILE

Texts = Mapping[str, str]
README: Final = "README.md"
STRUCTURE: Final = "structure.csv"


class Kind(StrEnum):
    """What a published file is."""

    TABLE = "table"
    WORKBOOK = "workbook"
    ZIP = "zip"
    STRUCTURE = "structure"


FORMATS: Final[Mapping[Kind, tuple[str, str]]] = MappingProxyType(
    {
        Kind.TABLE: ("CSV", "text/csv"),
        Kind.WORKBOOK: (
            "XLSX",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        Kind.ZIP: ("ZIP", "application/zip"),
        Kind.STRUCTURE: ("CSV", "text/csv"),
    }
)


@dataclass(frozen=True, slots=True)
class Item:
    """One published file; its id is the same on every portal and never changes.

    A table brings its schema and the number of its rows; `schema` refers to published tables only.
    """

    id: str
    name: str
    kind: Kind
    filename: str
    title: Texts
    description: Texts
    content: bytes = field(repr=False)
    schema: TableSchema | None = None
    rows: int | None = None

    @property
    def format(self) -> str:
        """The format as catalogues write it."""
        return FORMATS[self.kind][0]

    @property
    def mimetype(self) -> str:
        """The media type."""
        return FORMATS[self.kind][1]

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.content)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def md5(self) -> str:
        """The MD5 of the content: some catalogues have room for 32 digits only."""
        return hashlib.md5(self.content, usedforsecurity=False).hexdigest()


def bundle(folder: Path) -> tuple[Item, ...]:
    """Return what the package of a folder is published as, in the order that never changes."""
    read = package.read_package(folder)
    for_people = flat.flat(read)
    kept = [table for table in read.tables.values() if is_published(table)]
    described = [*([for_people.table] if for_people else []), *read.tables.values()]
    items = [
        *([_flat(read, for_people)] if for_people else []),
        *(_table(read, table, folder, [resource_name(one.name) for one in kept]) for table in kept),
        _made(read, Kind.WORKBOOK, f"{read.name}.xlsx", _workbook(read, for_people)),
        _made(read, Kind.ZIP, f"{read.name}.zip", zipped.write(_members(folder, read))),
        _made(read, Kind.STRUCTURE, STRUCTURE, structure.csv_text(described).encode("utf-8")),
    ]
    return tuple(items)


def is_published(table: Table) -> bool:
    """Whether a table is a resource of its own: it has rows, and a reader wants it."""
    return bool(table.rows) and table.name not in technical()


@cache
def technical() -> Mapping[str, Texts]:
    """Return the tables that stand in the data package only, each with the reason."""
    found: Mapping[str, Texts] = _words()["technical"]
    return found


@cache
def _words() -> Mapping[str, Any]:
    """Return items.json."""
    text = (resources.files("ckanext.infoprog.core.publish") / "items.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


def _flat(read: Package, for_people: Flat) -> Item:
    """Return the table for people."""
    table = for_people.table
    return Item(
        id=descriptor.table_id(read.name, table.name),
        name=table.name,
        kind=Kind.TABLE,
        filename=f"{read.name}.csv",
        title=table.schema.title,
        description=table.schema.description,
        content=flat.csv_text(table).encode("utf-8"),
        schema=table.schema,
        rows=len(table.rows),
    )


def _table(read: Package, table: Table, folder: Path, published: Collection[str]) -> Item:
    """Return a table of the model with its file as it stands in the folder."""
    declared = table.schema
    return Item(
        id=descriptor.table_id(read.name, table.name),
        name=resource_name(table.name),
        kind=Kind.TABLE,
        filename=f"{table.name}.csv",
        title=declared.title,
        description=declared.description,
        content=(folder / package.DATA_FOLDER / f"{table.name}.csv").read_bytes(),
        schema=_referring(declared, published),
        rows=len(table.rows),
    )


def _referring(declared: TableSchema, published: Collection[str]) -> TableSchema:
    """Return the schema with references to published tables only."""
    return replace(
        declared,
        foreign_keys=tuple(key for key in declared.foreign_keys if key.resource in published),
        descriptor=MappingProxyType(descriptor.inlined(declared, published)),
    )


def _made(read: Package, kind: Kind, filename: str, content: bytes) -> Item:
    """Return a file that is made from the whole package."""
    words = _words()["made"][kind]
    return Item(
        id=descriptor.table_id(read.name, kind),
        name=str(kind),
        kind=kind,
        filename=filename,
        title=words["title"],
        description=words["description"],
        content=content,
    )


def _workbook(read: Package, for_people: Flat | None) -> bytes:
    """Return the workbook of all tables."""
    sheets = [Sheet(table) for table in read.tables.values()]
    if for_people:
        printed = {name: total.amount for name, total in for_people.printed.items()}
        sheets.insert(0, Sheet(for_people.table, for_people.summed, printed))
    return workbook.write(sheets, read.meta.title["uk"], read.meta.publisher_name)


def _members(folder: Path, read: Package) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the data package in order, its description first."""
    yield DESCRIPTOR_FILE, descriptor.describe_text(folder).encode("utf-8")
    beside = (README, PACKAGE_FILE, *(source.path for source in read.meta.sources))
    for name in dict.fromkeys(beside):
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ExportError(f"The package {read.name} names {name}, which is outside its folder.")
        if path.is_file():
            yield name, path.read_bytes()
    for table in read.tables.values():
        name = f"{package.DATA_FOLDER}/{table.name}.csv"
        yield name, (folder / name).read_bytes()
    yield STRUCTURE, structure.csv_text(read.tables.values()).encode("utf-8")
    yield "structure.json", structure.json_text(read.tables.values()).encode("utf-8")
    yield f"{read.name}.sqlite", sqlite.write(read)
