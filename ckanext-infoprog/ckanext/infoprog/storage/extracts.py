"""What the pages of the whole portal need of each document, kept so that they read few bytes.

A row is of the version and of the form that it was drawn by, and counts only where both are those
of now: what is lacking is drawn when a page asks for it, and by the service that looks after
publications. Of a dataset only the current version is kept.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from ckanext.infoprog.core.pages import extract, snapshot
from ckanext.infoprog.core.pages.extract import Drawn, Section
from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.storage import blobs, records

log = logging.getLogger(__name__)

MOST = 50  # versions that are drawn in one go
T = TypeVar("T")
_told: set[str] = set()


def read(section: Section[T], versions: Sequence[tuple[str, str]]) -> list[T]:
    """Return a section of these versions, given as ids of datasets and hashes of manifests.

    One question to the database; a version that holds nothing of the kind is left out.
    """
    kept = _kept(section.name, versions)
    for package_id, manifest in versions:
        if manifest not in kept:
            drawn = draw(manifest)
            _keep(package_id, manifest, drawn)
            kept[manifest] = next(one.content for one in drawn if one.section == section.name)
    found = (section.read(kept[manifest]) for _, manifest in versions)
    return [one for one in found if one is not None]


def draw(manifest: str) -> tuple[Drawn, ...]:
    """Return the extract of a version from its stored files."""
    version = Manifest.from_json(blobs.read(manifest))
    return extract.of(snapshot.from_manifest(version, manifest, blobs.open), version)


def held(section: Section[Any], words: Iterable[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a dataset's section holds these words, or is not drawn yet."""
    table, dataset = records.extract, records.dataset
    there = sa.select(1).where(
        table.c.package_id == dataset.c.package_id,
        table.c.section == section.name,
        table.c.manifest == dataset.c.manifest,
        table.c.form == extract.form(),
    )
    holding = there.where(*(sa.func.strpos(table.c.words, one) > 0 for one in words))
    return sa.or_(holding.exists(), sa.not_(there.exists()))


def follow(package_id: str | None = None) -> int:
    """Draw what is lacking of one package or of some, remove what is of no current version.

    Return how many are kept now. What cannot be drawn stops nothing: its pages will say why.
    """
    _sweep()
    drawn = 0
    for package, manifest in _lacking(package_id):
        try:
            drawn += _keep(package, manifest, draw(manifest))
        except Exception:
            if manifest not in _told:
                log.exception("what the pages need of %s cannot be drawn", manifest)
            _told.add(manifest)
    return drawn


def forget(connection: sa.Connection, package_id: str) -> None:
    """Remove what is kept of a dataset."""
    table = records.extract
    connection.execute(sa.delete(table).where(table.c.package_id == package_id))


def _kept(section: str, versions: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return what is kept of these versions, by the hash of the manifest."""
    table = records.extract
    query = sa.select(table.c.manifest, table.c.content).where(
        table.c.package_id.in_([package for package, _ in versions]),
        table.c.section == section,
        table.c.form == extract.form(),
        table.c.manifest.in_([manifest for _, manifest in versions]),
    )
    return {row.manifest: row.content for row in model.Session.execute(query)}


def _keep(package_id: str, manifest: str, drawn: Iterable[Drawn]) -> bool:
    """Keep the extract of a version as long as it is the current one; tell whether it is kept.

    The page that it was drawn for needs it not: a database that takes nothing now is only told.
    """
    dataset = records.dataset
    current = sa.select(1).where(
        dataset.c.package_id == package_id, dataset.c.manifest == manifest
    )  # fmt: skip
    try:
        with model.meta.engine.begin() as connection:
            if connection.execute(current.with_for_update(read=True)).first() is None:
                return False
            connection.execute(_upsert(package_id, manifest, drawn))
    except DBAPIError as error:
        log.warning("the extract of %s is not kept: %s", manifest, error)
        return False
    return True


def _upsert(package_id: str, manifest: str, drawn: Iterable[Drawn]) -> sa.Insert:
    rows = [
        {
            "package_id": package_id,
            "section": one.section,
            "manifest": manifest,
            "form": extract.form(),
            "content": one.content,
            "words": one.words,
        }
        for one in drawn
    ]
    query = insert(records.extract).values(rows)
    changed = {name: query.excluded[name] for name in ("manifest", "form", "content", "words")}
    return query.on_conflict_do_update(index_elements=["package_id", "section"], set_=changed)


def _lacking(package_id: str | None) -> list[tuple[str, str]]:
    """Return versions in force without a whole extract, but those that could not be drawn."""
    table, dataset = records.extract, records.dataset
    kept = (
        sa.select(sa.func.count())
        .where(
            table.c.package_id == dataset.c.package_id,
            table.c.manifest == dataset.c.manifest,
            table.c.form == extract.form(),
        )
        .scalar_subquery()
    )
    query = sa.select(dataset.c.package_id, dataset.c.manifest).where(
        dataset.c.withdrawn.is_(False),
        kept < len(extract.SECTIONS),
        dataset.c.manifest.not_in(_told),
    )
    if package_id:
        query = query.where(dataset.c.package_id == package_id)
    query = query.order_by(dataset.c.name).limit(MOST)
    with model.meta.engine.connect() as connection:
        return [(row.package_id, row.manifest) for row in connection.execute(query)]


def _sweep() -> None:
    """Remove extracts of what is no current version: it may have been corrected or withdrawn."""
    table, dataset = records.extract, records.dataset
    current = sa.select(1).where(
        dataset.c.package_id == table.c.package_id,
        dataset.c.manifest == table.c.manifest,
        dataset.c.withdrawn.is_(False),
    )
    with model.meta.engine.begin() as connection:
        connection.execute(sa.delete(table).where(sa.not_(current.exists())))
