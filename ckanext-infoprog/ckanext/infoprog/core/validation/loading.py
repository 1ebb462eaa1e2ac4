"""A package folder as what is to be checked: its tables as text, and what could not be read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ckanext.infoprog.core import package, schema, tablefile
from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import PackageMeta
from ckanext.infoprog.core.validation.sources import TableSource, Target
from ckanext.infoprog.core.workspace import DESCRIPTOR_FILE, PACKAGE_FILE

_BOM: Final = "\ufeff"


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
    return Target(meta, tuple(ordered), tuple(problems))


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
        name = PACKAGE_FILE if (folder / PACKAGE_FILE).exists() else DESCRIPTOR_FILE
        missing = name == DESCRIPTOR_FILE and not (folder / DESCRIPTOR_FILE).exists()
        problem = issue(
            "package-file", path=PACKAGE_FILE if missing else name, reason=_reason(error)
        )
        return bare_meta(folder.name), [problem]


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
        return issue("unreadable-table", path=place, table=path.stem, reason=_reason(error))
    if grid.header[:1] and grid.header[0].startswith(_BOM):
        return issue("unreadable-table", path=place, table=path.stem, reason="BOM (EF BB BF).")
    return TableSource(path.stem, place, schema.load(name), grid.header, grid.rows)


def _reason(error: PackageError) -> str:
    """Return an error's sentence with the machine's paths left out."""
    cause = error.__cause__
    if isinstance(cause, OSError):
        return f"{cause.strerror}."
    return f"{cause or error}".rstrip(".") + "."
