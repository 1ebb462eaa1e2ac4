"""A source on a target that has brought the city’s datasets, and what is told of its jobs."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from ckanext.infoprog.core.harvest.compare import compare
from portal import sites, supervisor
from portal.settings import ROOT
from tests.portal import arrivals
from tests.portal.arrivals import HAND_MADE
from tests.portal.harvesting import Report, Target
from tests.portal.publishing import City

Json = dict[str, Any]


class Place:
    """A source on the target that brings the city's datasets."""

    def __init__(self, city: City, target: Target, path: str) -> None:
        """Make it."""
        self.city, self.target, self.path = city, target, path
        self.url, self.found_nothing = city.url, False
        self.id = self.at(city.url)

    def at(self, url: str) -> str:
        """Let the source read the city at another address.

        After a job that found nothing the gather consumer would go on with the old one.
        """
        if url != self.url and self.found_nothing:
            here, gather = self.target.here, f"{self.target.site.name}-gather"
            supervisor.restart(here, self.target.secrets, [gather])
        self.url = url
        address, config = arrivals.address(self.city, self.path)
        there = address.replace(self.city.url, url)
        return self.target.source(f"arrival-{self.path}", self.path, there, **config)

    def bring(self) -> None:
        """Bring everything anew into an empty place."""
        self.target.clear(self.id)
        self.mend()

    def run(self) -> Report:
        """Run a job to its end."""
        report = self.target.run(self.id, lambda told: None)
        self.found_nothing = bool(report.gather_errors) or not any(report.stats.values())
        return report

    def run_alone(self, authority: Path) -> Report:
        """Run a job in a process of its own that trusts one authority, without the consumers."""
        job = self.target.ask("harvest_job_create", source_id=self.id, run=False)["id"]
        here, ini = self.city.here, self.target.site.ini(self.city.here)
        words = [str(here.bin("ckan")), "-c", str(ini), "harvester", "run-test", self.id]
        trusting = {**os.environ, "REQUESTS_CA_BUNDLE": str(authority)}
        done = subprocess.run(
            words, cwd=ROOT, env=trusting, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return self.target.report(job)

    def mend(self) -> None:
        """Harvest without a fault: everything is there, once."""
        self.at(self.city.url)
        report = self.target.run_well(self.id, lambda told: None)
        assert report.errors == ()
        self.found_nothing = not any(report.stats.values())
        assert self.is_whole()

    def arrived(self) -> dict[str, Json]:
        """Return what is there."""
        return self.target.datasets(self.id)

    def city_is_as_it_was(self) -> bool:
        """Tell whether the city's dataset made by hand says what it said."""
        query = f"SELECT title, state, private FROM package WHERE name = '{HAND_MADE}'"
        found = self.city.sql(sites.CITY.database, query)
        return found == [(arrivals.BY_HAND["title"], "active", False)]

    def title(self) -> str | None:
        """Return what the dataset made by hand is called there, None where it is not."""
        made = dict(self.city.ask("package_show", id=HAND_MADE))
        there = arrivals.partner(made, self.arrived())
        return str(there["title"]) if there else None

    def is_whole(self) -> bool:
        """Tell whether every dataset of the city is there as the table says."""
        there = self.arrived()
        pairs = [(one, arrivals.partner(one, there)) for one in arrivals.source(self.city)]
        return len(pairs) == len(there) and all(
            other and not arrivals.differing(compare(one, other, self.path, self.target.kind))
            for one, other in pairs
        )


def told(report: Report) -> str:
    """Return how a job ended, in a few words."""
    if report.gather_errors:
        return f"error: {report.gather_errors[0][:70]}"
    if report.object_errors:
        return f"error of a dataset: {report.object_errors[0][:70]}"
    return "no error told"


def kept(place: Place, before: dict[str, Json]) -> str:
    """Return what is left of what was there, in a few words."""
    lost = set(before) - set(place.arrived())
    return f"lost {len(lost)}" if lost else "all kept"


def titles(arrived: dict[str, Json]) -> dict[str, str]:
    """Return the titles of what is there, by their names."""
    return {name: str(one["title"]) for name, one in arrived.items()}


def noted(place: Place, folder: Path) -> dict[str, set[str]]:
    """Return what `infoprog harvest status` notes of each dataset of the city."""
    words = ["harvest", "status", "--format", "json", "--history", str(folder)]
    where = ["--portal", place.city.url, "--target", place.target.url]
    done = subprocess.run(
        [str(place.city.here.bin("infoprog")), *words, *where],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "INFOPROG_LANG": "en"},
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)["datasets"]
    return {one["name"]: {note["code"] for note in one["notes"]} for one in found}
