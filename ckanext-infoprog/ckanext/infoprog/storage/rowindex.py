"""Which rows are to be found: those of the version in force of every package open to everybody.

Each row carries the stamp of the state it was read from, and a search looks among the stamps that
the database calls open at that moment. So nothing closed or outdated is ever found, even where the
core could not be reached when it had to be removed; what stands there too much goes at the next
look, and what is lacking is filled in then.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.infoprog.core.pages import snapshot
from ckanext.infoprog.core.search import documents, kinds
from ckanext.infoprog.core.search.documents import Document, Documents
from ckanext.infoprog.storage import blobs, records, rowcore, versions
from ckanext.infoprog.storage.rowcore import CoreAwayError

log = logging.getLogger(__name__)

HEAD, AWAY = "head", "away"
DIGITS = 16
_told: set[str] = set()


@dataclass(frozen=True, slots=True)
class Open:
    """A package that everybody may see, in the state that its pages are made from."""

    package_id: str
    manifest: str
    redactions: int

    @property
    def stamp(self) -> str:
        """What sets this state apart from all others."""
        state = f"{self.manifest[:DIGITS]}.{self.redactions}.{documents.FORM}"
        return f"{self.package_id}.{state}"


def wanted(package_id: str | None = None) -> dict[str, Open]:
    """Return the packages whose rows are to be found, by stamp."""
    rows = model.Session.execute(_open(package_id)).all()
    found = [Open(*row) for row in rows]
    return {one.stamp: one for one in found}


def behind() -> int:
    """Return how many packages are open and not in the core; CoreAwayError where it is away."""
    return len(wanted().keys() - rowcore.stamps())


def sync(package_id: str | None = None) -> int:
    """Bring the core to what is open, of one package or of all; return how many were changed.

    The core is read before the database: what was published in between is not taken for too much.
    What is too much goes first: it may be private now.
    """
    stray, held = rowcore.strays(package_id), rowcore.stamps(package_id)
    opened = wanted(package_id)
    gone = stray - opened.keys()
    rowcore.remove(stamps=sorted(gone))
    lacking = sorted(opened.keys() - held)
    return len(gone) + sum(_fill(opened[stamp]) for stamp in lacking)


def follow(package_id: str | None = None) -> int:
    """Do the same, or leave it to the next look; never fail."""
    if not rowcore.is_set() or (package_id and not versions.is_managed(package_id)):
        return 0
    try:
        changed = sync(package_id)
    except CoreAwayError as away:
        _tell_away(away)
        return 0
    _told.discard(AWAY)
    return changed


def forget(package_id: str) -> None:
    """Remove the rows of a package that goes, or leave it to the next look; never fail."""
    if not rowcore.is_set():
        return
    try:
        rowcore.remove(packages=[package_id])
    except CoreAwayError as away:
        _tell_away(away)


def _fill(one: Open) -> bool:
    """Put the rows of a package; tell whether they could be made.

    A package of which they cannot stops no other, and not its own publication.
    """
    try:
        rowcore.put(_documents(one))
    except CoreAwayError:
        raise
    except Exception:
        if one.stamp not in _told:
            log.exception("the rows of %s cannot be read", one.stamp)
        _told.add(one.stamp)
        return False
    return True


def _tell_away(away: CoreAwayError) -> None:
    """Write into the log that the core is away, once as long as it is."""
    if AWAY not in _told:
        log.warning("rows are left to a later look: %s", away)
    _told.add(AWAY)


def _open(package_id: str | None) -> Any:  # noqa: ANN401 - SQLAlchemy's own kinds of statement
    package, dataset, redaction = model.Package, records.dataset, records.redaction
    redacted = (
        sa.select(sa.func.count())
        .where(redaction.c.package_id == dataset.c.package_id)
        .scalar_subquery()
    )
    query = (
        sa.select(dataset.c.package_id, dataset.c.manifest, redacted)
        .join(package, package.id == dataset.c.package_id)
        .where(
            package.state == "active", package.private.is_(False), dataset.c.withdrawn.is_(False)
        )
    )
    return query.where(package.id == package_id) if package_id else query


def _documents(one: Open) -> Iterator[dict[str, Any]]:
    """Yield the rows of a package; the head comes last and says that all are there."""
    manifest = versions.read_manifest(one.manifest)
    found = documents.of(snapshot.from_manifest(manifest, one.manifest, blobs.open))
    common = {"package": one.package_id, "stamp": one.stamp, "slug": manifest.package}
    for row in found.rows:
        yield {**common, **document(row, found), "id": f"{one.stamp}.{row.kind}.{row.key}"}
    yield {**common, "kind": HEAD, "id": f"{one.stamp}.{HEAD}"}


def document(row: Document, found: Documents) -> dict[str, Any]:
    """Return a row as the core keeps it."""
    return {
        "kind": row.kind,
        "rank": kinds.rank(row.kind),
        "ends": found.ends,
        "position": row.position,
        "key": row.key,
        "path": row.path,
        "programme_uk": found.titles[0],
        "programme_en": found.titles[1],
        "number": list(row.numbers),
        "title": row.title,
        "text": list(row.text),
        "bodies": list(row.bodies),
    }
