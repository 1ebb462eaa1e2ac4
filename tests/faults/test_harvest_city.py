"""Harvests struck by the states of the city's own portal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ckanext.infoprog.core.harvest import carried
from portal import services, sites, supervisor, up
from portal.settings import HOST
from tests.faults.conftest import Struck
from tests.faults.places import Place, kept, noted, titles, told
from tests.portal import arrivals, faulty
from tests.portal.arrivals import HAND_MADE
from tests.portal.publishing import City, wait_for

Json = dict[str, Any]
BOTH = pytest.mark.parametrize("path", [str(one) for one in carried.Path])
PUBLISHED = arrivals.PACKAGES[1]
ELSEWHERE = "http://somewhere.else.example.org"


@BOTH
class TestGaps:
    """What is not there, or not for everybody."""

    @pytest.mark.parametrize("what", ["one dataset missing", "empty"])
    def test_index(self, place: Place, what: str, strikes: list[Struck]) -> None:
        """An index that is being filled is told as an error; nothing is deleted for its gaps."""
        before, here = place.arrived(), place.city.here
        core = f"http://{HOST}:{here.ports['solr']}/solr/city"
        faulty.emptied(core, "*:*" if what == "empty" else f"name:{HAND_MADE}")
        try:
            assert wait_for(lambda: place.city.get("/catalog.xml").status_code == 503)
            report = place.run()
        finally:
            up.rebuild_index(sites.CITY, here)
        assert wait_for(lambda: place.city.get("/catalog.xml").status_code == 200)
        strikes.append(Struck(f"index: {what}", place.path, told(report), kept(place, before)))
        assert report.gather_errors != ()
        assert titles(place.arrived()) == titles(before)
        place.mend()

    @pytest.mark.parametrize("change", [{"private": True}, {"state": "draft"}], ids=str)
    def test_hidden(self, place: Place, change: Json, strikes: list[Struck]) -> None:
        """What a private dataset or a draft says reaches no other portal."""
        secret = "Лише для своїх"
        hidden = {**arrivals.hand_made(), "title": secret, **change}
        arrivals.ask(place.city, "package_update", **hidden)
        report = place.run()
        there = HAND_MADE in str(place.arrived())
        stays = "the public state stays" if there else "deleted there"
        strikes.append(Struck(f"hidden {change}", place.path, told(report), stays))
        assert report.errors == ()
        assert secret not in str(place.target.datasets(place.id, deleted=True))

    def test_file_gone(self, place: Place, tmp_path: Path, strikes: list[Struck]) -> None:
        """A file that is gone is no matter to harvesters; `infoprog harvest status` names it."""
        file = next(iter(place.city.ask("package_show", id=PUBLISHED)["resources"]))
        stored = next(place.city.storage.rglob(file["hash"]))
        assert "arrival-link" not in noted(place, tmp_path)[PUBLISHED]
        aside = stored.rename(tmp_path / "aside")
        try:
            report = place.run()
            found = noted(place, tmp_path)[PUBLISHED]
        finally:
            aside.rename(stored)
        strikes.append(Struck("file gone", place.path, told(report), f"status: {sorted(found)}"))
        assert report.errors == ()
        assert "arrival-link" in found
        assert place.is_whole()


@BOTH
class TestNames:
    """What a dataset is known by."""

    def test_base_changed(self, place: Place, strikes: list[Struck]) -> None:
        """Another base of URIs makes and deletes nothing on the target: a dataset keeps its own."""
        before = {one["id"]: one["title"] for one in place.arrived().values()}
        with _base(place.city, ELSEWHERE):
            assert ELSEWHERE in place.city.get("/catalog.xml").text
            report = place.run()
        after = {one["id"]: one["title"] for one in place.arrived().values()}
        added = report.stats.get("added", 0), report.stats.get("deleted", 0)
        said = f"added, deleted: {added}"
        strikes.append(Struck("base of URIs changed", place.path, told(report), said))
        assert report.errors == ()
        assert added == (0, 0)
        assert after == before
        place.mend()


@contextmanager
def _base(city: City, uri: str) -> Iterator[None]:
    """Let the city's URIs begin otherwise."""
    ini = sites.CITY.ini(city.here)
    own = ini.read_text("utf-8")
    known = sites.base_uri(sites.CITY, city.here)
    other = own.replace(f"ckanext.dcat.base_uri = {known}", f"ckanext.dcat.base_uri = {uri}")
    assert other != own
    try:
        ini.write_text(other, encoding="utf-8")
        _restart(city)
        yield
    finally:
        ini.write_text(own, encoding="utf-8")
        _restart(city)


def _restart(city: City) -> None:
    web = [name for name in services.names(sites.CITY, city.here) if name.endswith("-web")]
    supervisor.restart(city.here, city.secrets, web)
    assert wait_for(lambda: city.get("/catalog.xml").status_code == 200)
