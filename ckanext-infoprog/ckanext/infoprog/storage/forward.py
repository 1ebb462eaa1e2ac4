"""From the decision to the end: switch, catalogue, index, read back, clean up.

Each step looks first whether it is done: whoever comes after a crash repeats them all.
"""

import logging
from collections.abc import Callable

import sqlalchemy as sa
from ckan import model
from ckanext.datastore.backend import postgres

from ckanext.infoprog.core.publish.manifest import Manifest, Published
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import (
    blobs,
    catalogue,
    checking,
    extracts,
    faults,
    journal,
    staging,
    switch,
    uploads,
    versions,
)
from ckanext.infoprog.storage.journal import Publication

Tell = Callable[..., None]

log = logging.getLogger(__name__)


class ReadBackError(Exception):
    """What readers get is not what was published; the message says what."""


def load(publication: Publication, manifest: Manifest, tell: Tell) -> None:
    """Load the tables that change into staging."""
    staging.prepare()
    for item in _changed(manifest):
        _load(publication, item, tell)


def finish(publication: Publication) -> Publication:
    """Do what is left after the decision; return the publication at its end."""
    manifest = versions.read_manifest(publication.manifest)
    if not publication.reached("switched"):
        publication = _switch(publication, manifest)
    if not publication.reached("catalogued"):
        faults.reach("cataloguing")
        catalogue.write(publication, manifest)
        publication = journal.get(publication.id)
        faults.reach("catalogued")
    if not publication.reached("indexed"):
        faults.reach("indexing")
        catalogue.index(manifest.package_id)
        publication = journal.advance(publication, "indexed")
        faults.reach("indexed")
    extracts.follow(manifest.package_id)
    faults.reach("reading-back")
    read_back(manifest)
    publication = journal.advance(publication, "done")
    faults.reach("cleaning")
    clean(publication.id)
    return publication


def clean(publication_id: str) -> None:
    """Remove what only the work on a publication needed."""
    switch.clean(publication_id)
    uploads.discard(publication_id)
    checking.clear(publication_id)


def read_back(manifest: Manifest) -> None:
    """Refuse success unless catalogue, tables, files and index hold what was published."""
    if not catalogue.pointer_is_at(manifest):
        raise ReadBackError(f"the pointer of {manifest.package} is not at {manifest.version}")
    for item in manifest.items:
        if blobs.size(item.sha256) != item.size:
            raise ReadBackError(f"the file {item.filename} is not whole")
        if item.schema is not None and _count(item.id) != item.rows:
            raise ReadBackError(f"the table {item.name} does not have {item.rows} rows")
    if others := [one["field"] for one in catalogue.drift(manifest) if _is_of_files(one["field"])]:
        raise ReadBackError(f"the catalogue differs in {others[0]}")
    if not catalogue.is_indexed(manifest):
        raise ReadBackError(f"the index holds an earlier state of {manifest.package}")


def _is_of_files(field: str) -> bool:
    """Tell whether a field is about files; the description may be edited by hand meanwhile."""
    return field == "resources" or field.endswith((".hash", ".size"))


def _switch(publication: Publication, manifest: Manifest) -> Publication:
    faults.reach("switching")
    staging.prepare()
    switch.fence(manifest.package_id, publication.id, publication.fence)
    try:
        held = _switch_tables(publication, manifest)
    except RefusedError as refused:
        if refused.code != "not-loaded":
            raise
        load(publication, manifest, _tell_nobody)  # it is decided: what was lost is made anew
        held = _switch_tables(publication, manifest)
    log.info("publication %s switched, lock held for %.1f ms", publication.id, held * 1000)
    switched = journal.advance(publication, "switched")
    faults.reach("switched")
    return switched


def _switch_tables(publication: Publication, manifest: Manifest) -> float:
    """Show the tables that change, take away those that go; return how long the lock held."""
    before = versions.current(manifest.package_id)
    kept = {item.id for item in manifest.items if item.schema is not None}
    return switch.switch(
        manifest.package_id,
        publication.id,
        publication.fence,
        manifest.version,
        put=[item.id for item in _changed(manifest)],
        drop=[i.id for i in (before.items if before else ()) if i.schema and i.id not in kept],
    )


def _tell_nobody(**progress: object) -> None:
    """Take progress that nobody waits for."""


def _changed(manifest: Manifest) -> list[Published]:
    """Return the tables that differ from the current version's, or have no table there yet."""
    before = versions.current(manifest.package_id)
    known = {item.id: item for item in before.items} if before else {}
    return [
        item
        for item in manifest.items
        if item.schema is not None and not _same(item, known.get(item.id))
    ]


def _same(item: Published, before: Published | None) -> bool:
    return (
        before is not None
        and (item.sha256, item.schema) == (before.sha256, before.schema)
        and staging.is_public(item.id)
    )


def _load(publication: Publication, item: Published, tell: Tell) -> None:
    def told(rows: int) -> None:
        tell(stage="load", table=item.name, rows=rows, of=item.rows)

    rows = staging.load(publication.id, item, lambda: blobs.open(item.sha256), told)
    if rows != item.rows:
        raise ReadBackError(f"the table {item.name} took {rows} of {item.rows} rows")


def _count(resource_id: str) -> int:
    """Return the rows of a table as readers see them; -1 where there is none."""
    table = sa.table(resource_id, schema="public")
    try:
        with postgres.get_read_engine().connect() as connection:
            return int(
                connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            )
    except sa.exc.ProgrammingError:
        model.Session.rollback()
        return -1
