"""Harvests struck at the target: its Redis, its consumers."""

from __future__ import annotations

import os
import signal

import pytest

from ckanext.infoprog.core.harvest import carried
from portal import supervisor
from tests.faults.conftest import Struck
from tests.faults.places import Place, told
from tests.portal import faulty
from tests.portal.publishing import wait_for

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
