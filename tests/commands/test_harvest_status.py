"""`infoprog harvest status`: what it prints, what it leaves behind, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.commands.conftest import Call, Done
from tests.core.client import wire
from tests.core.harvest.scripted import Pair, Site, ours, pair, theirs


@pytest.fixture
def two() -> Iterator[Pair]:
    """Give two portals of two datasets, one of which was changed there by hand."""
    city, nation = Site(), Site()
    with pair(city, nation) as made:
        city.datasets = [
            ours(name) | {"maintainer": "Ім’я", "maintainer_email": "a@b.example"}
            for name in ("odyn", "dva")
        ]
        nation.datasets = [theirs(one) for one in city.datasets]
        nation.datasets[0]["title"] = "Змінено"
        yield made


def status(call: Call, two: Pair, *words: str) -> Done:
    """Call the command for two portals."""
    target = two.target.address.url
    portal = two.source.address.url
    return call(
        "harvest", "status", "--portal", portal, "--target", target, "--no-links", *words
    )  # fmt: skip


class TestOutput:
    def test_text(self, call: Call, two: Pair):
        """The text lists the datasets with their state, what is wrong and what to do; exit 1."""
        done = status(call, two)
        assert done.code == 1
        assert [line.split()[:2] for line in done.out.splitlines()[3:5]] == [
            ["dva", "arrived"],
            ["odyn", "differs"],
        ]
        assert "the field title of “odyn” is “Змінено”, and here it is “Назва odyn”" in done.out
        assert "2 datasets, with something to mend: 1" in done.out

    def test_well(self, call: Call, two: Pair):
        """Where all is well the command says so and ends with 0."""
        two.nation.datasets[0]["title"] = two.city.datasets[0]["title"]
        done = status(call, two)
        assert (done.code, "2 datasets: all is well" in done.out) == (0, True)

    def test_json(self, call: Call, two: Pair):
        """JSON holds each dataset with its issues and their sentences."""
        plain = json.loads(status(call, two, "--format", "json").out)
        assert (plain["well"], plain["partial"], plain["counts"]["changed"]) == (False, False, 1)
        noted = next(one for one in plain["datasets"] if one["name"] == "odyn")["notes"]
        assert [(one["code"], one["field"]) for one in noted] == [("arrival-changed", "title")]
        assert noted[0]["message"].startswith("On http://127.0.0.1")

    def test_csv(self, call: Call, two: Pair):
        """CSV has a row for each issue, and one for a dataset without any."""
        rows = list(csv.DictReader(io.StringIO(status(call, two, "--format", "csv").out)))
        assert [(one["dataset"], one["state"], one["code"]) for one in rows] == [
            ("dva", "arrived", ""),
            ("odyn", "changed", "arrival-changed"),
        ]

    def test_ukrainian(self, call: Call, two: Pair):
        """In Ukrainian every word is."""
        done = status(call, two, "--lang", "uk")
        assert "там інше" in done.out
        assert "поле title набору «odyn» – «Змінено»" in done.out


class TestHistory:
    def test_since(self, call: Call, two: Pair, tmp_path: Path):
        """Runs remember: what was wrong the first time is wrong since then."""
        folder = str(tmp_path / "kept")
        status(call, two, "--history", folder)
        first = next((tmp_path / "kept").glob("*.json"))
        plain = json.loads(first.read_text("utf-8"))
        for one in plain["datasets"]:
            for noted in one["notes"]:
                noted["since"] = "2026-11-01T00:00:00+00:00"
        first.write_text(json.dumps(plain), "utf-8")
        assert "(since 1 November 2026 02:00)" in status(call, two, "--history", folder).out
        assert len(next((tmp_path / "kept").glob("*.jsonl")).read_text().splitlines()) == 2

    def test_out_of_reach(self, call: Call, two: Pair, tmp_path: Path):
        """A portal that cannot be read ends with 2, and what was known before is kept, dated."""
        folder = tmp_path / "kept"
        status(call, two, "--history", str(folder))
        two.nation.breaks = lambda _: wire.plain("200 OK", "<html>Just a moment", "X: y")
        done = status(call, two, "--history", str(folder))
        assert done.code == 2
        assert done.out == ""
        assert "is not JSON; it begins: “<html>Just a moment”" in done.err
        kept = json.loads(next(folder.glob("*.json")).read_text("utf-8"))
        assert kept["failure"]["code"] == "reading-page"
        assert kept["first_failed"] == kept["at"]
        assert {one["state"] for one in kept["datasets"]} == {"arrived", "changed"}

    def test_never_read(self, call: Call, two: Pair, tmp_path: Path):
        """That a portal has never been read is kept as well."""
        two.nation.breaks = lambda _: wire.plain("403 Forbidden", "<p>", "X: y")
        assert status(call, two, "--history", str(tmp_path)).code == 2
        kept = json.loads(next(tmp_path.glob("*.json")).read_text("utf-8"))
        assert (kept["failure"]["code"], kept["datasets"]) == ("reading-refused", [])

    def test_partial(self, call: Call, two: Pair):
        """A list that is not whole is called so, with both numbers, and ends with 1."""
        two.nation.told = 9
        done = status(call, two)
        assert done.code == 1
        assert "The list is incomplete: 2 of 9 datasets of the target were read." in done.out
        assert "the target was not read to its end" in done.out


class TestAddresses:
    def test_private(self, call: Call, two: Pair, monkeypatch: pytest.MonkeyPatch):
        """A name that leads into one's own network is refused until it is named as one's own."""
        at = urlsplit(two.target.address.url)
        real = socket.getaddrinfo
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda _, *more, **named: real("127.0.0.1", *more, **named)
        )
        words = ("harvest", "status", "--portal", two.source.address.url, "--no-links", "--target",
                 f"http://data.example.org:{at.port}")  # fmt: skip
        refused = call(*words)
        assert refused.code == 2
        assert "leads to the private address 127.0.0.1" in refused.err
        assert two.target.requests == []
        assert call(*words, "--host", f"data.example.org:{at.port}").code == 1

    def test_targets_word(self, call: Call, two: Pair):
        """A target must be named."""
        done = call("harvest", "status", "--portal", two.source.address.url)
        assert done.code == 2
        assert "--target" in done.err
