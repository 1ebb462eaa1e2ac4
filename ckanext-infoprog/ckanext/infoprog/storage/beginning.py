"""How a publication begins: nothing to publish, somebody else's turn, or a new one under way."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from ckan import model
from sqlalchemy.exc import IntegrityError

from ckanext.infoprog import config
from ckanext.infoprog.core import descriptor
from ckanext.infoprog.core.publish import safepath
from ckanext.infoprog.core.publish.manifest import Act, Input, engine, source_hash
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import catalogue, faults, journal, locks, records, versions
from ckanext.infoprog.storage.journal import Publication
from ckanext.infoprog.storage.publication import Request, refuse_stale, take_back


def unchanged(request: Request) -> versions.Pointer | None:
    """Return the pointer where a request would publish what is published already."""
    pointer = versions.pointer_named(request["package"])
    if pointer is None or pointer.withdrawn or request["act"] != Act.PUBLISH:
        return None
    query = sa.select(records.publication.c.source_hash).where(
        records.publication.c.id == pointer.publication
    )
    if model.Session.execute(query).scalar() != _source(request):
        return None
    if not catalogue.stands(versions.read_manifest(pointer.manifest)):
        return None
    return pointer


def begin(request: Request, organization: str, user_id: str) -> Publication:
    """Return a publication that is under way: a new one, or the same user's same one."""
    package, package_id = request["package"], descriptor.package_id(request["package"])
    _refuse_foreign(package, package_id)
    under_way = journal.open_of(package)
    if under_way and not _take_back_if_abandoned(under_way):
        if under_way.user_id == user_id and under_way.request == _kept(request):
            journal.beat(under_way.id)
            return under_way
        raise _being_published(under_way)
    safepath.check([one["path"] for one in request["inputs"]])
    _refuse_large(request)
    refuse_stale(request, package_id)
    values = {
        "id": str(uuid4()),
        "package": package,
        "package_id": package_id,
        "organization": organization,
        "act": request["act"],
        "base": request["base"],
        "user_id": user_id,
        "hold": request["hold"],
        "note": request["note"],
        "decision": request["decision"],
        "request": _kept(request),
        "source_hash": _source(request),
    }
    try:
        begun = journal.begin(values)
    except IntegrityError as error:
        other = journal.open_of(package)
        raise _being_published(other) if other else RefusedError("busy", package=package) from error
    faults.reach("begun")
    return begun


def _being_published(other: Publication) -> RefusedError:
    """Return the refusal for the second of two publishers."""
    user = model.User.get(other.user_id)
    return RefusedError(
        "being-published",
        package=other.package,
        by=user.display_name if user else other.user_id,
        since=other.created.isoformat(timespec="seconds"),
        id=other.id,
        state=other.state,
    )


def _take_back_if_abandoned(publication: Publication) -> bool:
    """Close what somebody left alone; return whether it is out of the way."""
    if publication.is_decided or not journal.is_abandoned(publication):
        return False
    since = publication.heartbeat.isoformat(timespec="seconds")
    reason = RefusedError("expired", id=publication.id, since=since)
    try:
        with locks.package(publication.package):
            take_back(journal.take(publication), "expired", reason.to_dict())
    except RefusedError:
        return False
    return True


def _refuse_foreign(package: str, package_id: str) -> None:
    """Refuse a name that a dataset bears which publications did not make."""
    other = model.Package.get(package)
    if other is not None and other.id != package_id:
        raise RefusedError("name-taken", package=package)


def _refuse_large(request: Request) -> None:
    """Refuse a file that the portal would not take, before anything is sent."""
    limit = config.max_file_mb() * 1024 * 1024
    for one in request["inputs"]:
        if one["size"] > limit:
            raise RefusedError("too-large", path=one["path"], size=one["size"], limit=limit)


def _kept(request: Request) -> dict[str, Any]:
    """Return what the journal keeps of a request."""
    return {name: value for name, value in request.items() if name != "id"}


def _source(request: Request) -> str:
    """Return the hash over all that the publication is made from."""
    made_from = {
        "engine": engine(),
        "organization": request.get("organization_entry"),
        "act": request["act"],
    }
    files = tuple(Input(**one) for one in request["inputs"])
    return source_hash(files, request["schemas"], made_from)
