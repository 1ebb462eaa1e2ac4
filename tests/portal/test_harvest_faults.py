"""What harvesters meet on bad days: nothing is lost there, nothing leaks, and no job lies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ckanext.infoprog.core.harvest import carried
from portal import sites as places
from portal import up
from portal.settings import HOST, Settings
from tests.portal import arrivals, faulty, harvesting
from tests.portal.harvesting import Target
from tests.portal.publishing import City, wait_for

Json = dict[str, Any]
BOTH = pytest.mark.parametrize("path", [str(one) for one in carried.Path])


@pytest.fixture(scope="module")
def plain(here: Settings) -> Iterator[Target]:
    """Return a portal without a schema that harvests."""
    with harvesting.raised(here, "plain") as found:
        yield found["plain"]


@pytest.fixture
def source(plain: Target, city: City, path: str) -> Iterator[str]:
    """Return a source on the target that has once brought the city’s dataset made by hand."""
    arrivals.make_by_hand(city)
    address, config = arrivals.address(city, path)
    found = plain.source(f"arrival-{path}", path, address, **config)
    plain.clear(found)
    assert plain.run_well(found).errors == ()
    assert TITLE in titles(plain, found)
    yield found
    plain.clear(found)


TITLE = str(arrivals.BY_HAND["title"])


def titles(target: Target, source: str) -> list[str]:
    """Return the titles that a source brought."""
    return [one["title"] for one in target.datasets(source).values()]


@BOTH
class TestFaults:
    """Three of the faults that `make test-faults` tries."""

    def test_index_being_filled(
        self, city: City, plain: Target, source: str, path: str, here: Settings
    ):
        """While the index lacks a dataset a harvest fails aloud; then it goes on as before."""
        before = sorted(titles(plain, source))
        core = f"http://{HOST}:{here.ports['solr']}/solr/city"
        faulty.emptied(core, f"name:{arrivals.HAND_MADE}")
        try:
            assert wait_for(lambda: city.get("/catalog.xml").status_code == 503)
            report = plain.run(source)
        finally:
            up.rebuild_index(places.CITY, here)
        assert report.gather_errors != ()
        assert sorted(titles(plain, source)) == before
        assert wait_for(lambda: city.get("/catalog.xml").status_code == 200)
        assert plain.run(source).errors == ()
        assert sorted(titles(plain, source)) == before

    def test_html_page(self, city: City, plain: Target, source: str, path: str):
        """A web server’s page instead of the catalogue is told as an error and removes nothing."""
        before = sorted(titles(plain, source))
        with faulty.line(city.url) as line:
            address, config = arrivals.address(city, path)
            bad = address.replace(city.url, line.url)
            plain.source(f"arrival-{path}", path, bad, **config)
            line.fault = faulty.FAULTS["HTML page instead, 200"]
            report = plain.run(source)
        assert report.gather_errors != ()
        assert sorted(titles(plain, source)) == before

    def test_private_never_leaks(self, city: City, plain: Target, source: str, path: str):
        """What a dataset says once it is private reaches no other portal."""
        secret = "Лише для своїх"
        hidden = {**arrivals.hand_made(), "private": True, "title": secret}
        arrivals.ask(city, "package_update", **hidden)
        try:
            assert plain.run(source).object_errors == ()
            assert secret not in str(plain.datasets(source, deleted=True))
        finally:
            arrivals.make_by_hand(city)
