"""Harvests of datasets whose addresses are taken on the target, by somebody or by one of ours."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from ckanext.infoprog.core.harvest import carried, munge
from tests.faults.conftest import Struck
from tests.faults.places import Place, noted, told
from tests.portal import arrivals, harvesting
from tests.portal.arrivals import HAND_MADE
from tests.portal.harvesting import Target
from tests.portal.publishing import City

Json = dict[str, Any]


@pytest.mark.parametrize("path", [str(one) for one in carried.Path])
def test_slug_taken(bare: Place, strikes: list[Struck]) -> None:
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


@pytest.mark.parametrize("path", [str(carried.Path.DCAT)])
def test_own_slug_taken(bare: Place, aside: list[Json], strikes: list[Struck]) -> None:
    """A new dataset that comes in the order of ids where another one came before it is given the
    slug of that one by the DCAT harvester, and refused by name, in the next job too.
    """
    bare.bring()
    earlier, later = _neighbours(bare.city, aside)
    arrivals.ask(bare.city, "package_patch", id=later["id"], private=False)
    assert bare.run().errors == ()
    arrivals.ask(bare.city, "package_patch", id=earlier["id"], private=False)
    report, again = bare.run(), bare.run()
    there = bare.arrived()
    said = f"again: {told(again)}"
    strikes.append(Struck("slug of our own", bare.path, told(report), said))
    assert (arrivals.partner(later, there) is None, arrivals.partner(earlier, there)) == (
        False,
        None,
    )
    for one in (report, again):
        assert len(one.errors) == 1
        assert earlier["id"] in one.errors[0]


def test_own_slug_with_our_guard(
    city: City, peer: Target, aside: list[Json], strikes: list[Struck]
) -> None:
    """Where a portal of this kind harvests, that dataset gets a free number and keeps it."""
    arrivals.make_by_hand(city)
    place = Place(city, peer, str(carried.Path.DCAT))
    place.bring()
    for one in reversed(_neighbours(city, aside)):
        arrivals.ask(city, "package_patch", id=one["id"], private=False)
        assert place.run().errors == ()
    whole, names = place.is_whole(), set(place.arrived())
    assert place.run().errors == ()
    kept = set(place.arrived()) == names
    peer.clear(place.id)
    strikes.append(Struck("slug of our own, with our guard", "dcat", "no error told", "there"))
    assert (whole, kept) == (True, True)


@pytest.fixture
def aside(city: City) -> Iterator[list[Json]]:
    """Give private datasets of the city in the order of their ids; delete them afterwards."""
    made = [
        arrivals.ask(
            city, "package_create", **arrivals.hand_made() | {"name": name, "private": True}
        )
        for name in (f"ubik-{uuid4().hex[:8]}" for _ in range(12))
    ]
    yield sorted(made, key=lambda one: str(one["id"]))
    for one in made:
        arrivals.ask(city, "package_delete", id=one["id"])


def _neighbours(city: City, aside: list[Json]) -> tuple[Json, Json]:
    """Return two that follow one of the same slug, with no public one between them."""
    slug = munge.slug(str(arrivals.BY_HAND["title"]))
    public = [one["id"] for one in arrivals.source(city) if munge.slug(one["title"]) == slug]
    return next(
        (one, other)
        for one, other in itertools.pairwise(aside)
        if one["id"] > min(public)
        and not any(one["id"] < between < other["id"] for between in public)
    )


def _name_there(place: Place) -> str:
    """Return the address that the dataset made by hand has on the target."""
    made = dict(place.city.ask("package_show", id=HAND_MADE))
    found = arrivals.partner(made, place.arrived())
    assert found is not None
    return str(found["name"])
