"""What a package is published as: the ordered list of its files, the same on every portal.

The order never changes: the table for people, the tables a reader wants, the workbook, the data
package, the structure. Scripts take the last one, so the last one never changes its meaning.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
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
from ckanext.infoprog.core.publish.manifest import Published
from ckanext.infoprog.core.sheets import sqlite, structure, workbook, zipped
from ckanext.infoprog.core.sheets.workbook import Sheet
from ckanext.infoprog.core.weight import Weight, weigh
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

    A table of the model stands in the package's own folder, what is made beside it. A table brings
    its schema and the number of its rows; `schema` refers to published tables only.
    """

    id: str
    name: str
    kind: Kind
    filename: str
    title: Texts
    description: Texts
    path: Path
    weight: Weight
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


def bundle(folder: Path, into: Path) -> tuple[Item, ...]:
    """Return what the package of a folder is published as, in the order that never changes.

    What is made for it is written into the folder `into`, which must be there.
    """
    return tuple(items(package.read_package(folder), folder, into))


def items(read: Package, folder: Path, into: Path) -> Iterator[Item]:
    """Yield the published files of a package that was read from a folder, each once it is there."""
    for_people = flat.flat(read)
    if for_people:
        yield _flat(read, for_people, into)
    kept = [table for table in read.tables.values() if is_published(table)]
    referred = [resource_name(table.name) for table in kept]
    for table in kept:
        yield _table(read, table, folder, referred)
    yield _workbook(read, for_people, into)
    yield _zip(read, folder, into)
    yield _structure(read, for_people, into)


def published(made: Iterable[Item]) -> tuple[Published, ...]:
    """Return the files as a manifest names them; when each was changed is not known here."""
    return tuple(
        Published(
            id=one.id,
            name=one.name,
            kind=str(one.kind),
            filename=one.filename,
            title=dict(one.title),
            description=dict(one.description),
            format=one.format,
            mimetype=one.mimetype,
            sha256=one.weight.sha256,
            md5=one.weight.md5,
            size=one.weight.size,
            rows=one.rows,
            schema=dict(one.schema.descriptor) if one.schema else None,
        )
        for one in made
    )


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


def _flat(read: Package, for_people: Flat, into: Path) -> Item:
    """Return the table for people."""
    table, path = for_people.table, into / f"{read.name}.csv"
    flat.write_csv(table, path)
    return _as_table(read, table.name, table, table.schema, path)


def _table(read: Package, table: Table, folder: Path, published: Collection[str]) -> Item:
    """Return a table of the model with its file as it stands in the folder."""
    path = folder / package.DATA_FOLDER / f"{table.name}.csv"
    name = resource_name(table.name)
    return _as_table(read, name, table, _referring(table.schema, published), path)


def _as_table(read: Package, name: str, table: Table, declared: TableSchema, path: Path) -> Item:
    """Return a table whose file is there."""
    return Item(
        id=descriptor.table_id(read.name, table.name),
        name=name,
        kind=Kind.TABLE,
        filename=path.name,
        title=declared.title,
        description=declared.description,
        path=path,
        weight=weigh(path),
        schema=declared,
        rows=len(table.rows),
    )


def _referring(declared: TableSchema, published: Collection[str]) -> TableSchema:
    """Return the schema with references to published tables only."""
    return replace(
        declared,
        foreign_keys=tuple(key for key in declared.foreign_keys if key.resource in published),
        descriptor=MappingProxyType(descriptor.inlined(declared, published)),
    )


def _made(read: Package, kind: Kind, path: Path) -> Item:
    """Return a file that was made from the whole package."""
    words = _words()["made"][kind]
    return Item(
        id=descriptor.table_id(read.name, kind),
        name=str(kind),
        kind=kind,
        filename=path.name,
        title=words["title"],
        description=words["description"],
        path=path,
        weight=weigh(path),
    )


def _workbook(read: Package, for_people: Flat | None, into: Path) -> Item:
    """Return the workbook of all tables."""
    sheets = [Sheet(table) for table in read.tables.values()]
    if for_people:
        printed = {name: total.amount for name, total in for_people.printed.items()}
        sheets.insert(0, Sheet(for_people.table, for_people.summed, printed))
    path = into / f"{read.name}.xlsx"
    workbook.write(sheets, read.meta.title["uk"], read.meta.publisher_name, path)
    return _made(read, Kind.WORKBOOK, path)


def _structure(read: Package, for_people: Flat | None, into: Path) -> Item:
    """Return the structure of all tables, the one for people first."""
    first = [for_people.table] if for_people else []
    path = into / STRUCTURE
    path.write_bytes(structure.csv_text([*first, *read.tables.values()]).encode("utf-8"))
    return _made(read, Kind.STRUCTURE, path)


def _zip(read: Package, folder: Path, into: Path) -> Item:
    """Return the data package; the SQLite file that goes into it is gone afterwards."""
    path, base = into / f"{read.name}.zip", into / f"{read.name}.sqlite"
    try:
        sqlite.write(read, base)
        zipped.write(_members(folder, read, base), path)
    finally:
        base.unlink(missing_ok=True)
    return _made(read, Kind.ZIP, path)


def _members(folder: Path, read: Package, base: Path) -> Iterator[tuple[str, Path | bytes]]:
    """Yield the files of the data package in order, its description first."""
    yield DESCRIPTOR_FILE, descriptor.describe_text(folder).encode("utf-8")
    beside = (README, PACKAGE_FILE, *(source.path for source in read.meta.sources))
    for name in dict.fromkeys(beside):
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ExportError(f"The package {read.name} names {name}, which is outside its folder.")
        if path.is_file():
            yield name, path
    for table in read.tables.values():
        name = f"{package.DATA_FOLDER}/{table.name}.csv"
        yield name, folder / name
    yield STRUCTURE, structure.csv_text(read.tables.values()).encode("utf-8")
    yield "structure.json", structure.json_text(read.tables.values()).encode("utf-8")
    yield base.name, base
