"""datapackage.json, made from package.yaml, the schemas and the files: same input, same bytes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import package, schema, weight
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import PackageMeta, Source, TableSchema, resource_name
from ckanext.infoprog.core.workspace import DESCRIPTOR_FILE

NAMESPACE: Final = uuid.UUID("6f1c2c0e-5a7e-5d0b-9b1e-0a4d6c1f7a10")

_LICENSES: Final = MappingProxyType(
    {
        "cc-by": {
            "name": "CC-BY-4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
            "title": "Creative Commons Attribution 4.0 International",
        }
    }
)


def package_id(name: str) -> str:
    """Return the id of a package: the same on every portal, for ever."""
    return str(uuid.uuid5(NAMESPACE, name))


def table_id(name: str, table: str) -> str:
    """Return the id of a table of a package: the same on every portal, for ever."""
    return str(uuid.uuid5(NAMESPACE, f"{name}/{table}"))


def describe(folder: Path) -> dict[str, object]:
    """Return the content of datapackage.json for a package folder."""
    meta = package.read_meta(folder)
    files = {path.stem: path for path in package.table_files(folder)}
    schemas = {table: schema.load(meta.schema_of(table)) for table in files}
    ordered = sorted(files, key=lambda table: (schemas[table].order, table))
    present = frozenset(resource_name(table) for table in files)
    return {
        **_about(meta, folder),
        "schemasHash": schema.fingerprint(meta.schema_of(table) for table in files),
        "resources": [_resource(meta, t, files[t], schemas[t], present) for t in ordered],
    }


def describe_text(folder: Path) -> str:
    """Return datapackage.json as text: UTF-8, two spaces, one line end at the end."""
    return json.dumps(describe(folder), ensure_ascii=False, indent=2) + "\n"


def write_descriptor(folder: Path) -> None:
    """Write datapackage.json of a package folder."""
    (folder / DESCRIPTOR_FILE).write_bytes(describe_text(folder).encode("utf-8"))


def _about(meta: PackageMeta, folder: Path) -> dict[str, object]:
    """Return what the descriptor says of the whole package; unknown values are left out."""
    entries: dict[str, object] = {
        "name": meta.name,
        "id": package_id(meta.name),
        "title": meta.title["uk"],
        "title_en": meta.title["en"],
        "description": meta.description["uk"],
        "description_en": meta.description["en"],
        "version": meta.version,
        "licenses": [_license(meta.license)] if meta.license else None,
        "contributors": [{"title": meta.publisher_name, "role": "publisher"}],
        "organization": meta.organization,
        "publisherName": meta.publisher_name,
        "publisherId": meta.publisher_id,
        "CATUTTC": meta.catuttc,
        "spatial": meta.spatial,
        "annexItem": meta.annex_item,
        "purpose": meta.purpose["uk"],
        "purpose_en": meta.purpose["en"],
        "language": meta.language,
        "updateFrequency": meta.update_frequency,
        "keywords": list(meta.keywords["uk"]),
        "keywords_en": list(meta.keywords["en"]),
        "temporalStart": meta.temporal_start and meta.temporal_start.isoformat(),
        "temporalEnd": meta.temporal_end and meta.temporal_end.isoformat(),
        "dataAsOf": meta.data_as_of and meta.data_as_of.isoformat(),
        "sources": [_source(source, folder) for source in meta.sources] or None,
    }
    return {name: value for name, value in entries.items() if value is not None}


def _resource(
    meta: PackageMeta, table: str, path: Path, declared: TableSchema, present: frozenset[str]
) -> dict[str, object]:
    """Return the descriptor of one table, its schema inlined."""
    return {
        "name": resource_name(table),
        "id": table_id(meta.name, table),
        "table": table,
        "type": "table",
        "title": declared.title["uk"],
        "title_en": declared.title["en"],
        "description": declared.description["uk"],
        "description_en": declared.description["en"],
        "path": f"{package.DATA_FOLDER}/{path.name}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_weight(path),
        "schema": inlined(declared, present),
    }


def inlined(declared: TableSchema, present: Collection[str]) -> dict[str, object]:
    """Return the schema's descriptor with references only to resources that are there."""
    entries = dict(declared.descriptor)
    kept = [
        entry
        for entry, key in zip(_foreign_keys(entries), declared.foreign_keys, strict=True)
        if key.resource in present
    ]
    entries.pop("foreignKeys", None)
    return entries | ({"foreignKeys": kept} if kept else {})


def _foreign_keys(inlined: Mapping[str, object]) -> list[object]:
    """Return the foreign keys as the descriptor writes them."""
    entries = inlined.get("foreignKeys", [])
    return entries if isinstance(entries, list) else []


def _source(source: Source, folder: Path) -> dict[str, object]:
    """Return a source document with its hash where the package carries it."""
    path = folder / source.path
    words = {"description": source.description} if source.description else {}
    weight = _weight(path) if path.is_file() else {}
    return {"title": source.title, "path": source.path, **words, **weight}


def _weight(path: Path) -> dict[str, object]:
    """Return hash and size of a file."""
    found = weight.weigh(path)
    return {"hash": f"sha256:{found.sha256}", "bytes": found.size}


def _license(name: str) -> Mapping[str, str]:
    """Return a licence by its short name."""
    try:
        return _LICENSES[name]
    except KeyError as error:
        raise PackageError(
            f"The licence {name} is unknown; known: {', '.join(_LICENSES)}."
        ) from error
