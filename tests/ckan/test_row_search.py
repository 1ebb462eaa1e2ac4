"""The search among rows of programmes: what stands in it when, what it answers, to whom."""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan import model
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp
from werkzeug.test import TestResponse

from ckanext.infoprog import readiness
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.search import documents
from ckanext.infoprog.logic import rowsearch
from ckanext.infoprog.storage import reconcile, rowcore, rowindex
from tests.ckan import publishing, rowsearching

Page = Callable[..., TestResponse]
ASKED = "фінансувати"
NOWHERE = "http://127.0.0.1:9/solr/rows"
HOSTILE = (
    "{!func}x", '"', "(((", "a:b AND", "*:*", "_query_:x", "\x00\x01бюджет", "\u202eabc", "+-!",
    "AND OR NOT", "<script>alert(1)</script>", "' OR 1=1 --", "\\", "слово " * 300, "а" * 2000,
    "", " ", "%", "[* TO *]", "/.*/", "999999.9999.9999",
)  # fmt: skip


@pytest.fixture
def editor(portal: None) -> str:
    """Return an editor of the survey's publisher, on a portal whose search of rows is empty."""
    rowcore.clear()
    return publishing.editor_of()


@pytest.fixture
def folder(editor: str, tmp_path: Path) -> Path:
    """Publish the survey and return the folder that it was published from."""
    made = publishing.folder_of(tmp_path)
    publishing.publish(made, editor, base=0)
    return made


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the core of rows away."""
    monkeypatch.setattr("ckanext.infoprog.config.rows_solr_url", lambda: NOWHERE)


def keys(query: str = ASKED) -> list[str]:
    """Return the keys of all rows that a query finds."""
    return [one.key for one in rowsearching.hits(query)]


def kept() -> int:
    """Return how many rows the core holds, whoever may see them."""
    return int(rowcore.ask({"q": "*:*", "fq": ["-kind:head"], "rows": 0})["response"]["numFound"])


class TestFilling:
    def test_a_version_is_found_when_it_is_switched_on(self, folder: Path, editor: str) -> None:
        """A publication brings its rows into the search, the next replaces them, an undo too."""
        assert keys() == ["Q3"]
        assert kept() == 6

        def change(rows: list[dict[str, str]]) -> None:
            rows[2]["text"] = "Що таке шелтер?"

        publishing.edit(folder, "questions", change)
        publishing.publish(folder, editor, base=1)
        assert (keys(), keys("шелтери")) == ([], ["Q3"])
        assert kept() == 6
        undo = publishing.request(folder, 2, act="undo", undo_to=1, inputs=[], note="Назад")
        begun = publishing.call("publication_begin", editor, **undo)
        publishing.call("publication_commit", editor, id=begun["id"])
        assert (keys(), keys("шелтери")) == (["Q3"], [])

    def test_nothing_private_stands_in_it(self, folder: Path) -> None:
        """A dataset made private leaves the search at once, and comes back when it is public."""
        user = {"user": factories.Sysadmin()["name"]}
        helpers.call_action("package_patch", {**user}, id=publishing.SURVEY, private=True)
        assert (keys(), kept()) == ([], 0)
        helpers.call_action("package_patch", {**user}, id=publishing.SURVEY, private=False)
        assert (keys(), kept()) == (["Q3"], 6)

    def test_withdrawn_leaves_it(self, folder: Path, editor: str) -> None:
        """A withdrawn dataset has no rows in the search."""
        why = {"kind": "withdrawn", "reason": "Помилкові дані", "basis": "", "until": ""}
        asked = publishing.request(folder, 1, act="withdraw", withdrawal=why, inputs=[])
        begun = publishing.call("publication_begin", editor, **asked)
        publishing.call("publication_commit", editor, id=begun["id"])
        assert (keys(), kept()) == ([], 0)

    def test_deleted_leaves_it(self, folder: Path) -> None:
        """A deleted dataset has no rows in the search."""
        context = {"ignore_auth": True, "user": factories.Sysadmin()["name"]}
        helpers.call_action("package_delete", context, id=publishing.SURVEY)
        assert (keys(), kept()) == ([], 0)

    def test_what_is_closed_behind_its_back_is_never_found(self, folder: Path) -> None:
        """What was closed while the core was away is not found; the next look removes it."""
        model.Package.get(publishing.SURVEY).private = True
        model.Session.commit()
        assert (keys(), kept()) == ([], 6)
        assert reconcile.once() == ["brought the rows of 1 packages up to date in the search"]
        assert kept() == 0

    def test_filling_again_changes_nothing(self, folder: Path) -> None:
        """What is up to date is left alone; what is lacking or was left half put is filled in."""
        assert rowindex.sync() == 0
        rowcore.clear()
        assert readiness.report()[1]["rows"] == {"ok": True, "behind": 1}
        assert rowindex.sync() == 1
        assert (rowindex.behind(), kept()) == (0, 6)
        rowcore.remove(stamps=rowcore.stamps())
        stamp, opened = next(iter(rowindex.wanted().items()))
        half = {"id": "x", "kind": "question", "package": opened.package_id, "stamp": stamp}
        rowcore.put([{**half, "title": "Половина"}])
        assert rowindex.behind() == 1
        rowindex.sync()
        assert rowindex.behind() == 0


class TestLoss:
    def test_a_publication_does_not_need_it(
        self, editor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A publication ends well while the core is away or takes no row; later it is filled in."""
        folder = publishing.folder_of(tmp_path)
        with monkeypatch.context() as patched:
            patched.setattr("ckanext.infoprog.config.rows_solr_url", lambda: NOWHERE)
            assert publishing.publish(folder, editor, base=0)["state"] == "done"
        assert rowindex.behind() == 1
        with monkeypatch.context() as patched:
            patched.setattr(documents, "of", lambda _snapshot: None)
            assert rowindex.follow() == 0
        assert reconcile.once()
        assert keys() == ["Q3"]

    def test_it_is_said_and_datasets_are_shown(self, folder: Path, page: Page, lost: None) -> None:
        """With the core away pages, action and readiness say so, and the datasets are shown."""
        shown = BeautifulSoup(page("/dataset/?q=опитування").get_data(), "html.parser")
        assert shown.select_one(".ip-note").get_text(strip=True).startswith("Пошук у заходах")
        assert [a["href"] for a in shown.select(".ip-item-title a")] == [
            f"/dataset/{publishing.SURVEY}"
        ]
        assert "зараз не відповідає" in page("/search?q=опитування", 503).get_data(as_text=True)

        with pytest.raises(RefusedError, match="rows-away|не відповідає|does not answer"):
            helpers.call_action("infoprog_row_search", q="бюджет")
        away = {"ok": False, "reason": "the core of rows does not answer"}
        assert readiness.report()[1]["rows"] == away


class TestPages:
    @pytest.fixture
    def filled(self, portal: None, monkeypatch: pytest.MonkeyPatch) -> None:
        """Fill the core with the rows of every shipped package."""
        rowsearching.fill(monkeypatch)

    def test_number_alone_lists_all_that_bear_it(self, filled: None, page: Page) -> None:
        """A number typed alone lists all rows that bear it, the kind that was named first."""
        for typed in ("1.3", "п. 1.3", "захід 1.3", "1,3"):
            found = rowsearch.find(typed, "uk", most=100)
            assert [(one.kind, one.count) for one in found.groups] == [
                ("measure", 3), ("indicator", 2), ("metric", 1)
            ]  # fmt: skip
            assert {hit.number for one in found.groups for hit in one.hits} == {"1.3"}
        assert rowsearch.find("індикатор 1.3", "uk").groups[0].kind == "indicator"
        shown = BeautifulSoup(page("/dataset/?q=1.3").get_data(), "html.parser")
        first = shown.select_one("#rows ~ section a")
        assert first["href"] == "/programme/kremenchuk-2026-2028/measure/1.3"

    def test_word_is_marked_and_kinds_are_paged(self, filled: None, page: Page) -> None:
        """The word found is marked and leads to the row's page; no such kind or page is a 400."""
        shown = BeautifulSoup(page("/search?q=архіви").get_data(), "html.parser")
        row = next(li for li in shown.select(".ip-rows li") if "/measure/1.5" in str(li))
        assert row.a["href"] == "/programme/kropyvnytskyi-2025-2027/measure/1.5"
        assert [one.get_text() for one in row.a.select("mark")] == ["архівної"]
        assert "на 2025–2027 роки" in row.select_one(".ip-meta").get_text()
        assert rowsearching.hits("STEAM")[0].name.startswith("Створення STEAM")
        asked = "/search?q=послуга&kind=indicator"
        first = BeautifulSoup(page(asked).get_data(), "html.parser")
        assert len(first.select(".ip-rows li")) == rowsearch.find("послуга", "uk").groups[1].count
        assert page(f"{asked}&page=99", 400).status_code == 400
        assert page("/search?q=послуга&kind=дім", 400).status_code == 400
        shown = BeautifulSoup(page("/en/search?q=measure 1.3").get_data(), "html.parser")
        row = shown.select_one(".ip-rows li")
        assert row.a["href"] == "/en/programme/kremenchuk-2026-2028/measure/1.3"
        assert row.select_one(".ip-meta").get_text(strip=True).startswith("Programme of")
        assert shown.select_one("h2").get_text(strip=True).startswith("Measures")

    def test_hostile_queries_are_only_words(self, filled: None, app: CKANTestApp) -> None:
        """Whatever is typed is looked for as words: no error, nothing of it becomes markup."""
        for typed, address in product(HOSTILE, ("/search", "/search.json", "/dataset/")):
            answer = app.get(address, query_string={"q": typed})
            assert answer.status_code == 200, (address, typed)
            assert "<script>alert(1)" not in answer.get_data(as_text=True)
            assert not rowsearch.find(typed, "uk").is_away

    def test_action_answers_as_the_page_does(self, filled: None, page: Page) -> None:
        """The action gives the rows with their addresses, as /search.json does."""
        given: Any = helpers.call_action("infoprog_row_search", q="архів", limit=1)
        assert given["count"] == 6
        assert [one["kind"] for one in given["results"]] == ["measure", "indicator", "project"]
        assert given["results"][0]["url"].endswith("/programme/kropyvnytskyi-2025-2027/measure/1.5")
        whole = json.loads(page("/search.json?q=архів").get_data())
        assert whole["count"] == 6
        assert len(whole["results"]) == 6
