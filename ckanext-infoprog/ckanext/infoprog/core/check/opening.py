"""Foreign files as what is to be checked: a table by its schema, or a package in a ZIP."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from ckanext.infoprog.core import ingest, schema
from ckanext.infoprog.core.errors import UsageError
from ckanext.infoprog.core.ingest import FittedRow, FittedStream
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import TableSchema
from ckanext.infoprog.core.validation.loading import bare_meta, load_folder
from ckanext.infoprog.core.validation.sources import TableSource, Target

LARGEST: Final = ingest.STREAMED.upload
_ZIP: Final = b"PK\x03\x04"
_MEMBER: Final = re.compile(r"(?P<root>([^/]+/)?)(package\.yaml|datapackage\.json|data/[^/]+\.csv)")


@dataclass(frozen=True, slots=True)
class Opened:
    """What is to be checked, and the cells (row, field) that reading has refused already."""

    target: Target
    refused: frozenset[tuple[int | None, str | None]] = frozenset()


def open_file(source: Path | bytes, name: str, schema_name: str | None) -> Opened:
    """Return what a file holds: a package where it is a ZIP of one, else a table."""
    if not _is_container(source):
        return _open_text(source, name, schema_name)
    reading = ingest.read(source, name)
    if reading.archive is not None:
        return _open_package(reading, name)
    if reading.refusal is not None:
        return Opened(Target(bare_meta(name), (), reading.issues, alone=True))
    fitted = ingest.fit(reading, _schema(name, schema_name))
    found = (*reading.issues, *fitted.issues)
    return _opened(name, fitted.schema, fitted.columns, fitted.rows, found)


def _is_container(source: Path | bytes) -> bool:
    """Return whether a file is a ZIP, as packages and workbooks are."""
    if isinstance(source, bytes):
        return source.startswith(_ZIP)
    if not source.is_file():
        raise UsageError(f"There is no file or folder {source}.")
    with source.open("rb") as file:
        return file.read(len(_ZIP)) == _ZIP


def _schema(name: str, schema_name: str | None) -> TableSchema:
    """Return the schema that is named, else the one that the file is named after."""
    wanted = schema_name or PurePosixPath(name).stem
    if wanted in schema.names():
        return schema.load(wanted)
    known = ", ".join(schema.names())
    raise UsageError(f"There is no schema {wanted}; name one of these with --schema: {known}.")


def _open_text(source: Path | bytes, name: str, schema_name: str | None) -> Opened:
    """Return a plain text table, read row by row; what is no table needs no schema to be told."""
    stream = ingest.rows(source, name)
    if stream.refusal is not None:
        return Opened(Target(bare_meta(name), (), (*stream.notes, stream.refusal), alone=True))
    declared = _schema(name, schema_name)
    fitted = FittedStream(stream, declared)
    rows = tuple(fitted.rows())
    return _opened(name, declared, fitted.columns, rows, fitted.issues)


def _opened(
    name: str,
    declared: TableSchema,
    columns: tuple[str, ...],
    rows: tuple[FittedRow, ...],
    found: Iterable[Issue],
) -> Opened:
    """Return one table as what is to be checked; none where its header was not found."""
    issues = tuple(found)
    if not columns:
        return Opened(Target(bare_meta(name), (), issues, alone=True))
    source = TableSource(
        name=declared.table,
        path=name,
        schema=declared,
        header=columns,
        rows=[row.cells for row in rows],
        numbers=[row.number for row in rows],
    )
    refused = frozenset((row.number, field) for row in rows for field in row.refused)
    return Opened(Target(bare_meta(name), (source,), issues, alone=True), refused)


def _open_package(reading: ingest.Reading, name: str) -> Opened:
    """Return the package of a ZIP; only the files that a package is made of are unpacked."""
    with TemporaryDirectory(prefix="infoprog-") as place:
        folder = Path(place) / (PurePosixPath(name).stem or "package")
        folder.mkdir()
        roots = set()
        for member in reading.archive.names if reading.archive else ():
            found = _MEMBER.fullmatch(member)
            if found and reading.archive:
                roots.add(found["root"])
                path = folder / found[0].removeprefix(found["root"])
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(reading.archive.read(member))
        if len(roots) > 1:
            raise UsageError(f"{name} holds several packages; check them one by one.")
        target = load_folder(folder)
    return Opened(replace(target, issues=(*reading.issues, *target.issues)))
