"""Harvests struck at the target: its Redis, its consumers, its addresses."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from ckanext.infoprog.core.harvest import carried, munge
from portal import supervisor
from tests.faults.conftest import Struck
from tests.faults.places import Place, noted, told
from tests.portal import arrivals, faulty, harvesting
from tests.portal.arrivals import HAND_MADE
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

    def test_slug_taken(self, bare: Place, strikes: list[Struck]) -> None:
        """A dataset whose address is taken there arrives under another, and keeps that one."""
        bare.target.clear(bare.id)
        by_dcat, org = bare.path == carried.Path.DCAT, harvesting.ORGANIZATION
        wanted = munge.slug(str(arrivals.BY_HAND["title"])) if by_dcat else HAND_MADE
        other = bare.target.ask("package_create", name=wanted, owner_org=org)
        try:
            first, name = bare.run(), _name_there(bare)
            second, kept = bare.run(), _name_there(bare)
        finally:
            bare.target.ask("dataset_purge", id=other["id"])
        said = f"arrives as {name} instead of {wanted}"
        strikes.append(Struck("slug taken", bare.path, told(first), said))
        assert (first.errors, second.errors) == ((), ())
        assert name != wanted
        assert kept == name

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


@pytest.mark.parametrize("path", [str(carried.Path.DCAT)])
def test_numbered_slug_taken(
    bare: Place, places: dict[str, Place], tmp_path: Path, strikes: list[Struck]
) -> None:
    """Of titles that make one address, the DCAT harvester numbers the second and does not ask
    whose that number is: the dataset is refused by name, and comes once the number is free.
    """
    for one in places.values():
        bare.target.clear(one.id)
    second = f"{munge.slug(str(arrivals.BY_HAND['title']))}-1"
    org = harvesting.ORGANIZATION
    other = bare.target.ask("package_create", name=second, owner_org=org)
    try:
        report, there = bare.run(), bare.arrived()
        told_of = noted(bare, tmp_path)
    finally:
        bare.target.ask("dataset_purge", id=other["id"])
    gone = [one for one in arrivals.source(bare.city) if arrivals.partner(one, there) is None]
    again = bare.run()
    said = f"{len(gone)} refused, then {told(again)}"
    strikes.append(Struck("slug with a number taken", bare.path, told(report), said))
    assert report.gather_errors == ()
    assert (len(gone), len(report.object_errors)) == (1, 1)
    assert gone[0]["uri"] in report.object_errors[0]
    assert told_of[gone[0]["name"]] == {"arrival-waiting"}
    assert again.errors == ()
    assert bare.is_whole()


def _runs(place: Place, name: str) -> bool:
    return bool(
        supervisor.states(place.city.here, place.city.secrets)[name]["statename"] == "RUNNING"
    )


def _name_there(place: Place) -> str:
    """Return the address that the dataset made by hand has on the target."""
    made = dict(place.city.ask("package_show", id=HAND_MADE))
    found = arrivals.partner(made, place.arrived())
    assert found is not None
    return str(found["name"])
