"""Harvests struck at the target: its Redis, its consumers, its addresses."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from ckanext.infoprog.core.harvest import carried
from portal import supervisor
from tests.faults.conftest import Struck
from tests.faults.places import Place, told
from tests.portal import arrivals, faulty, harvesting
from tests.portal.arrivals import HAND_MADE
from tests.portal.publishing import City, wait_for

Json = dict[str, Any]
BOTH = pytest.mark.parametrize("path", [str(one) for one in carried.Path])


@BOTH
class TestTarget:
    """Faults of the target itself."""

    def test_two_jobs(self, place: Place, strikes: list[Struck]) -> None:
        """A second job of a source is refused while the first one runs."""
        job = place.target.start(place.id)
        second = place.target.call("harvest_job_create", fails=True, source_id=place.id, run=True)
        report = place.target.follow(job, place.id, lambda told: None)
        said = f"second refused: {not second['success']}"
        strikes.append(Struck("two jobs at once", place.path, said, told(report)))
        assert report.errors == ()

    def test_slug_taken(self, bare: Place, strikes: list[Struck]) -> None:
        """A dataset whose address is taken there arrives under another."""
        bare.target.clear(bare.id)
        org = harvesting.ORGANIZATION
        other = bare.target.ask("package_create", name=HAND_MADE, owner_org=org)
        try:
            report = bare.run()
            names = [name for name in bare.arrived() if HAND_MADE in name]
        finally:
            bare.target.ask("dataset_purge", id=other["id"])
        strikes.append(Struck("slug taken", bare.path, told(report), f"arrives as {names}"))
        assert report.errors == ()
        assert arrivals.partner(_by_hand(bare.city), bare.arrived()) is not None

    def test_redis_lost(self, place: Place, strikes: list[Struck]) -> None:
        """Redis that dies and comes back takes no later harvest with it."""
        here, secrets = place.city.here, place.city.secrets
        os.kill(place.city.pid("redis"), signal.SIGKILL)
        running = wait_for(lambda: _runs(place, "redis"))
        report = place.run()
        strikes.append(Struck("Redis killed", place.path, told(report), f"back: {running}"))
        assert report.errors == ()
        names = [one for one in place.target.programs if "gather" in one or "fetch" in one]
        assert wait_for(
            lambda: all(
                supervisor.states(here, secrets)[one]["statename"] == "RUNNING" for one in names
            )
        )

    def test_gather_killed(self, place: Place, strikes: list[Struck]) -> None:
        """A consumer that is killed at work is started again, and the next job is whole."""
        with faulty.line(place.city.url) as line:
            place.at(line.url)
            line.held.clear()
            job = place.target.start(place.id)
            assert wait_for(lambda: line.passed != [])
            os.kill(place.city.pid(f"{place.target.site.name}-gather"), signal.SIGKILL)
            line.held.set()
        place.target.ask("harvest_job_abort", id=job)
        left = place.target.report(job)
        said = f"running for ever, aborted by hand: {left.status}"
        strikes.append(Struck("gather consumer killed", place.path, said, ""))
        place.mend()


def _runs(place: Place, name: str) -> bool:
    return bool(
        supervisor.states(place.city.here, place.city.secrets)[name]["statename"] == "RUNNING"
    )


def _by_hand(city: City) -> Json:
    return dict(city.ask("package_show", id=HAND_MADE))
