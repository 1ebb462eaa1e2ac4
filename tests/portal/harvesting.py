"""Portals that harvest the city’s: raised when asked for, told what to harvest, and followed.

A target is a CKAN site of the portal under test with stock harvesters; everything goes through
its own API and its own consumers.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import requests

from portal import health, keyring, services, sites, supervisor, up
from portal.settings import Settings
from portal.sites import Site

Json = dict[str, Any]

ORGANIZATION: Final = "harvested-city"
TYPES: Final[Mapping[str, str]] = {"ckan": "ckan", "dcat": "dcat_rdf"}
TARGETS: Final[Mapping[str, Site]] = {
    "plain": sites.PLAIN,
    "national": sites.NATIONAL,
    "peer": sites.PEER,
}
PAUSE: Final = 0.5
PATIENCE: Final = 60  # pauses after which a job that stands still is looked after
Told = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """What a target says of a job that has come to its end."""

    job: str
    status: str
    stats: Mapping[str, int]
    gather_errors: tuple[str, ...]
    object_errors: tuple[str, ...]

    @property
    def errors(self) -> tuple[str, ...]:
        """Return everything that went wrong."""
        return (*self.gather_errors, *self.object_errors)


class Target:
    """A site that harvests, as its administrator reaches it."""

    def __init__(self, here: Settings, kind: str) -> None:
        """Keep what is known of the site of this kind: plain, national or peer."""
        self.here, self.kind, self.site = here, kind, TARGETS[kind]
        self.secrets = keyring.load(here)
        self.url = self.site.url(here)

    @property
    def programs(self) -> list[str]:
        """Return the names of its web server, its worker and its two consumers."""
        return services.names(self.site, self.here)

    def begin(self) -> None:
        """Start what does not run; `await_ready` waits for it."""
        supervisor.begin(self.here, self.secrets, self.programs)

    def await_ready(self, seconds: float = 180) -> None:
        """Wait until the site answers; make its administrator and the organisation it uses."""
        up.accounts(self.site, self.here)
        deadline = time.monotonic() + seconds
        while health.unwell(self.site, self.here) is None:
            assert time.monotonic() < deadline, f"{self.site.name} does not answer"
            time.sleep(PAUSE)
        if not self.call("organization_show", fails=True, id=ORGANIZATION)["success"]:
            self.ask("organization_create", name=ORGANIZATION, title="Harvested city")

    def end(self) -> None:
        """Stop what `make portal` would not have started."""
        if not self.site.served:
            supervisor.halt(self.here, self.secrets, self.programs)

    def ask(self, action: str, **data: object) -> Any:  # noqa: ANN401 - JSON
        """Return what an action answers the administrator."""
        return self.call(action, **data)["result"]

    def call(self, action: str, *, fails: bool = False, **data: object) -> Json:
        """Return the whole answer of an action; a refusal fails unless it is expected."""
        answer = requests.post(
            f"{self.url}/api/3/action/{action}",
            json=data,
            headers={"Authorization": up.token_file(self.site, self.here).read_text().strip()},
            timeout=120,
        )
        told: Json = answer.json()
        assert fails or told["success"], (action, told.get("error"))
        return told

    def source(self, name: str, path: str, address: str, **config: object) -> str:
        """Make a harvest source or bring it to these settings; return its id."""
        wanted = {
            "name": name,
            "title": name,
            "url": address,
            "source_type": TYPES[path],
            "frequency": "MANUAL",
            "owner_org": ORGANIZATION,
            "config": json.dumps(config) if config else "",
        }
        there = self.call("harvest_source_show", fails=True, id=name)
        if there["success"]:
            found = there["result"]["id"]
            self.ask("harvest_source_update", id=found, **wanted)
            return str(found)
        return str(self.ask("harvest_source_create", **wanted)["id"])

    def id(self, name: str) -> str:
        """Return the id of a source by its name."""
        return str(self.ask("harvest_source_show", id=name)["id"])

    def clear(self, source: str) -> None:
        """Remove everything that a source brought: datasets, jobs, history."""
        self.ask("harvest_source_clear", id=source)

    def run(self, source: str, told: Told = print, seconds: float = 1800) -> Report:
        """Run a job of a source to its end, telling how far it is; return the report."""
        return self.follow(self.start(source), source, told, seconds)

    def run_well(self, source: str, told: Told = print) -> Report:
        """Run a job that must succeed; a second one where the first remembers an address of before.

        A consumer whose last job found nothing keeps what it knew of the source until it is
        started again.
        """
        report = self.run(source, told)
        if not report.gather_errors:
            return report
        supervisor.restart(self.here, self.secrets, [f"{self.site.name}-gather"])
        return self.run(source, told)

    def start(self, source: str) -> str:
        """Put a job of a source into the queue; return its id."""
        return str(self.ask("harvest_job_create", source_id=source, run=True)["id"])

    def follow(self, job: str, source: str, told: Told = print, seconds: float = 1800) -> Report:
        """Wait until a job is over; let the site put an end to it once nothing is under way.

        That is what its cron does. Asked while datasets are under way, it takes those for lost
        that a consumer is working on, and has them imported twice.
        """
        began, before = time.monotonic(), ""
        for count in itertools.count(1):
            shown = self.ask("harvest_job_show", id=job)
            if shown["status"] == "Finished":
                return self.report(job)
            if _is_idle(shown) or count % PATIENCE == 0:
                self.ask("harvest_jobs_run", source_id=source)
            now = f"{self.kind}: {shown['status']} {shown['stats']}"
            if now != before:
                told(now)
            assert time.monotonic() < began + seconds, f"{now} after {seconds} s"
            before = now
            time.sleep(PAUSE)
        raise AssertionError

    def report(self, job: str) -> Report:
        """Return what is told of a job."""
        shown, errors = self.ask("harvest_job_show", id=job), self._errors(job)
        return Report(job, shown["status"], shown["stats"], *errors)

    def datasets(self, source: str, *, deleted: bool = False) -> dict[str, Json]:
        """Return the datasets that a source brought, by their name here."""
        query: Json = {"fq": f'harvest_source_id:"{source}"', "rows": 1000, "sort": "id asc"}
        if deleted:
            query["fq"] += " state:(active OR deleted)"
        return {one["name"]: one for one in self.ask("package_search", **query)["results"]}

    def _errors(self, job: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        told = self.ask("harvest_job_report", id=job)
        of_objects = [
            f"{one.get('guid')}: {error['message']}"
            for one in told["object_errors"].values()
            for error in one["errors"]
        ]
        return tuple(one["message"] for one in told["gather_errors"]), tuple(of_objects)


def _is_idle(job: Json) -> bool:
    """Tell whether all that a job has gathered is done with."""
    return bool(job["gather_finished"]) and not job["stats"].get("null")


@contextmanager
def raised(here: Settings, *kinds: str) -> Iterator[dict[str, Target]]:
    """Return running targets of these kinds; stop afterwards those that were not running."""
    found = {kind: Target(here, kind) for kind in kinds}
    for target in found.values():
        target.begin()
    try:
        for target in found.values():
            target.await_ready()
        yield found
    finally:
        for target in found.values():
            target.end()
