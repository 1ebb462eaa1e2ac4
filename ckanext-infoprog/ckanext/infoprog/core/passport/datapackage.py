"""A dataset as a Data Package: what frictionless reads from its address alone.

Paths are permanent where a version keeps the file, so that hashes never cease to fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core import schema as schemas
from ckanext.infoprog.core.passport import datastore, structure
from ckanext.infoprog.core.passport.record import COMPRESSED, STRUCTURE, File, Passport, Plain

Entry = dict[str, Any]
HTTP: Final = ("http://", "https://")
LICENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "cc-by": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        "cc-zero": ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    }
)


def datapackage(of: Passport, dumps: Mapping[str, str], sources: Iterable[Plain] = ()) -> Entry:
    """Return the description of a dataset whose files stand on the portal.

    `dumps` are the addresses under which tables without a file of their own are given out, by
    resource id; `sources` the documents that a package was made from.
    """
    names = _names(of.files)
    about = {
        **_about(of),
        "licenses": _licences(of),
        "contributors": _contributors(of),
        "sources": [dict(one) for one in sources],
    }
    return {
        **{name: value for name, value in about.items() if value},
        "resources": [_resource(one, names[one.id], of.page, dumps) for one in of.files],
    }


def _about(of: Passport) -> Entry:
    """Return what is said of the dataset as a whole."""
    return {
        "name": of.name,
        "id": of.id,
        "profile": "data-package",
        "title": of.title["uk"],
        "title_en": of.title["en"],
        "description": of.description["uk"],
        "description_en": of.description["en"],
        "homepage": of.page,
        "version": str(of.version.number) if of.version else "",
        "created": of.modified,
        "publisherName": of.publisher.name["uk"],
        "publisherId": of.publisher.edrpou,
        "CATUTTC": of.catuttc,
        "purpose": of.purpose["uk"],
        "purpose_en": of.purpose["en"],
        "language": of.language,
        "updateFrequency": of.frequency,
        "keywords": list(of.keywords["uk"]),
        "keywords_en": list(of.keywords["en"]),
        "temporalStart": of.temporal_start,
        "temporalEnd": of.temporal_end,
        "dataAsOf": of.data_as_of,
    }


def _licences(of: Passport) -> list[Entry]:
    if not of.licence.id:
        return []
    name, path = LICENCES.get(of.licence.id, (of.licence.id, of.licence.url))
    told = {"name": name, "path": path, "title": of.licence.title}
    return [{key: value for key, value in told.items() if value}]


def _contributors(of: Passport) -> list[Entry]:
    """Return the owner of the information and whom to ask."""
    owner = {"title": of.publisher.name["uk"], "role": "publisher"}
    asked = {"title": of.contact_name, "email": of.contact_email, "role": "maintainer"}
    named = [one for one in (owner, asked) if one["title"]]
    return [{key: value for key, value in one.items() if value} for one in named]


def _resource(file: File, name: str, page: str, dumps: Mapping[str, str]) -> Entry:
    """Return a file as a resource: a table with its schema, or a file that is only carried."""
    words = {
        "title": file.title["uk"],
        "title_en": file.title["en"],
        "description": file.description["uk"],
        "description_en": file.description["en"],
    }
    told = {"name": name, "id": file.id, **words, **_kind(file, page, dumps)}
    return {key: value for key, value in told.items() if value or value == 0}


def _kind(file: File, page: str, dumps: Mapping[str, str]) -> Entry:
    """Return where a resource stands and how it is read."""
    declared = dict(file.schema) if file.schema else None
    if file.kind == STRUCTURE:
        declared = _of_structure()
    if declared and file.permanent:
        return {"type": "table", **_place(file.permanent, file), **_csv(), "schema": declared}
    if declared and file.id in dumps:
        return {"type": "table", "path": dumps[file.id], **_csv(), "schema": declared}
    path = file.permanent or (file.address if file.address.startswith(HTTP) else "") or page
    known = {"format": file.format.lower(), "mediatype": file.mimetype}
    return {"type": "file", **_place(path, file), **known}


def _place(path: str, file: File) -> Entry:
    """Return a path, and the weight of what stands there where the file never changes."""
    if not file.permanent:
        return {"path": path}
    weighed = {"path": path, "hash": f"sha256:{file.sha256}"}
    # Frictionless counts no bytes of an archive that it reads from an address: it would find 0.
    return weighed if file.format in COMPRESSED else {**weighed, "bytes": file.size}


def _csv() -> Entry:
    return {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}


def _of_structure() -> Entry:
    """Return the Table Schema of the structure file itself."""
    required = schemas.STRUCTURE_COLUMNS[-1]
    fields = [
        {"name": one, "type": "boolean" if one == required else "string"}
        for one in structure.COLUMNS
    ]
    return {"fields": fields, "missingValues": [datastore.MISSING[-1]]}


def _names(files: Iterable[File]) -> dict[str, str]:
    """Return a name for each resource: lower case, each once."""
    found: dict[str, str] = {}
    for one in files:
        name = one.name.lower() or one.id
        found[one.id] = one.id if name in found.values() else name
    return found
