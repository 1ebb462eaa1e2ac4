"""Harvests struck on the line between the city and the target.

What each strike did to a job of a stock harvester is printed as a table: docs/harvest-faults.md
says what follows from it. Here only what must hold is asserted: nothing that has arrived is lost,
nothing leaks, and the next harvest without a fault brings everything to the city’s state.
"""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from ckanext.infoprog.core.harvest import carried
from tests.core.client import tls
from tests.faults.conftest import Struck
from tests.faults.places import Place, kept, titles, told
from tests.portal import faulty
from tests.portal.publishing import wait_for

BOTH = pytest.mark.parametrize("path", [str(one) for one in carried.Path])
VALID = ("20200101000000Z", "20991231000000Z")
PAST = ("20200101000000Z", "20210101000000Z")


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
            assert line.passed != []
        strikes.append(Struck(name, place.path, told(report), kept(place, before)))
        assert titles(place.arrived()) == titles(before)
        place.mend()

    def test_down(self, place: Place, strikes: list[Struck]) -> None:
        """A city that does not answer is told as an error, and loses nothing on the target."""
        before = place.arrived()
        with faulty.line(place.city.url) as line:
            gone = line.url
        place.at(gone)
        report = place.run()
        strikes.append(Struck("source down", place.path, told(report), kept(place, before)))
        assert report.gather_errors != ()
        assert titles(place.arrived()) == titles(before)
        place.mend()

    def test_redirects(self, place: Place, strikes: list[Struck]) -> None:
        """A redirect that leads to itself ends."""
        before = place.arrived()
        with faulty.line(place.city.url) as line:
            place.at(line.url)
            where = f"{line.url}/catalog.xml"
            line.fault = lambda _reply: faulty.Reply(302, "text/plain", b"", where)
            report = place.run()
            assert len(line.passed) > 1
        strikes.append(Struck("redirect loop", place.path, told(report), kept(place, before)))
        assert titles(place.arrived()) == titles(before)
        place.mend()

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
        strikes.append(Struck("no answer for long", place.path, said, kept(place, before)))
        assert (state, report.errors) == ("Running", ())
        place.mend()


@BOTH
class TestCertificates:
    """The city behind TLS."""

    def test_of_nobody(self, place: Place, tmp_path: Path, strikes: list[Struck]) -> None:
        """A certificate that nobody vouches for is not talked to."""
        before, both = place.arrived(), tls.certificate(tmp_path, "localhost", *VALID)
        with faulty.line(place.city.url, _context(both)) as line:
            place.at(_secure(line))
            report = place.run()
        named = "certificate nobody vouches for"
        strikes.append(Struck(named, place.path, told(report), kept(place, before)))
        assert "self-signed" in str(report.gather_errors)
        assert line.passed == []
        assert titles(place.arrived()) == titles(before)
        place.mend()

    @pytest.mark.parametrize(
        ("name", "valid", "reason"),
        [("localhost", PAST, "expired"), ("other.example.org", VALID, "mismatch")],
        ids=["expired", "wrong-host"],
    )
    def test_refused(
        self,
        place: Place,
        name: str,
        valid: tuple[str, str],
        reason: str,
        tmp_path: Path,
        strikes: list[Struck],
    ) -> None:
        """A certificate of a known authority that has expired or is another's is refused by name
        of the reason, and nothing that has arrived is lost.
        """
        before, both = place.arrived(), tls.certificate(tmp_path, name, *valid)
        with faulty.line(place.city.url, _context(both)) as line:
            place.at(_secure(line))
            report = place.run_alone(tmp_path / "made.pem")
        strikes.append(Struck(f"TLS: {reason}", place.path, told(report), kept(place, before)))
        assert reason in str(report.gather_errors)
        assert line.passed == []
        assert titles(place.arrived()) == titles(before)
        place.mend()

    def test_sound(self, place: Place, tmp_path: Path) -> None:
        """With a sound certificate of a known authority the harvest passes."""
        both = tls.certificate(tmp_path, "localhost", *VALID)
        with faulty.line(place.city.url, _context(both)) as line:
            place.at(_secure(line))
            report = place.run_alone(tmp_path / "made.pem")
            assert line.passed != []
        assert report.errors == ()
        place.mend()


def _context(both: Path) -> ssl.SSLContext:
    """Return the server's side of TLS with a key and its certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context


def _secure(line: faulty.Line) -> str:
    """Return the line's address by the name that certificates are made for."""
    return line.url.replace("http://127.0.0.1", "https://localhost")
