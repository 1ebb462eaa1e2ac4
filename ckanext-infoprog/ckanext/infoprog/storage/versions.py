"""Versions of datasets: the pointer to the current one, its manifest, the list, redactions."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import blobs, records


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which version of a dataset is current; `manifest` is the SHA-256 of its manifest."""

    package_id: str
    name: str
    version: int
    manifest: str
    publication: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version in a list; `manifest` is the SHA-256 of its manifest."""

    package_id: str
    number: int
    publication: str
    manifest: str
    created: dt.datetime
    user_id: str
    act: str
    note: str
    decision: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Redaction:
    """A file that was taken out of all versions, with why and when."""

    sha256: str
    package_id: str
    path: str
    size: int
    reason: str
    created: dt.datetime
    user_id: str


def pointer(package_id: str) -> Pointer | None:
    """Return the pointer of a dataset; None where no publication made it."""
    return _pointer(records.dataset.c.package_id == package_id)


def pointer_named(name: str) -> Pointer | None:
    """Return the pointer of the dataset of this name; None where no publication made it."""
    return _pointer(records.dataset.c.name == name)


def pointer_of(dataset: Mapping[str, Any]) -> Pointer | None:
    """Return the pointer as it stood when a dataset was read: it may have moved on since.

    What is shown beside a dataset that was read is of the version that was read.
    """
    found = pointer(dataset["id"]) if dataset.get("id") else None
    read = int(dataset.get("infoprog_version") or 0)
    if found is None or read in (0, found.version):
        return found
    query = sa.select(records.version).where(
        records.version.c.package_id == found.package_id, records.version.c.number == read
    )
    row = model.Session.execute(query).mappings().first()
    if row is None:
        return found
    return replace(
        found,
        version=read,
        manifest=row["manifest"],
        publication=row["publication"],
        withdrawn=read_manifest(row["manifest"]).withdrawal is not None,
    )


def is_managed(package_id: str) -> bool:
    """Tell whether publications make this dataset."""
    return pointer(package_id) is not None


def current(package_id: str) -> Manifest | None:
    """Return the manifest of the current version; None where there is none."""
    found = pointer(package_id)
    return read_manifest(found.manifest) if found else None


def manifest(package_id: str, number: int) -> Manifest:
    """Return the manifest of a version; one that does not exist is refused."""
    query = sa.select(records.version.c.manifest).where(
        records.version.c.package_id == package_id, records.version.c.number == number
    )
    found = model.Session.execute(query).scalar()
    if found is None:
        known = ", ".join(str(one.number) for one in listed(package_id))
        raise RefusedError("no-version", package=_name(package_id), version=number, known=known)
    return read_manifest(found)


@lru_cache(maxsize=64)
def read_manifest(sha256: str) -> Manifest:
    """Return the manifest of this hash."""
    return Manifest.from_json(blobs.read(sha256))


def listed(package_id: str) -> list[Version]:
    """Return the versions of a dataset, the newest first."""
    table = records.version
    query = sa.select(table).where(table.c.package_id == package_id).order_by(table.c.number.desc())
    return [Version(**row) for row in model.Session.execute(query).mappings()]


def redaction(sha256: str) -> Redaction | None:
    """Return why a file is not there any more; None where nobody took it out."""
    query = sa.select(records.redaction).where(records.redaction.c.sha256 == sha256)
    row = model.Session.execute(query).mappings().first()
    return Redaction(**row) if row else None


def redactions(package_id: str) -> int:
    """Return how many files have been taken out of a dataset's versions."""
    table = records.redaction
    query = sa.select(sa.func.count()).where(table.c.package_id == package_id)
    return int(model.Session.execute(query).scalar() or 0)


def _pointer(condition: sa.ColumnElement[bool]) -> Pointer | None:
    row = model.Session.execute(sa.select(records.dataset).where(condition)).mappings().first()
    return Pointer(**row) if row else None


def _name(package_id: str) -> str:
    found = pointer(package_id)
    return found.name if found else package_id
