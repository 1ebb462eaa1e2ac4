"""From a file to its rows: what it is, whether it may be read, and then its grids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from ckanext.infoprog.core.errors import UsageError
from ckanext.infoprog.core.ingest.archive import Archive, check_members, open_archive
from ckanext.infoprog.core.ingest.grid import Format, Grid, GridRow, Reading
from ckanext.infoprog.core.ingest.limits import DEFAULT, STREAMED, Limits
from ckanext.infoprog.core.ingest.notes import RefusedError, note, refuse
from ckanext.infoprog.core.ingest.ods import CONTENT, read_ods
from ckanext.infoprog.core.ingest.sniff import check_signature
from ckanext.infoprog.core.ingest.textcsv import TextTable, open_text
from ckanext.infoprog.core.ingest.xlsx import TYPES_PART, read_xlsx
from ckanext.infoprog.core.issues import Issue

Source = Path | BinaryIO | bytes
_ENDINGS: Final = {
    Format.CSV: (".csv", ".tsv", ".txt"),
    Format.XLSX: (".xlsx", ".xltx"),
    Format.ODS: (".ods", ".ots"),
    Format.PACKAGE: (".zip",),
}


@dataclass(frozen=True, slots=True)
class Stream:
    """A plain text table whose rows come one after another; or its refusal."""

    name: str
    notes: tuple[Issue, ...] = ()
    refusal: Issue | None = None
    table: TextTable | None = None

    def rows(self) -> Iterator[GridRow]:
        """Return the rows; a break in the form raises RefusedError with the finding."""
        return self.table.rows() if self.table else iter(())


def read(source: Source, name: str | None = None, *, limits: Limits = DEFAULT) -> Reading:
    """Return what a file holds, with notes of what was understood, or its refusal."""
    label = name or _name(source)
    try:
        data = load(source, label, limits)
        if check_signature(data, label):
            reading = _read_container(data, label, limits)
        else:
            table = open_text(data, label, limits)
            grid = Grid(None, list(table.rows()))
            reading = Reading(label, Format.CSV, (grid,), table.notes)
    except RefusedError as refused:
        return Reading(label, refusal=refused.issue)
    notes = (*reading.notes, *_name_note(label, reading.format or Format.CSV))
    return replace(reading, notes=notes)


def rows(source: Source, name: str | None = None, *, limits: Limits = STREAMED) -> Stream:
    """Return a plain text table to be read row by row; a container is refused here."""
    label = name or _name(source)
    try:
        data = load(source, label, limits)
        if check_signature(data, label):
            raise refuse("wrong-format", label, found="ZIP")
        table = open_text(data, label, limits)
    except RefusedError as refused:
        return Stream(label, refusal=refused.issue)
    return Stream(label, (*table.notes, *_name_note(label, Format.CSV)), table=table)


def load(source: Source, label: str, limits: Limits = DEFAULT) -> bytes:
    """Return the bytes of a file; one beyond the limit is refused before it is read whole."""
    if isinstance(source, bytes):
        data = source
    elif isinstance(source, Path):
        if not source.is_file():
            raise UsageError(f"{source} is not a file. Name a CSV, XLSX, ODS or ZIP file.")
        if source.stat().st_size > limits.upload:
            raise refuse("file-too-large", label, limit=limits.upload)
        try:
            with source.open("rb") as file:
                data = file.read(limits.upload + 1)
        except OSError as error:
            raise UsageError(f"{source} cannot be read: {error.strerror}.") from error
    else:
        data = source.read(limits.upload + 1)
    if len(data) > limits.upload:
        raise refuse("file-too-large", label, limit=limits.upload)
    return data


def _name(source: Source) -> str:
    """Return a name for findings where the caller gives none."""
    return source.name if isinstance(source, Path) else "-"


def _read_container(data: bytes, label: str, limits: Limits) -> Reading:
    """Return the grids of a workbook, or the checked members of a package."""
    archive = open_archive(data, label, limits)
    kind = _container_kind(archive)
    if kind is Format.PACKAGE:
        check_members(archive)
        return Reading(label, kind, archive=archive)
    grids, notes = (read_xlsx if kind is Format.XLSX else read_ods)(archive, label, limits)
    notes += [note("hidden-sheet", label, sheet=grid.sheet) for grid in grids if grid.hidden]
    if not any(grid.rows for grid in grids):
        raise refuse("empty-workbook", label)
    return Reading(label, kind, tuple(grids), tuple(notes))


def _container_kind(archive: Archive) -> Format:
    """Return what the files inside show; a workbook that lacks a part is still a workbook."""
    if archive.has(TYPES_PART) or any(name.startswith("xl/") for name in archive.names):
        return Format.XLSX
    if archive.has("mimetype") or archive.has(CONTENT):
        return Format.ODS
    return Format.PACKAGE


def _name_note(name: str, kind: Format) -> list[Issue]:
    """Return a notice where the file's ending says something else than its content."""
    ending = PurePosixPath(name).suffix.lower()
    if not ending or ending in _ENDINGS[kind]:
        return []
    return [note("other-ending", name, found=kind.value.upper(), ending=ending)]
