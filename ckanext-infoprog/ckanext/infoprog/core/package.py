"""Reading a package: what package.yaml says of it and its tables with typed rows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

from ckanext.infoprog.core import schema, tablefile
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import Package, PackageMeta, Source, Table
from ckanext.infoprog.core.workspace import PACKAGE_FILE

DATA_FOLDER: Final = "data"
#: The loader in C where PyYAML was built with it: ten times as fast, as safe.
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_package(folder: Path) -> Package:
    """Return the package of a folder with all its tables, in the order of the data model."""
    meta = read_meta(folder)
    tables: dict[str, Table] = {}
    for path in table_files(folder):
        tables[path.stem] = tablefile.read_table(path, schema.load(meta.schema_of(path.stem)))
    ordered = sorted(tables.values(), key=lambda t: (t.schema.order, t.name))
    return Package(meta, MappingProxyType({table.name: table for table in ordered}))


def rewrite(folder: Path) -> tuple[str, ...]:
    """Rewrite every table by the one sorting writer; return the names of those that changed."""
    changed: list[str] = []
    for table in read_package(folder).tables.values():
        path = folder / DATA_FOLDER / f"{table.name}.csv"
        before = path.read_bytes()
        tablefile.write_table(path, table.rows, table.schema)
        if path.read_bytes() != before:
            changed.append(table.name)
    return tuple(changed)


def table_files(folder: Path) -> tuple[Path, ...]:
    """Return the CSV files of a package in order of name."""
    return tuple(sorted((folder / DATA_FOLDER).glob("*.csv")))


def read_meta(folder: Path) -> PackageMeta:
    """Return what package.yaml says of the package."""
    try:
        return _meta(read_entry(folder))
    except (KeyError, TypeError, ValueError) as error:
        raise PackageError(f"{folder.name}/{PACKAGE_FILE} cannot be read: {error!r}.") from error


def parse_meta(text: str, name: str) -> PackageMeta:
    """Return what the text of a package.yaml says; `name` is said where it cannot be read."""
    try:
        entry = load_yaml(text)
        if not isinstance(entry, dict):
            raise PackageError(f"{PACKAGE_FILE} is not a list of keys and values.")
        return _meta(entry)
    except (KeyError, TypeError, ValueError) as error:
        raise PackageError(f"{name}/{PACKAGE_FILE} cannot be read: {error!r}.") from error


def read_entry(folder: Path) -> Mapping[str, Any]:
    """Return the keys and values of package.yaml as they are written."""
    path = folder / PACKAGE_FILE
    try:
        entry = load_yaml(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PackageError(f"{folder.name}/{path.name} cannot be read: {error!r}.") from error
    if not isinstance(entry, dict):
        raise PackageError(f"{path.name} is not a list of keys and values.")
    return entry


def load_yaml(text: str) -> object:
    """Return the plain data of a YAML text: lists, mappings, texts, numbers, dates."""
    try:
        return yaml.load(text, LOADER)  # noqa: S506 - one of the two safe ones
    except yaml.YAMLError as error:
        raise PackageError(f"This is not YAML: {error}") from error


def _meta(entry: Mapping[str, Any]) -> PackageMeta:
    """Return package.yaml's keys as a record; every key must be there, null where unknown."""
    return PackageMeta(
        name=_text(entry, "name"),
        title=_words(entry, "title"),
        description=_words(entry, "description"),
        organization=_text(entry, "organization"),
        publisher_name=_text(entry, "publisherName"),
        publisher_id=_optional(entry, "publisherId"),
        catuttc=_optional(entry, "catuttc"),
        purpose=_words(entry, "purpose"),
        language=_text(entry, "language"),
        update_frequency=_text(entry, "updateFrequency"),
        keywords={lang: tuple(entry[f"keywords_{lang}"] or ()) for lang in ("uk", "en")},
        temporal_start=_day(entry["temporalStart"]),
        temporal_end=_day(entry["temporalEnd"]),
        data_as_of=_day(entry["dataAsOf"]),
        version=_text(entry, "version"),
        license=_optional(entry, "license"),
        sources=tuple(
            Source(s["title"], s["path"], s.get("description")) for s in entry["sources"] or ()
        ),
        schemas=MappingProxyType(dict(entry.get("schemas") or {})),
        headings=MappingProxyType(dict(entry.get("headings") or {})),
        annex_item=_optional(entry, "annexItem") if "annexItem" in entry else None,
        spatial=_optional(entry, "spatial") if "spatial" in entry else None,
    )


def _words(entry: Mapping[str, Any], name: str) -> Mapping[str, str]:
    """Return a text in both languages, without line ends."""
    return {lang: " ".join(_text(entry, f"{name}_{lang}").split()) for lang in ("uk", "en")}


def _text(entry: Mapping[str, Any], name: str) -> str:
    """Return a text that must be there."""
    value = entry[name]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} must be a text")
    return value


def _optional(entry: Mapping[str, Any], name: str) -> str | None:
    """Return a text or null; a code written without quotes would have lost its zeros."""
    return None if entry[name] is None else _text(entry, name)


def _day(value: object) -> datetime.date | None:
    """Return a date or null."""
    if value is None or (isinstance(value, datetime.date) and type(value) is datetime.date):
        return value
    raise ValueError(f"{value!r} is not a date")
