"""The page of what has arrived on other portals: what runs left behind, for everybody to see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from ckanext.infoprog.core.harvest import history
from ckanext.infoprog.core.harvest.standing import Failure, Noted, Standing, State, Status
from ckanext.infoprog.core.harvest.terms import Terms
from tests.core.harvest.scripted import NOW

Page = Callable[..., TestResponse]
NATION = "https://data.example.org"
OTHER = "https://other.example.org"
AT = NOW.isoformat()
ODD = '<script>alert("x")</script>'
TERMS = Terms(NATION, NOW)


def standing(name: str, state: State, title: str, *codes: Noted) -> Standing:
    """Return one dataset of a status."""
    return Standing(f"id-{name}", name, title, state, AT, f"{NATION}/dataset/{name}", notes=codes)


CHANGED = Noted(TERMS.note("arrival-changed", "odyn", field="title", value=ODD, ours="А"), AT)
LEFT = Noted(TERMS.note("arrival-left", "dva"), AT)
STATUS = Status(
    "https://city.example.org", NATION, AT, 2, 2,
    (standing("odyn", State.CHANGED, ODD, CHANGED), standing("dva", State.LEFT, "Старий", LEFT),
     standing("try", State.ARRIVED, "Третій")),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ckan_config: dict[str, object]) -> Path:
    """Let the portal look for runs in a folder of the test."""
    monkeypatch.setitem(ckan_config, "ckanext.infoprog.harvest_status_folder", str(tmp_path))
    return tmp_path


def words(answer: TestResponse) -> str:
    """Return what a page says in its main part."""
    main = BeautifulSoup(answer.get_data(as_text=True), "html.parser").main
    return " ".join(main.get_text(" ").split()) if main else ""


class TestPage:
    def test_no_run_yet(self, page: Page, folder: Path):
        """Before the first run the page says so, and there is nothing for programs."""
        assert "No run has looked at another portal yet." in words(page("/en/harvest-status"))
        page("/harvest-status.json", 404)

    def test_states(self, page: Page, folder: Path):
        """Each dataset is there with its state; what is wrong comes first, with what to do."""
        history.keep(folder, STATUS)
        said = words(page("/en/harvest-status"))
        assert "3 datasets, with something to mend: 2" in said
        assert said.index("Ask those who run that portal") < said.index("All datasets")
        assert "Ask those who run that portal to delete it." in said
        assert "Earlier runs" in said

    def test_gravest_first(self, page: Page, folder: Path):
        """Of what is wrong with a dataset errors come before warnings."""
        both = standing("odyn", State.CHANGED, "Назва", CHANGED, LEFT)
        history.keep(folder, replace(STATUS, standings=(both,)))
        html = BeautifulSoup(page("/en/harvest-status").get_data(as_text=True), "html.parser")
        badges = [one.get_text() for one in html.select(".ip-changes .ip-badge")]
        assert badges == ["error", "warning"]

    def test_links(self, page: Page, folder: Path):
        """A dataset that is here leads to its page; one that is not only to the other portal."""
        history.keep(folder, STATUS)
        html = BeautifulSoup(page("/harvest-status").get_data(as_text=True), "html.parser")
        assert html.main
        links = {str(one["href"]) for one in html.main.select("tbody a")}
        assert {"/dataset/odyn", f"{NATION}/dataset/dva"} <= links
        assert "/dataset/dva" not in links

    def test_ukrainian(self, page: Page, folder: Path):
        """In Ukrainian the page is whole."""
        history.keep(folder, STATUS)
        said = words(page("/harvest-status"))
        assert "3 набори, з них треба виправити: 2" in said
        assert "вилучено тут, є там" in said

    def test_nothing_is_run(self, page: Page, folder: Path):
        """What another portal wrote is text, whatever it looks like."""
        history.keep(folder, STATUS)
        assert "<script>" not in page("/harvest-status").get_data(as_text=True)

    def test_last_known_state(self, page: Page, folder: Path):
        """Where the portal cannot be read, the last known state stays, and since when it is old."""
        failure = Failure("reading-timeout", {"address": NATION, "seconds": 60})
        history.keep(folder, STATUS.later("2026-11-22T10:00:00+00:00", failure))
        said = words(page("/en/harvest-status"))
        assert "has not been read since 22 November 2026 12:00" in said
        assert "did not answer within 60 s" in said
        assert "differs there" in said

    def test_nobody_looks(self, page: Page, folder: Path):
        """Where no run has looked for days, the page says that it may be out of date."""
        history.keep(folder, replace(STATUS, at="2024-01-02T10:00:00+00:00"))
        assert "Nobody has looked since 2 January 2024 12:00" in words(page("/en/harvest-status"))
        history.keep(folder, replace(STATUS, at=datetime.now(UTC).isoformat()))
        assert "Nobody has looked" not in words(page("/en/harvest-status"))

    def test_several_portals(self, page: Page, folder: Path):
        """Each portal has its own page; one that nobody looked at has none."""
        history.keep(folder, STATUS)
        history.keep(folder, Status("https://city.example.org", OTHER, AT, 0, 0, ()))
        assert "0 datasets" in words(page("/en/harvest-status?portal=other.example.org"))
        assert "3 datasets" in words(page("/en/harvest-status?portal=data.example.org"))
        page("/harvest-status?portal=nobody", 404)

    def test_many(self, page: Page, folder: Path):
        """Of very many datasets the page shows the first and says where all are."""
        many = [standing(f"n{n:03}", State.MISSING, f"Назва {n}", LEFT) for n in range(230)]
        history.keep(folder, Status("https://c.example.org", NATION, AT, 230, 230, tuple(many)))
        answer = page("/en/harvest-status")
        assert words(answer).count("The first 200 of 230 are shown; the CSV has all.") == 2
        assert "Назва 199" in words(answer)
        assert "Назва 200" not in words(answer)

    def test_damaged(self, page: Page, folder: Path):
        """A damaged status is a fault that is told, not an empty page."""
        (folder / "data.example.org.json").write_text("{")
        page("/harvest-status", 503)

    @pytest.mark.ckan_config("ckanext.infoprog.harvest_status_folder", "")
    def test_not_set_up(self, page: Page):
        """A portal without the folder has no such page and no link to it."""
        page("/harvest-status", 404)
        assert "/harvest-status" not in page("/").get_data(as_text=True)


class TestForPrograms:
    def test_json(self, page: Page, folder: Path):
        """JSON is what the command prints."""
        history.keep(folder, STATUS)
        plain = page("/en/harvest-status.json").get_json()
        assert plain["counts"]["changed"] == 1
        assert plain["datasets"][0]["notes"][0]["message"].startswith("On https://data.example.org")

    def test_csv(self, page: Page, folder: Path):
        """CSV has a row for each finding, and a file name of its portal."""
        history.keep(folder, STATUS)
        answer = page("/en/harvest-status.csv")
        assert len(answer.get_data(as_text=True).splitlines()) == 4
        assert "harvest-status-data.example.org.csv" in answer.headers["Content-Disposition"]

    def test_unchanged(self, page: Page, folder: Path):
        """What has not changed since is answered by 304."""
        history.keep(folder, STATUS)
        tag = page("/harvest-status").headers["ETag"]
        page("/harvest-status", 304, headers={"If-None-Match": tag})
