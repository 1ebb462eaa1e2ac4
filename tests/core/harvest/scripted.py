"""Two portals of a few datasets each, on which a test breaks one thing; answers are CKAN's own."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ckanext.infoprog.core.client.stranger import Bounds, Stranger, origin
from ckanext.infoprog.core.harvest import status
from ckanext.infoprog.core.harvest.links import Links
from ckanext.infoprog.core.harvest.reader import Patience, Reader
from ckanext.infoprog.core.harvest.standing import Status
from ckanext.infoprog.core.harvest.status import Run
from ckanext.infoprog.core.harvest.terms import Terms
from tests.core.client import wire

Json = dict[str, Any]
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
MADE = "2026-11-20T08:00:00.000001"
REQUIRED = {
    "infoprog_purpose": "purpose_of_collecting_information",
    "infoprog_update_frequency": "update_frequency",
    "infoprog_language": "language",
}
RADA = "kropyvnytska-miska-rada"
BOUNDS = Bounds(connect=1.0, silence=0.5, whole=1.0)


def ours(name: str = "prohrama", url: str = "http://city.invalid") -> Json:
    """Return a dataset of the city's portal."""
    return {
        "id": f"id-{name}",
        "name": name,
        "title": f"Назва {name}",
        "notes": "Опис",
        "uri": f"{url}/dataset/id-{name}",
        "organization": {"name": RADA},
        "metadata_created": "2026-10-01T08:00:00",
        "metadata_modified": MADE,
        "infoprog_purpose": "Мета",
        "infoprog_update_frequency": "once a quarter",
        "infoprog_language": "ua",
        "tags": [{"name": "бюджет"}],
        "resources": [
            {"id": f"f-{name}", "name": "Заходи", "format": "CSV", "hash": "a" * 64,
             "url": f"{url}/{name}.csv", "infoprog_md5": "b" * 32},
        ],
    }  # fmt: skip


def theirs(of: Json) -> Json:
    """Return the copy of a dataset that the CKAN harvester leaves on the national portal."""
    made = copy.deepcopy(of)
    lifted = {field: made.pop(own) for own, field in REQUIRED.items()}
    uri = made.pop("uri")
    return made | lifted | {"extras": [{"key": "passport_uri", "value": uri}]}


def theirs_by_dcat(of: Json) -> Json:
    """Return the copy that the DCAT harvester leaves: another id, another address."""
    made = theirs(of)
    extras = {"uri": of["uri"], "guid": of["uri"], "identifier": of["id"], "modified": MADE}
    files = [
        one | {"id": f"x-{one['id']}", "uri": f"{of['uri']}/resource/{one['id']}"}
        for one in made["resources"]
    ]
    extra = [{"key": key, "value": value} for key, value in extras.items()]
    return made | {"id": f"x-{of['id']}", "name": "7", "resources": files, "extras": extra}


@dataclass
class Site:
    """A portal that answers as CKAN does; `breaks` may answer a request otherwise."""

    datasets: list[Json] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    told: int | None = None
    breaks: Callable[[str], wire.Reply | None] = lambda _: None
    files: dict[str, bytes] = field(default_factory=dict)
    listed: Sequence[Json] | None = None

    def answer(self, request: str) -> wire.Reply:
        """Return the answer to a request."""
        path = urlsplit(request.split()[1])
        query = {name: values[0] for name, values in parse_qs(path.query).items()}
        if broken := self.breaks(request.split()[1]):
            return broken
        if path.path in self.files:
            return self.files[path.path]
        if path.path.endswith("package_search"):
            return self._search(int(query["start"]), int(query["rows"]))
        if path.path.endswith("package_show"):
            return self._show(query["id"])
        return wire.plain("404 Not Found", "", "Content-Type: text/html")

    def _search(self, start: int, rows: int) -> bytes:
        known = self.datasets if self.listed is None else self.listed
        told = len(known) if self.told is None else self.told
        return wire.result({"count": told, "results": list(known[start : start + rows])})

    def _show(self, name: str) -> bytes:
        found = next((one for one in self.datasets if name in (one["id"], one["name"])), None)
        if found:
            return wire.result(found)
        refused = json.dumps({"success": False, "error": {"message": "no"}})
        return wire.json("403 Forbidden" if name in self.hidden else "404 Not Found", refused)


@dataclass
class Pair:
    """The city's portal and the one that harvests it."""

    city: Site
    nation: Site
    source: wire.Wire
    target: wire.Wire

    def look(self, before: Status | None = None, now: datetime = NOW, **more: int) -> Status:
        """Return what a run finds."""
        origins = [origin(one.address.url) for one in (self.source, self.target)]
        own = frozenset(origins[:1])
        stranger = Stranger(frozenset(origins), bounds=BOUNDS)
        terms = Terms(
            self.target.address.url, now, REQUIRED,
            timedelta(hours=more.get("hours", 48)), timedelta(days=more.get("days", 7)),
        )  # fmt: skip
        patience = Patience(tries=2)
        run = Run(
            source=Reader(self.source.address, stranger, patience, lambda _: None),
            target=Reader(self.target.address, stranger, patience, lambda _: None),
            terms=terms,
            exported=lambda one: one["organization"]["name"] == RADA,
            own=own,
            links=Links(Stranger(own, own, BOUNDS), own, more.get("seconds", 60)),
        )
        return status.look(run, before)

    def found(self, before: Status | None = None, **more: int) -> list[tuple[str, str, str | None]]:
        """Return what is wrong: dataset, code, field."""
        return listed(self.look(before, **more))


def listed(seen: Status) -> list[tuple[str, str, str | None]]:
    """Return the issues of a status: dataset, code, field."""
    return [(one.name, noted.issue.code, noted.issue.field) for one, noted in seen.notes()]


def states(seen: Status) -> dict[str, str]:
    """Return the state of each dataset by its name."""
    return {one.name: one.state.value for one in seen.standings}


@contextmanager
def pair(city: Site, nation: Site) -> Iterator[Pair]:
    """Serve two portals."""
    with (
        wire.answering(lambda _, request: city.answer(request)) as source,
        wire.answering(lambda _, request: nation.answer(request)) as target,
    ):
        yield Pair(city, nation, source, target)
