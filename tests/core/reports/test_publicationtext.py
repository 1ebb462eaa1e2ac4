"""What people read of publications: outcomes, the journal, an interruption."""

from datetime import UTC, datetime

import pytest

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.publish.progress import Doing
from ckanext.infoprog.core.publish.publication import ORDER, OVER, Drift, Publication
from ckanext.infoprog.core.publish.publishing import Outcome
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.reports import lines, publicationtext
from ckanext.infoprog.core.reports.words import words

EN, UK = words("en"), words("uk")
AT = "https://data.example.org/dataset/a"


def publication(state: str, **more: object) -> Publication:
    return Publication.from_dict({"id": "7f", "package": "a", "state": state, "version": 3} | more)


class TestOutcomes:
    def test_table(self):
        """A table ends the command: what became of each package, rows, bytes, address."""
        done = [
            Outcome("a", publication("done"), 12, 2_400_000, address=AT),
            Outcome("b-long", publication("unchanged"), address=AT),
            Outcome("c", error=PortalError("lost", portal="x")),
        ]
        assert lines.plain(publicationtext.outcomes(done, EN)) == (
            "package  result     rows changed    sent  address\n"
            f"a        version 3            12  2.4 MB  {AT}\n"
            f"b-long   unchanged             0       –  {AT}\n"
            "c        failed                –       –\n"
        )

    def test_why(self):
        """A failure is said in the person's language beneath the table, drift as a notice."""
        failed = Outcome("c", error=RefusedError("anonymous"))
        drifted = Outcome("a", publication("done"), 0, drift=(Drift("title", "А", "Б"),))
        text = lines.plain(publicationtext.explained([failed, drifted], UK))
        assert "Портал не знає, хто ви" in text
        assert "a: на порталі змінили вручну, повернуто: title" in text

    def test_held(self):
        """A publication that waits names its preview and both ways on."""
        text = lines.plain(
            publicationtext.held(Outcome("a", publication("checked"), address=AT), EN)
        )
        assert AT in text
        assert "infoprog publish --resume 7f" in text
        assert "infoprog publications --abort 7f" in text


class TestListed:
    def test_reason(self):
        """The reason of a bad end stands beneath it, in the person's language, made harmless."""
        reason = {
            "code": "moved-on",
            "params": {"planned": 1, "current": "\x1b[31m2", "package": "a"},
        }
        found = [publication("refused", reason=reason, created="2026-11-21T15:00:00+00:00")]
        text = lines.plain(publicationtext.listed(found, None, UK))
        assert "відмовлено" in text
        assert "21.11.2026 17:00" in text
        assert "план складено для версії 1" in text
        assert "\x1b" not in text

    @pytest.mark.parametrize(
        ("state", "heartbeat", "silent"),
        [
            ("loaded", "2026-11-21T14:58:29+00:00", True),
            ("loaded", "2026-11-21T14:58:31+00:00", False),
            ("checked", "2026-11-01T00:00:00+00:00", False),
            ("done", "2026-11-01T00:00:00+00:00", False),
        ],
    )
    def test_no_sign_of_life(self, state: str, heartbeat: str, silent: bool):
        """One that should be worked on and shows no life for 90 s is called so."""
        now = datetime(2026, 11, 21, 15, tzinfo=UTC)
        found = [publication(state, heartbeat=heartbeat)]
        text = lines.plain(publicationtext.listed(found, now, EN))
        assert ("no sign of life since 21 November 2026 16:58" in text) == silent

    def test_nothing(self):
        """An empty journal is said to be empty."""
        assert lines.plain(publicationtext.listed([], None, EN)) == "There is no publication.\n"


class TestInterrupted:
    def test_before_the_decision(self):
        """Before its decision a publication can go on or be taken back, and both are named."""
        text = "\n".join(publicationtext.interrupted(publication("staged"), EN))
        assert "stays as it is: files are sent" in text
        assert "--abort 7f" in text

    def test_behind_the_decision(self):
        """Behind it the portal finishes, and nothing else is offered."""
        text = "\n".join(publicationtext.interrupted(publication("switched"), EN))
        assert "finishes it by itself" in text
        assert "--abort" not in text


class TestWords:
    def test_every_state(self):
        """Every state of a publication has its word in both languages."""
        for told in (EN, UK):
            assert set(publicationtext.states(told)) == {*ORDER, *OVER}

    @pytest.mark.parametrize(
        ("doing", "text", "amount"),
        [
            (Doing("send", "a.csv", 8_388_608, 20_000_000), "sending a.csv", "8.4 MB / 20.0 MB"),
            (Doing("load", "a", 1500, 500_000), "loading rows a", "1,500 rows / 500,000"),
            (Doing("check", "funding"), "checking on the portal funding", ""),
            (Doing("newer", "x"), "newer x", ""),
        ],
    )  # fmt: skip
    def test_doing(self, doing: Doing, text: str, amount: str):
        """What is being done names the file or table and how far it is."""
        assert publicationtext.doing(doing, EN) == text
        assert publicationtext.amount(doing, EN) == amount
