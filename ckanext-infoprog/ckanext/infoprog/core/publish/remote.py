"""The portal's side of publishing as functions: each is one action of its API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, Self

from ckanext.infoprog.core.client import Answer, Client, Patience, PortalError
from ckanext.infoprog.core.publish.difference import Difference
from ckanext.infoprog.core.publish.manifest import Input, Manifest, Published
from ckanext.infoprog.core.publish.publication import Base, Publication
from ckanext.infoprog.core.publish.refusals import RefusedError

ACTIONS: Final = "api/3/action"
REFUSAL: Final = "Infoprog Refusal"


class Remote:
    """A portal that publications are made on; refusals become RefusedError."""

    def __init__(self, client: Client) -> None:
        """Keep the client, which knows address and token."""
        self.client = client

    def twin(self, patience: Patience | None = None) -> Self:
        """Return the same portal for another thread."""
        return type(self)(self.client.twin(patience))

    def base(self, package: str, organization: str) -> Base:
        """Return what stands on the portal of a package."""
        body = {"package": package, "organization": organization}
        return Base.from_dict(self._do("infoprog_publication_base", body))

    def begin(self, request: Mapping[str, Any]) -> Publication:
        """Begin a publication, or find the one that was begun by the same request."""
        return Publication.from_dict(self._do("infoprog_publication_begin", request))

    def step(self, action: str, publication: str) -> Publication:
        """Let the portal do a step: stage, check or commit; asked once, the caller follows."""
        name = f"infoprog_publication_{action}"
        return Publication.from_dict(self._do(name, {"id": publication}, again=False))

    def show(self, publication: str) -> Publication:
        """Return how far a publication is."""
        return Publication.from_dict(self._see("infoprog_publication_show", id=publication).data)

    def abort(self, publication: str, reason: str = "") -> Publication:
        """Take a publication back."""
        body = {"id": publication, **({"reason": reason} if reason else {})}
        return Publication.from_dict(self._do("infoprog_publication_abort", body))

    def listed(
        self, package: str | None, limit: int
    ) -> tuple[tuple[Publication, ...], datetime | None]:
        """Return the publications that the person may see, newest first, and the portal's time."""
        told = self._see("infoprog_publication_list", package=package, limit=limit)
        return tuple(Publication.from_dict(one) for one in told.data), told.at

    def versions(self, package: str) -> list[Mapping[str, Any]]:
        """Return the versions of a package, newest first."""
        found: list[Mapping[str, Any]] = self._see("infoprog_version_list", package=package).data
        return found

    def version(self, package: str, number: int) -> Manifest:
        """Return a version's manifest."""
        told = self._see("infoprog_version_show", package=package, version=number).data
        return _manifest(told)

    def difference(self, package: str, old: int, new: int, limit: int) -> Difference:
        """Return what differs between two versions; `limit` bounds the rows that are listed."""
        query = {"package": package, "from": old, "to": new, "limit": limit}
        told = self._see("infoprog_version_difference", **query).data
        plain = {**told, "old": told["from"], "new": told["to"]}
        return Difference.from_dict(_known(Difference, plain))

    def dataset(self, package: str) -> Mapping[str, Any]:
        """Return the dataset as the catalogue shows it."""
        found: Mapping[str, Any] = self._see("package_show", id=package).data
        return found

    def received(self, publication: str, sha: str) -> int:
        """Return how many bytes of a file the portal has."""
        with _refusals():
            return int(self.client.get("infoprog/upload", publication, sha).data["received"])

    def send(self, publication: str, sha: str, offset: int, part: bytes, part_sha: str) -> int:
        """Send a part of a file; return how many bytes the portal has then."""
        headers = {"Infoprog-Part-SHA256": part_sha}
        path = ("infoprog/upload", publication, sha)
        with _refusals():
            told = self.client.put(*path, content=part, headers=headers, offset=offset)
        return int(told.data["received"])

    def source(self, package: str, version: int, path: str, start: int) -> Iterator[Any]:
        """Yield (offset, bytes) of one of a version's own files."""
        with _refusals():
            yield from self.client.stream(
                "dataset", package, "version", str(version), "package", path, start=start
            )

    def file(self, package: str, version: int, name: str, start: int) -> Iterator[Any]:
        """Yield (offset, bytes) of one of a version's published files."""
        with _refusals():
            yield from self.client.stream(
                "dataset", package, "version", str(version), "file", name, start=start
            )

    def _do(self, action: str, body: Mapping[str, Any], *, again: bool = True) -> Mapping[str, Any]:
        """Return what an action answers that may change something."""
        with _refusals():
            told = self.client.post(ACTIONS, action, body=body, again=again)
        found: Mapping[str, Any] = told.data["result"]
        return found

    def _see(self, action: str, **query: object) -> Answer:
        """Return what an action answers that changes nothing."""
        with _refusals():
            told = self.client.get(ACTIONS, action, **query)
        return Answer(told.data["result"], told.at)


def _manifest(told: Mapping[str, Any]) -> Manifest:
    """Return the manifest that an answer holds, without the addresses that it tells beside."""
    lists = {
        "inputs": [_known(Input, one) for one in told["inputs"]],
        "items": [_known(Published, one) for one in told["items"]],
    }
    return Manifest.from_dict(_known(Manifest, told) | lists)


def _known(record: type[Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an answer tells of a record's fields."""
    return {one.name: told[one.name] for one in fields(record) if one.name in told}


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn a refusal that the API answered into the exception."""
    try:
        yield
    except PortalError as error:
        if error.answer and error.answer.get("__type") == REFUSAL:
            raise RefusedError.from_dict(error.answer) from None
        raise
