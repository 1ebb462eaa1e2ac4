"""Harvests of texts that a target would cut or refuse: of one dataset, and of one among many."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
import requests

from ckanext.infoprog.core.harvest import carried
from tests.faults.altered import altered
from tests.faults.conftest import Struck
from tests.faults.places import Place, told
from tests.portal import arrivals, faulty
from tests.portal.publishing import City

Json = dict[str, Any]
BOTH = pytest.mark.parametrize("path", [str(one) for one in carried.Path])
TAG = "п'ятирічка"
LONG = "я" * 10_000


class TestTexts:
    """What a city may not say, and what becomes of it where another source says it."""

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            ({"notes": LONG}, "4000"),
            ({"tags": [{"name": TAG}]}, "tag"),
            ({"tags": [{"name": TAG.replace("'", "’")}]}, "tag"),
        ],
        ids=["description of 10,000", "straight apostrophe", "curly apostrophe"],
    )
    def test_refused_here(self, city: City, said: Json, why: str) -> None:
        """What a target would cut or refuse is refused by the city, with the reason."""
        arrivals.make_by_hand(city)
        headers = {"Authorization": city.token_file.read_text().strip()}
        address = f"{city.url}/api/3/action/package_update"
        wanted = {**arrivals.hand_made(), **said}
        answer = requests.post(address, json=wanted, headers=headers, timeout=120)
        assert answer.status_code == 409
        assert why in str(answer.json()["error"]).lower()

    @BOTH
    def test_long_description(self, bare: Place, strikes: list[Struck]) -> None:
        """A description of 10,000 characters that another source has harms nothing else."""
        shown = dict(bare.city.ask("package_show", id=arrivals.HAND_MADE))
        bare.target.clear(bare.id)
        with faulty.line(bare.city.url) as line:
            bare.at(line.url)
            line.fault = altered(bare.path, shown, notes=LONG)
            report = bare.run()
            assert line.passed != []
        long = max(len(one["notes"] or "") for one in bare.arrived().values())
        said = f"{long} characters there"
        strikes.append(Struck("description of 10,000", bare.path, told(report), said))
        assert report.errors == ()
        assert len(bare.arrived()) == len(arrivals.source(bare.city))


COUNT = 200


@pytest.fixture(scope="class")
def many(city: City) -> Iterator[list[Json]]:
    """Give the city 200 more datasets; take them away afterwards."""
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda number: _make(city, number), range(COUNT)))
        yield sorted(made, key=lambda one: str(one["id"]))
        list(pool.map(lambda one: arrivals.ask(city, "package_delete", id=one["id"]), made))


def _make(city: City, number: int) -> Json:
    name = f"many-{number:03d}-{uuid4().hex[:8]}"
    wanted = {**arrivals.BY_HAND, "name": name, "title": name, "owner_org": arrivals.CITY}
    return dict(arrivals.ask(city, "package_create", **wanted))


@BOTH
class TestMany:
    """One among 200, which come on several pages."""

    def test_removed_between_pages(
        self, many: list[Json], place: Place, strikes: list[Struck]
    ) -> None:
        """A dataset that is removed while the pages are read takes no other one with it."""
        before, gone = place.arrived(), many[0]
        with faulty.line(place.city.url) as line:
            place.at(line.url)
            line.fault = _removing(place.city, gone)
            report = place.run()
        after = place.arrived()
        arrivals.ask(place.city, "package_patch", id=gone["id"], state="active")
        lost = [one for one in before if one not in after]
        strikes.append(Struck("removed between pages", place.path, told(report), f"lost: {lost}"))
        assert report.errors == ()
        assert lost == []

    def test_one_bad(self, many: list[Json], bare: Place, strikes: list[Struck]) -> None:
        """One dataset that the target refuses is told of by its id; all others arrive; once it is
        mended it follows.
        """
        bare.target.clear(bare.id)
        with faulty.line(bare.city.url) as line:
            bare.at(line.url)
            line.fault = altered(bare.path, many[0], tag=TAG)
            report = bare.run()
            assert line.passed != []
        there = bare.arrived()
        missing = [one for one in many if arrivals.partner(one, there) is None]
        strikes.append(Struck("one bad of 200", bare.path, told(report), f"without {len(missing)}"))
        assert report.gather_errors == ()
        assert len(report.object_errors) == 1
        assert many[0]["id"] in report.object_errors[0]
        assert TAG.rpartition("'")[2] in report.object_errors[0]  # both escape the apostrophe
        assert missing == many[:1]
        bare.mend()


def _removing(city: City, gone: Json) -> faulty.Fault:
    """Return a fault that removes a dataset of the first page once that page has been read."""
    left = [gone["id"]]

    def fault(reply: faulty.Reply) -> faulty.Reply:
        if reply.body and left:
            arrivals.ask(city, "package_delete", id=left.pop())
        return reply

    return fault
