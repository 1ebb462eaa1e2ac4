"""Another portal's public API, read patiently and without a lie about what was not read."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.client.stranger import Bounds, Stranger, origin
from ckanext.infoprog.core.harvest.reader import Patience, Presence, Reader
from tests.core.client import wire

BOUNDS = Bounds(connect=1.0, silence=0.5, whole=1.0)
HTML = wire.plain(
    "200 OK", "<!doctype html><title>Just a moment</title>", "Content-Type: text/html"
)


def reader(at: wire.Wire, pauses: list[float] | None = None, **patience: float) -> Reader:
    """Return a reader of a server that does not really pause."""
    stranger = Stranger(frozenset({origin(at.address.url)}), bounds=BOUNDS)
    kept = pauses if pauses is not None else []
    return Reader(
        at.address, stranger, Patience(in_all=patience.get("in_all", 1800.0)), kept.append
    )


def page(request: str, datasets: list[str], told: int | None = None) -> bytes:
    """Return the page of a search that a request asks for."""
    query = parse_qs(urlsplit(request.split()[1]).query)
    start, rows = (int(query[name][0]) for name in ("start", "rows"))
    results = [{"id": name} for name in datasets[start : start + rows]]
    return wire.result({"count": len(datasets) if told is None else told, "results": results})


def refused(status: str, **error: object) -> bytes:
    """Return an answer of the API that says no."""
    return wire.json(status, json.dumps({"success": False, "error": error}))


class TestListing:
    def test_pages(self):
        """All pages of a catalogue are read, in a stable order."""
        names = [f"d{n:03}" for n in range(250)]
        with wire.answering(lambda _, request: page(request, names)) as at:
            listing = reader(at).datasets("rada")
        assert [one["id"] for one in listing.datasets] == names
        assert listing.is_complete
        assert [line.count("sort=id+asc") for line in at.starts()] == [1, 1, 1]
        assert all("organization%3A%22rada%22" in line for line in at.starts())

    def test_fewer_than_told(self):
        """A catalogue that tells of 100 and gives 97 is incomplete, and says both numbers."""
        names = [f"d{n:02}" for n in range(97)]
        with wire.answering(lambda _, request: page(request, names, told=100)) as at:
            listing = reader(at).datasets()
        assert (len(listing.datasets), listing.told, listing.is_complete) == (97, 100, False)

    def test_same_page_for_ever(self):
        """A portal that gives the same page again and again is read twice, and is incomplete."""
        same = wire.result({"count": 1000, "results": [{"id": "a"}, {"id": "b"}]})
        with wire.serving(same) as at:
            listing = reader(at).datasets()
        assert (len(listing.datasets), listing.is_complete) == (2, False)
        assert len(at.requests) == 2

    def test_breaks_off(self):
        """Where a later page fails, what was read stays, incomplete and with the reason."""
        names = [f"d{n:03}" for n in range(250)]

        def choose(_: int, request: str) -> wire.Reply:
            return page(request, names) if "start=0" in request else wire.json("502 Bad", "{}")

        with wire.answering(choose) as at:
            listing = reader(at).datasets()
        assert len(listing.datasets) == 100
        assert not listing.is_complete
        assert listing.failure is not None
        assert listing.failure.params["status"] == 502

    def test_too_many(self):
        """A portal of many thousands of datasets is not read without the organisation's name."""
        many = wire.result({"count": 40_000, "results": [{"id": "a"}]})
        with wire.serving(many) as at, pytest.raises(PortalError) as caught:
            reader(at).datasets()
        assert caught.value.code == "reading-many"
        assert "--organization" in caught.value.in_language("en")


class TestPatience:
    @pytest.mark.parametrize(
        "fault",
        [
            wire.slow,
            wire.reset,
            b"",
            wire.json("200 OK", ""),
            wire.json("200 OK", '{"success": tr'),
            wire.plain("500 Oops", "<h1>x</h1>", "Content-Type: text/html"),
            wire.plain("502 Bad Gateway", "<h1>Bad</h1>", "Content-Type: text/html"),
            wire.json("503 Away", "{}"),
            wire.json("504 Away", "{}"),
            wire.json("429 Too Many Requests", "{}"),
        ],
        ids=["slow", "reset", "closed", "empty", "cut", "500", "502", "503", "504", "429"],
    )
    def test_asked_again(self, fault: wire.Reply):
        """An answer that is lost, cut off or put off is asked for again, and then is there."""
        with wire.serving(fault, wire.result({"id": "a"})) as at:
            assert reader(at).dataset("a").dataset == {"id": "a"}
        assert len(at.requests) == 2

    def test_three_times(self):
        """A portal that stays away is asked three times, with pauses that grow."""
        pauses: list[float] = []
        with wire.serving(wire.json("503 Away", "{}")) as at, pytest.raises(PortalError):
            reader(at, pauses).dataset("a")
        assert len(at.requests) == 3
        assert len(pauses) == 2
        assert pauses[0] < pauses[1]

    @pytest.mark.parametrize(
        ("headers", "least", "most"),
        [
            (["Retry-After: 40"], 40, 40),
            (["Retry-After: 86400"], 300, 300),
            (
                ["Date: Sat, 21 Nov 2026 10:00:00 GMT",
                 "Retry-After: Sat, 21 Nov 2026 10:01:00 GMT"],
                60, 60,
            ),
            (["Retry-After: soon"], 0, 10),
            (["Retry-After: -5"], 0, 10),
        ],
    )  # fmt: skip
    def test_as_long_as_asked(self, headers: list[str], least: float, most: float):
        """The pause is as long as the portal asks by its clock, and never over five minutes."""
        pauses: list[float] = []
        put_off = wire.json("429 Too Many Requests", "{}", *headers)
        with wire.serving(put_off, wire.result({"id": "a"})) as at:
            reader(at, pauses).dataset("a")
        assert least <= pauses[0] <= most

    def test_no_longer_than_in_all(self):
        """A pause that goes beyond the time for all questions is not begun."""
        pauses: list[float] = []
        put_off = wire.json("503 Away", "{}", "Retry-After: 60")
        with wire.serving(put_off) as at, pytest.raises(PortalError):
            reader(at, pauses, in_all=30.0).dataset("a")
        assert (len(at.requests), pauses) == (1, [])

    def test_time_is_over(self):
        """Once the time for all questions is over, nothing more is asked."""
        with wire.serving(wire.result({"id": "a"})) as at, pytest.raises(PortalError) as caught:
            reader(at, in_all=-1.0).dataset("a")
        assert caught.value.code == "reading-timeout"
        assert at.requests == []

    @pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
    def test_refusal_is_final(self, status: str):
        """Refused access is told as such and not asked for again."""
        wall = wire.plain(status, "<h1>No</h1>", "Content-Type: text/html")
        with wire.serving(wall) as at, pytest.raises(PortalError) as caught:
            reader(at).datasets()
        assert caught.value.code == "reading-refused"
        assert len(at.requests) == 1

    def test_page_is_final(self):
        """A page of HTML with status 200 is no data, and is not asked for again."""
        with wire.serving(HTML) as at, pytest.raises(PortalError) as caught:
            reader(at).datasets()
        assert caught.value.code == "reading-page"
        assert "Just a moment" in str(caught.value.params["said"])
        assert len(at.requests) == 1


class TestAnswers:
    @pytest.mark.parametrize(
        ("reply", "presence"),
        [
            (refused("404 Not Found", __type="Not Found Error"), Presence.ABSENT),
            (refused("403 Forbidden", __type="Authorization Error"), Presence.HIDDEN),
            (wire.result({"id": "a"}), Presence.THERE),
        ],
    )
    def test_presence(self, reply: bytes, presence: Presence):
        """The API's own 404 means absent, its 403 hidden."""
        with wire.serving(reply) as at:
            assert reader(at).dataset("a").presence is presence

    @pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden"])
    def test_not_the_apis_word(self, status: str):
        """A page that says 404 or 403 is not the API's word: nothing is taken for absent."""
        said = wire.plain(status, "<h1>No</h1>", "Content-Type: text/html")
        with wire.serving(said) as at, pytest.raises(PortalError) as caught:
            reader(at).dataset("a")
        assert caught.value.code in ("reading-page", "reading-refused")

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ({"success": False, "error": {"q": ["too long", "odd"], "__type": "Validation Error"}},
             "q: too long; odd"),
            ({"success": False, "error": {"message": "Search index down"}}, "Search index down"),
            ({"success": False}, "success"),
            ({"success": False, "error": "gone"}, "gone"),
            ([1, 2], "[1, 2]"),
            ({"success": True}, "success"),
        ],
    )  # fmt: skip
    def test_says_no(self, body: object, said: str):
        """What the API says of its failure is shown field by field; an odd answer as it is."""
        answer = wire.json("200 OK", json.dumps(body))
        with wire.serving(answer) as at, pytest.raises(PortalError) as caught:
            reader(at).datasets()
        assert caught.value.code == "reading-api"
        assert said in str(caught.value.params["message"])
