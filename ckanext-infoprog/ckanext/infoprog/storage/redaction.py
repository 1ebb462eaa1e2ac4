"""Files with personal data are taken out of versions; a note with reason and hash stays."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import blobs, extracts, records, versions

ALL = "all"


def redact(
    package_id: str, number: int, files: Sequence[str], reason: str, user_id: str
) -> list[dict[str, str]]:
    """Take files out of a version and of all that share them; return path and hash of each.

    Files of the current version are refused: what stands there now is corrected by publishing.
    So are the same bytes in another dataset: whose it is decides there.
    """
    manifest = versions.manifest(package_id, number)
    wanted = _named(manifest, files)
    kept = _kept(package_id)
    gone = {sha256: path for sha256, path in wanted.items() if sha256 not in kept}
    if not gone or (len(gone) < len(wanted) and list(files) != [ALL]):
        current = versions.pointer(package_id)
        raise RefusedError(
            "redact-current", version=number, current=current.version if current else None
        )
    _note(package_id, gone, reason, user_id)
    for sha256 in gone:
        blobs.remove(sha256)
    return [{"path": path, "sha256": sha256} for sha256, path in sorted(gone.items())]


def _kept(package_id: str) -> frozenset[str]:
    """Return what stays: the files of the current version, and those of all other datasets."""
    current = versions.current(package_id)
    query = sa.select(records.version.c.manifest).where(records.version.c.package_id != package_id)
    others = model.Session.scalars(query)
    found = [versions.read_manifest(sha256).hashes() for sha256 in others]
    return frozenset().union(*found, current.hashes() if current else ())


def _named(manifest: Manifest, files: Sequence[str]) -> dict[str, str]:
    """Return the hashes of the named files with their names; an unknown name is refused."""
    known = {one.path: one.sha256 for one in manifest.inputs}
    known |= {item.filename: item.sha256 for item in manifest.items}
    names = list(known) if list(files) == [ALL] else list(files)
    if unknown := [name for name in names if name not in known]:
        raise RefusedError("no-file", package=manifest.package, files=", ".join(unknown))
    return {known[name]: name for name in names}


def _note(package_id: str, gone: dict[str, str], reason: str, user_id: str) -> None:
    """Write why, before anything is removed: a crash between leaves a note, never a riddle."""
    rows = [
        {
            "sha256": sha256,
            "package_id": package_id,
            "path": path,
            "size": blobs.size(sha256) if blobs.exists(sha256) else 0,
            "reason": reason,
            "created": datetime.now(UTC),
            "user_id": user_id,
        }
        for sha256, path in gone.items()
    ]
    with model.meta.engine.begin() as connection:
        connection.execute(insert(records.redaction).values(rows).on_conflict_do_nothing())
        extracts.forget(connection, package_id)
