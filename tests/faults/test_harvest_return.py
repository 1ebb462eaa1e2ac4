"""Datasets that leave and return: withdrawn, deleted, published again."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from ckanext.infoprog.core.publish.manifest import Withdrawal
from ckanext.infoprog.core.publish.publishing import Publisher
from portal import supervisor
from tests.faults.conftest import Struck
from tests.faults.places import Place, told
from tests.portal import arrivals
from tests.portal.harvesting import Target
from tests.portal.publishing import PACE, WISHES, City


def test_returns(city: City, peer: Target, strikes: list[Struck]) -> None:
    """A dataset that returns is taken back under the id that it had, and no error is told."""
    arrivals.make_by_hand(city)
    address, config = arrivals.address(city, "dcat")
    source = peer.source("arrival-dcat", "dcat", address, **config)
    peer.clear(source)
    assert peer.run_well(source).errors == ()
    made = city.ask("package_show", id=arrivals.HAND_MADE)
    before = arrivals.partner(made, peer.datasets(source))
    arrivals.ask(city, "package_delete", id=arrivals.HAND_MADE)
    assert peer.run(source).errors == ()
    gone = arrivals.partner(made, peer.datasets(source))
    arrivals.make_by_hand(city)
    assert peer.run(source).errors == ()
    after = arrivals.partner(made, peer.datasets(source))
    peer.clear(source)
    assert before is not None
    assert gone is None
    assert after is not None
    assert after["id"] == before["id"]
    strikes.append(Struck("deleted, returned, with our guard", "dcat", "no error told", "there"))


@pytest.mark.parametrize("path", ["ckan", "dcat"])
def test_deleted_and_back(place: Place, strikes: list[Struck]) -> None:
    """By the stock CKAN harvester a deleted dataset stays and is taken again when it returns; by
    the stock DCAT harvester it is deleted, and the job that should take it again never ends.
    """
    target, taken = place.target, place.path == "ckan"
    arrivals.ask(place.city, "package_delete", id=arrivals.HAND_MADE)
    gone, there = place.run(), arrivals.HAND_MADE in str(place.arrived())
    said = "stays" if there else "deleted there"
    strikes.append(Struck("deleted", place.path, told(gone), said))
    arrivals.make_by_hand(place.city)
    job = target.start(place.id)
    with nullcontext() if taken else pytest.raises(AssertionError, match="after 45 s"):
        target.follow(job, place.id, lambda told: None, 45)
    state = target.report(job).status
    if not taken:
        target.ask("harvest_job_abort", id=job)
        supervisor.restart(target.here, target.secrets, [f"{target.site.name}-fetch"])
    back = "there" if arrivals.HAND_MADE in str(place.arrived()) else "not there"
    strikes.append(Struck("deleted, returned", place.path, f"job {state}", back))
    assert gone.errors == ()
    assert (there, state, back) == (
        (True, "Finished", "there") if taken else (False, "Running", "not there")
    )
    place.target.clear(place.id)


@pytest.mark.parametrize("path", ["ckan", "dcat"])
def test_withdrawn(
    city: City, plain: Target, path: str, tmp_path: Path, strikes: list[Struck]
) -> None:
    """A withdrawn dataset stays on the target without files and with the reason, then returns."""
    arrivals.published(city, tmp_path)
    name, reason = arrivals.PACKAGES[1], "Містить помилки: виправляємо"
    publisher = Publisher(city.remote(), WISHES, lambda doing: None, PACE)
    address, config = arrivals.address(city, path)
    source = plain.source(f"arrival-{path}", path, address, **config)
    plain.clear(source)
    assert plain.run_well(source).errors == ()
    files = [one["id"] for one in _copy(city, plain, source, name)["resources"]]
    assert publisher.withdraw(name, Withdrawal("withdrawn", reason)).error is None
    taken = plain.run(source)
    copy = _copy(city, plain, source, name)
    assert city.publish(tmp_path / "datasets" / name).error is None
    back = plain.run(source)
    again = _copy(city, plain, source, name)
    plain.clear(source)
    assert (taken.errors, back.errors) == ((), ())
    assert copy["resources"] == []
    assert reason in str(copy["extras"])
    assert reason not in str(again["extras"])
    assert len(again["resources"]) == len(files)
    strikes.append(Struck("withdrawn, published again", path, "no error told", "tombstone, back"))


def _copy(city: City, target: Target, source: str, name: str) -> dict[str, Any]:
    """Return what a dataset has become on a target."""
    found = arrivals.partner(city.ask("package_show", id=name), target.datasets(source))
    assert found is not None
    return found
