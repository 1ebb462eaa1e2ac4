"""A published package in a folder for a while, as a person has it at hand, for core/cycle.

What stands in the folder is a copy; nothing that is written there changes what is stored.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.infoprog import config
from ckanext.infoprog.core import package as packages
from ckanext.infoprog.core.check.passport import ORGANISATIONS
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.cycle.store import Kept, Store
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.passport import annex
from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import blobs, records, versions
from ckanext.infoprog.storage.versions import Pointer


@contextmanager
def folder(pointer: Pointer) -> Iterator[Path]:
    """Give the package of the current version in a folder that bears its name."""
    manifest = versions.read_manifest(pointer.manifest)
    with TemporaryDirectory(prefix="infoprog-cycle-") as place:
        own = Path(place) / pointer.name
        _unpack(manifest, own)
        entry = organization_entry(pointer)
        if entry:
            beside = own.parent / ORGANISATIONS
            beside.write_text(json.dumps([entry], ensure_ascii=False), "utf-8")
        listed = Path(config.annex_file()) if config.annex_file() else None
        if listed and listed.is_file():
            shutil.copyfile(listed, own.parent / annex.FILE)
        yield own


def place(into: Path, when: Period, kept: Mapping[str, Kept]) -> None:
    """Put the answers that are kept where core/cycle looks for them."""
    store = Store(into, when)
    for one in kept.values():
        store.put(one, blobs.read(one.sha256))


def package(pointer: Pointer) -> Package:
    """Return the package of the current version, typed by the schemas of this release."""
    return _package(pointer.manifest, versions.redactions(pointer.package_id))


def organization_entry(pointer: Pointer) -> Mapping[str, Any] | None:
    """Return the publisher's entry with which the current version was made, undone ones too."""
    manifest = versions.read_manifest(pointer.manifest)
    while manifest.undoes:
        manifest = versions.manifest(pointer.package_id, manifest.undoes)
    query = sa.select(records.publication.c.request).where(
        records.publication.c.id == manifest.publication
    )
    request = model.Session.execute(query).scalar() or {}
    found: Mapping[str, Any] | None = request.get("organization_entry")
    return found


@lru_cache(maxsize=8)
def _package(digest: str, _redactions: int) -> Package:
    """Return what a version holds; it never changes, but files are taken out of versions."""
    manifest = versions.read_manifest(digest)
    with TemporaryDirectory(prefix="infoprog-cycle-") as place:
        own = Path(place) / manifest.package
        _unpack(manifest, own)
        try:
            return packages.read_package(own)
        except PackageError as error:
            refused = {"package": manifest.package, "fault": str(error)}
            raise RefusedError("cycle-unreadable", **refused) from error


def _unpack(manifest: Manifest, into: Path) -> None:
    """Write the files of a version's package; one that was taken out of all versions is refused."""
    for one in manifest.inputs:
        target = into / one.path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.write_bytes(blobs.read(one.sha256))
        except FileNotFoundError as error:
            gone = versions.redaction(one.sha256)
            raise RefusedError(
                "redacted",
                package=manifest.package,
                version=manifest.version,
                date=gone.created.date().isoformat() if gone else "",
                reason=gone.reason if gone else one.path,
            ) from error
