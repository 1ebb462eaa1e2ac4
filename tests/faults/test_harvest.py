"""Harvests struck at every place: by the line, by the portal’s own states, by the target.

What each strike did to a job of a stock harvester is printed as a table: docs/harvest-faults.md
says what follows from it. Here only what must hold is asserted: nothing that has arrived is lost,
nothing leaks, and the next harvest without a fault brings everything to the city’s state.
"""

from __future__ import annotations

import contextlib
import os
import signal
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ckanext.infoprog.core.harvest import carried
from ckanext.infoprog.core.harvest.compare import compare
from portal import sites, supervisor, up
from portal.settings import HOST
from tests.faults.conftest import Struck
from tests.portal import arrivals, faulty, harvesting
from tests.portal.arrivals import HAND_MADE
from tests.portal.harvesting import Report, Target
from tests.portal.publishing import City, wait_for

Json = dict[str, Any]
PATHS = [str(one) for one in carried.Path]
BOTH = pytest.mark.parametrize("path", PATHS)


@pytest.fixture(scope="module")
def plain(city: City) -> Iterator[Target]:
    """Return a portal without a schema that harvests."""
    with harvesting.raised(city.here, "plain") as found:
        yield found["plain"]


@pytest.fixture(scope="module")
def source(city: City, tmp_path_factory: pytest.TempPathFactory) -> list[Json]:
    """Return the city's datasets."""
    return arrivals.published(city, tmp_path_factory.mktemp("city"))


class Place:
    """A source on the target that has brought the city's datasets once."""

    def __init__(self, city: City, target: Target, path: str) -> None:
        """Bring them."""
        self.city, self.target, self.path = city, target, path
        self.id = self.at(city.url)
        target.clear(self.id)
        assert target.run_well(self.id, lambda told: None).errors == ()

    def at(self, url: str) -> str:
        """Let the source read the city at another address."""
        address, config = arrivals.address(self.city, self.path)
        there = address.replace(self.city.url, url)
        return self.target.source(f"arrival-{self.path}", self.path, there, **config)

    def run(self) -> Report:
        """Run a job to its end."""
        return self.target.run(self.id, lambda told: None)

    def arrived(self) -> dict[str, Json]:
        """Return what is there."""
        return self.target.datasets(self.id)

    def is_whole(self) -> bool:
        """Tell whether every dataset of the city is there as the table says."""
        there = self.arrived()
        pairs = [(one, arrivals.partner(one, there)) for one in arrivals.source(self.city)]
        return all(
            other and not arrivals.differing(compare(one, other, self.path, self.target.kind))
            for one, other in pairs
        )


@pytest.fixture
def place(city: City, plain: Target, source: list[Json], path: str) -> Iterator[Place]:
    """Return such a source; whatever a test has done, the city is as it was afterwards."""
    arrivals.make_by_hand(city)
    made = Place(city, plain, path)
    yield made
    arrivals.make_by_hand(city)
    made.target.clear(made.id)


def told(report: Report) -> str:
    """Return how a job ended, in a few words."""
    if report.gather_errors:
        return f"error: {report.gather_errors[0][:70]}"
    if report.object_errors:
        return f"error of a dataset: {report.object_errors[0][:70]}"
    return "no error told"


@BOTH
class TestLine:
    """Between the city and the target."""

    @pytest.mark.parametrize("name", faulty.FAULTS)
    def test_bad_answers(self, place: Place, name: str, strikes: list[Struck]) -> None:
        """Whatever a line makes of an answer, nothing that has arrived is lost or changed."""
        before = place.arrived()
        with faulty.line(place.city.url) as line:
            place.at(line.url)
            line.fault = faulty.FAULTS[name]
            report = place.run()
        strikes.append(Struck(name, place.path, told(report), _kept(place, before)))
        assert _dates(place.arrived()) == _dates(before)
        _mend(place)

    def test_down(self, place: Place, strikes: list[Struck]) -> None:
        """A city that does not answer is told as an error, and loses nothing on the target."""
        before = place.arrived()
        with faulty.line(place.city.url) as line:
            gone = line.url
        place.at(gone)
        report = place.run()
        strikes.append(Struck("source down", place.path, told(report), _kept(place, before)))
        assert report.gather_errors != ()
        assert _dates(place.arrived()) == _dates(before)
        _mend(place)

    def test_redirects(self, place: Place, strikes: list[Struck]) -> None:
        """A redirect that leads to itself ends."""
        before = place.arrived()
        with faulty.line(place.city.url) as line:
            place.at(line.url)
            where = f"{line.url}/catalog.xml"
            line.fault = lambda _reply: faulty.Reply(302, "text/plain", b"", where)
            report = place.run()
        strikes.append(Struck("redirect loop", place.path, told(report), _kept(place, before)))
        assert _dates(place.arrived()) == _dates(before)
        _mend(place)

    def test_no_answer_for_long(self, place: Place, strikes: list[Struck]) -> None:
        """While no answer comes, the job is running and says so; with the answer it ends well."""
        before = place.arrived()
        with faulty.line(place.city.url) as line:
            place.at(line.url)
            line.held.clear()
            job = place.target.start(place.id)
            assert wait_for(lambda: line.passed != [])
            state = place.target.report(job).status
            line.held.set()
            report = place.target.follow(job, place.id, lambda told: None)
        said = f"{state} while it waits, then {told(report)}"
        strikes.append(Struck("no answer for long", place.path, said, _kept(place, before)))
        assert (state, report.errors) == ("Running", ())
        _mend(place)

    def test_certificate(self, place: Place, tmp_path: Path, strikes: list[Struck]) -> None:
        """A certificate that nobody vouches for is not talked to."""
        before = place.arrived()
        with _tls(tmp_path) as url:
            place.at(url)
            report = place.run()
        named = "certificate nobody vouches for"
        strikes.append(Struck(named, place.path, told(report), _kept(place, before)))
        assert report.gather_errors != ()
        assert _dates(place.arrived()) == _dates(before)
        _mend(place)


@BOTH
class TestCity:
    """States of the city's portal."""

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
        strikes.append(Struck(f"index: {what}", place.path, told(report), _kept(place, before)))
        assert report.gather_errors != ()
        assert _dates(place.arrived()) == _dates(before)
        _mend(place)

    @pytest.mark.parametrize("change", [{"private": True}, {"state": "draft"}], ids=str)
    def test_hidden(self, place: Place, change: Json, strikes: list[Struck]) -> None:
        """What a private dataset or a draft says reaches no other portal."""
        secret = "Лише для своїх"
        hidden = {**arrivals.hand_made(), "title": secret, **change}
        arrivals.ask(place.city, "package_update", **hidden)
        report = place.run()
        there = HAND_MADE in str(place.arrived())
        kept = "the public state stays" if there else "deleted there"
        strikes.append(Struck(f"hidden {change}", place.path, told(report), kept))
        assert report.errors == ()
        assert secret not in str(place.target.datasets(place.id, deleted=True))

    def test_deleted_and_back(self, place: Place, strikes: list[Struck]) -> None:
        """A dataset that was deleted and returns: what a stock harvester makes of both."""
        arrivals.ask(place.city, "package_delete", id=HAND_MADE)
        gone, there = place.run(), HAND_MADE in str(place.arrived())
        kept = "stays" if there else "deleted there"
        strikes.append(Struck("deleted", place.path, told(gone), kept))
        arrivals.make_by_hand(place.city)
        back = place.run()
        again = "there" if HAND_MADE in str(place.arrived()) else "not there"
        strikes.append(Struck("deleted, returned", place.path, told(back), again))

    def test_clock_back(self, place: Place, strikes: list[Struck]) -> None:
        """A dataset whose date goes back is not taken, and nothing else suffers."""
        back = "UPDATE package SET metadata_modified = metadata_modified - interval '1 hour' "
        place.city.sql(sites.CITY.database, f"{back} WHERE name = '{HAND_MADE}'")
        up.rebuild_index(sites.CITY, place.city.here)
        report, before = place.run(), place.arrived()
        strikes.append(Struck("date goes back", place.path, told(report), _kept(place, before)))
        assert report.errors == ()


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

    def test_slug_taken(self, place: Place, strikes: list[Struck]) -> None:
        """A dataset whose address is taken there arrives under another."""
        place.target.clear(place.id)
        org = harvesting.ORGANIZATION
        other = place.target.ask("package_create", name=HAND_MADE, owner_org=org)
        try:
            report = place.run()
            names = [name for name in place.arrived() if HAND_MADE in name]
        finally:
            place.target.ask("dataset_purge", id=other["id"])
        strikes.append(Struck("slug taken", place.path, told(report), f"arrives as {names}"))
        assert report.errors == ()
        assert arrivals.partner(_by_hand(place.city), place.arrived()) is not None

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
        _mend(place)


def _runs(place: Place, name: str) -> bool:
    return bool(
        supervisor.states(place.city.here, place.city.secrets)[name]["statename"] == "RUNNING"
    )


def _by_hand(city: City) -> Json:
    return dict(city.ask("package_show", id=HAND_MADE))


def _mend(place: Place) -> None:
    """Harvest without a fault: everything is there again, once."""
    place.at(place.city.url)
    assert place.target.run_well(place.id, lambda told: None).errors == ()
    assert place.is_whole()


def _kept(place: Place, before: dict[str, Json]) -> str:
    there = place.arrived()
    return "all kept" if set(before) <= set(there) else f"lost {len(set(before) - set(there))}"


def _dates(arrived: dict[str, Json]) -> dict[str, str]:
    return {name: str(one["title"]) for name, one in arrived.items()}


@contextlib.contextmanager
def _tls(folder: Path) -> Iterator[str]:
    """Serve TLS with a certificate of our own making."""
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=elsewhere"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*words, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    with faulty.line("http://127.0.0.1:9", context) as line:
        yield line.url.replace("http:", "https:")
