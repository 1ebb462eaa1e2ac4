"""Stored files that nothing refers to any more."""

import datetime as dt

import sqlalchemy as sa
from ckan import model

from ckanext.infoprog import config
from ckanext.infoprog.storage import blobs, filestore, journal, received, records, versions

DRAFT_SECONDS = 3600


def collect() -> int:
    """Remove files that no version, no publication under way and no answer refers to; count them.

    A file younger than the settings allow stays: a publication may be about to name it.
    """
    kept = _referred()
    oldest = dt.datetime.now(dt.UTC) - dt.timedelta(days=config.garbage_days())
    gone = [sha for sha in blobs.all() if sha not in kept and blobs.modified(sha) < oldest]
    for sha256 in gone:
        blobs.remove(sha256)
    filestore.sweep(DRAFT_SECONDS)
    return len(gone)


def _referred() -> set[str]:
    with model.meta.engine.connect() as connection:
        known = set(connection.scalars(sa.select(records.version.c.manifest)))
    under_way = journal.unfinished()
    known |= {one.manifest for one in under_way if one.manifest}
    files = {one["sha256"] for p in under_way for one in p.request["inputs"]}
    files |= set(received.hashes())
    return known | files | {sha for m in known for sha in versions.read_manifest(m).hashes()}
