"""A publication's course after its beginning: staged, checked, then carried through to its end.

Until it is decided a publication can always be taken back; afterwards it always goes forward, in
this process or in whichever takes it over (reconcile.py). Each step can be repeated.
"""

import logging
from collections.abc import Mapping
from typing import Any

from ckan import model

from ckanext.infoprog.core.publish.manifest import Input
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import (
    blobs,
    catalogue,
    checking,
    datastore,
    faults,
    forward,
    journal,
    locks,
    staging,
    uploads,
    versions,
)
from ckanext.infoprog.storage.heartbeat import pulse
from ckanext.infoprog.storage.journal import Publication

Request = Mapping[str, Any]
log = logging.getLogger(__name__)


def missing(publication: Publication) -> list[str]:
    """Return the SHA-256 of the files that are still to be sent, each once."""
    hashes = dict.fromkeys(one.sha256 for one in inputs(publication))
    return [sha256 for sha256 in hashes if not blobs.exists(sha256)]


def inputs(publication: Publication) -> tuple[Input, ...]:
    """Return the files that the publication is made from."""
    return tuple(Input(**one) for one in publication.request["inputs"])


def stage(publication: Publication) -> Publication:
    """Close the sending of files: all of them are there."""
    _refuse_over(publication)
    if publication.reached("staged"):
        return publication
    with locks.package(publication.package):
        return _stage(journal.get(publication.id))


def check(publication: Publication) -> Publication:
    """Check the package here by the same rules and make what will be published of it."""
    _refuse_over(publication)
    if publication.reached("checked"):
        return publication
    with locks.package(publication.package):
        found = journal.get(publication.id)
        _refuse_over(found)
        taken = journal.take(found)
        with _given_up(taken):
            return _check(_stage(taken))


def commit(publication: Publication) -> Publication:
    """Carry a publication to its end; one that is there already is returned as it is."""
    if publication.state in ("done", "unchanged"):
        return publication
    _refuse_over(publication)
    with locks.package(publication.package):
        taken = journal.take(journal.get(publication.id))
        try:
            return carry_on(taken)
        except Exception as error:
            if isinstance(error, RefusedError) or not journal.get(taken.id).is_decided:
                raise
            log.exception("publication %s is decided and waits for its end", taken.id)
            return journal.get(taken.id)


def carry_on(publication: Publication) -> Publication:
    """Do what is left of a publication whose lock is held."""
    if not publication.is_decided:
        with _given_up(publication):
            publication = _check(_stage(publication))
            if publication.is_over:
                return publication
            publication = _decide(publication)
    with pulse(publication):
        return forward.finish(publication)


def abort(publication: Publication, reason: Mapping[str, Any]) -> Publication:
    """Take a publication back; one that is decided goes on."""
    _refuse_over(publication)
    if publication.is_decided:
        raise RefusedError(
            "too-late",
            id=publication.id,
            package=publication.package,
            previous=publication.base or None,
        )
    with locks.package(publication.package):
        return take_back(journal.take(journal.get(publication.id)), "aborted", reason)


def take_back(publication: Publication, state: str, reason: Mapping[str, Any]) -> Publication:
    """Close a publication that is not decided and leave nothing of it behind."""
    closed = journal.advance(publication, state, reason=dict(reason))
    staging.discard(publication.id)
    uploads.discard(publication.id)
    checking.clear(publication.id)
    return closed


def refuse_stale(request: Request, package_id: str) -> None:
    """Refuse where the portal is not in the state that the publisher planned against."""
    pointer = versions.pointer(package_id)
    current = pointer.version if pointer else 0
    if request["base"] != current:
        raise RefusedError(
            "moved-on", package=request["package"], planned=request["base"], current=current
        )
    planned = request.get("metadata_hash")
    if planned and planned != catalogue.metadata_hash(package_id):
        raise RefusedError("drifted", package=request["package"])


def _stage(publication: Publication) -> Publication:
    _refuse_over(publication)
    if publication.reached("staged"):
        return publication
    faults.reach("staging")
    if absent := missing(publication):
        paths = sorted(i.path for i in inputs(publication) if i.sha256 in absent)
        raise RefusedError("files-missing", files=", ".join(paths[:5]))
    staged = journal.advance(publication, "staged")
    faults.reach("staged")
    return staged


def _check(publication: Publication) -> Publication:
    if publication.reached("checked") or publication.is_over:
        return publication
    faults.reach("checking")
    with pulse(publication) as beating:
        manifest = checking.manifest(publication, inputs(publication), beating.tell)
    if manifest is None:
        return take_back(publication, "unchanged", {})
    faults.reach("storing")
    sha256, _size = blobs.put(manifest.to_json().encode("utf-8"))
    checked = journal.advance(publication, "checked", manifest=sha256, version=manifest.version)
    faults.reach("checked")
    return checked


def _decide(publication: Publication) -> Publication:
    """Load the tables, then write the decision: from here on there is no way back."""
    manifest = versions.read_manifest(publication.manifest)
    if not publication.reached("loaded"):
        faults.reach("loading")
        with pulse(publication) as beating:
            forward.load(publication, manifest, beating.tell)
        publication = journal.advance(publication, "loaded")
        faults.reach("loaded")
    refuse_stale(publication.request, publication.package_id)
    faults.reach("deciding")
    decided = journal.advance(publication, "decided")
    faults.reach("decided")
    return decided


class _given_up:  # noqa: N801 - reads as a verb: with given up, what failed is closed
    """Closes a publication that cannot go on before its decision, with the reason."""

    def __init__(self, publication: Publication) -> None:
        self._id, self._fence = publication.id, publication.fence

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close the publication where the block failed; a passing refusal leaves it open."""
        if error is None or _passes(error):
            return
        model.Session.rollback()
        publication = journal.get(self._id)
        if publication.is_over or publication.is_decided or publication.fence != self._fence:
            return  # the end of another process's work is not ours to write
        if isinstance(error, RefusedError):
            take_back(publication, "refused", error.to_dict())
        else:
            log.error("publication %s failed", self._id, exc_info=error)
            take_back(publication, "failed", {"message": type(error).__name__})


def _passes(error: BaseException) -> bool:
    """Tell whether the same call may succeed later: where a database is away, it comes back."""
    if isinstance(error, RefusedError):
        return error.code in ("busy", "fenced", "files-missing")
    return datastore.is_lost(error)


def _refuse_over(publication: Publication) -> None:
    if publication.is_over:
        why = (publication.reason or {}).get("message", "")
        raise RefusedError(
            "publication-over",
            id=publication.id,
            state=publication.state,
            reason=why,
            package=publication.package,
        )
