"""A package folder as what is to be checked: its tables as text, and what could not be read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core import package, schema, tablefile
from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import PackageMeta
from ckanext.infoprog.core.validation.sources import TableSource, Target
from ckanext.infoprog.core.workspace import DESCRIPTOR_FILE, PACKAGE_FILE

_BOM: Final = "\ufeff"
_OTHER_SEPARATORS: Final = frozenset(";\t|")
#: Why a file cannot be read, by the first kind of exception that fits.
_REASONS: Final[Mapping[type[BaseException], str]] = MappingProxyType(
    {
        UnicodeDecodeError: "encoding",
        OSError: "closed",
        KeyError: "key",
        csv.Error: "quotes",
        json.JSONDecodeError: "form",
        TypeError: "value",
        ValueError: "value",
    }
)


def load_folder(folder: Path) -> Target:
    """Return the tables of a package folder; a file that cannot be read becomes a finding."""
    meta, problems = _meta(folder)
    tables: list[TableSource] = []
    for path in package.table_files(folder):
        loaded = _table(path, meta)
        if isinstance(loaded, TableSource):
            tables.append(loaded)
        else:
            problems.append(loaded)
    if not tables and not problems:
        problems.append(issue("no-tables", path=package.DATA_FOLDER))
    ordered = sorted(tables, key=lambda table: (table.schema.order, table.name))
    return Target(meta, tuple(ordered), tuple(problems), described=_entry(folder))


def bare_meta(name: str, schemas: Mapping[str, str] | None = None) -> PackageMeta:
    """Return what is known of a package that does not describe itself: its name alone."""
    blank = {"uk": name, "en": name}
    return PackageMeta(
        name=name,
        title=blank,
        description=blank,
        organization="",
        publisher_name="",
        publisher_id=None,
        catuttc=None,
        purpose=blank,
        language="ua",
        update_frequency="",
        keywords={"uk": (), "en": ()},
        temporal_start=None,
        temporal_end=None,
        data_as_of=None,
        version="",
        license=None,
        sources=(),
        schemas=dict(schemas or {}),
    )


def _meta(folder: Path) -> tuple[PackageMeta, list[Issue]]:
    """Return what package.yaml says, else what datapackage.json says of the tables' schemas."""
    try:
        if (folder / PACKAGE_FILE).is_file() or not (folder / DESCRIPTOR_FILE).is_file():
            return package.read_meta(folder), []
        return bare_meta(folder.name, dict(_described(folder))), []
    except PackageError as error:
        return bare_meta(folder.name), [_undescribed(folder, error)]


def _entry(folder: Path) -> Mapping[str, Any]:
    """Return what package.yaml says as it is written; nothing where it cannot be read."""
    try:
        return package.read_entry(folder)
    except PackageError:
        return {}


def _undescribed(folder: Path, error: PackageError) -> Issue:
    """Return the finding that a package does not describe itself, with why."""
    names = [n for n in (PACKAGE_FILE, DESCRIPTOR_FILE) if (folder / n).exists()]
    if not names:
        return issue("no-package", path=folder.resolve().name)
    cause = _cause(error)
    detail = cause.args[0] if isinstance(cause, KeyError) else cause
    words = " ".join(str(detail.strerror if isinstance(detail, OSError) else detail).split())
    return issue("package-file", path=names[0], reason=_reason(error, "form"), detail=words)


def _described(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the files of datapackage.json whose table is not their name."""
    try:
        resources = json.loads((folder / DESCRIPTOR_FILE).read_text("utf-8"))["resources"]
        for entry in resources:
            name = Path(entry["path"]).stem
            table = entry["schema"].get("table", entry.get("table", name))
            if isinstance(table, str) and table != name:
                yield name, table
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackageError(f"{DESCRIPTOR_FILE}: {error!r}.") from error


def _table(path: Path, meta: PackageMeta) -> TableSource | Issue:
    """Return a file's cells, or the finding that it has no schema or cannot be read."""
    place = f"{package.DATA_FOLDER}/{path.name}"
    name = meta.schema_of(path.stem)
    if name not in schema.names():
        return issue("unknown-table", path=place)
    try:
        grid = tablefile.read_grid(path)
    except PackageError as error:
        return issue(
            "unreadable-table", path=place, table=path.stem, reason=_reason(error, "empty")
        )
    if grid.header[:1] and grid.header[0].startswith(_BOM):
        return issue("unreadable-table", path=place, table=path.stem, reason="bom")
    if len(grid.header) == 1 and set(grid.header[0]) & _OTHER_SEPARATORS:
        return issue("unreadable-table", path=place, table=path.stem, reason="separator")
    return TableSource(path.stem, place, schema.load(name), grid.header, grid.rows)


def _reason(error: PackageError, otherwise: str) -> str:
    """Return why a file cannot be read, as a code that the finding has words for."""
    cause = _cause(error)
    return next((code for kind, code in _REASONS.items() if isinstance(cause, kind)), otherwise)


def _cause(error: PackageError) -> BaseException:
    """Return what lies behind an error of ours, the error itself where nothing does."""
    cause: BaseException = error
    while isinstance(cause, PackageError) and cause.__cause__ is not None:
        cause = cause.__cause__
    return cause
