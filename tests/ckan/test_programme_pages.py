"""The public pages of a programme: what they answer, in which forms, to whom, of which version."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ckan import model
from ckan.tests import helpers
from ckan.tests.helpers import CKANTestApp
from werkzeug.test import TestResponse

from ckanext.infoprog.core.pages import parts, portalregister
from ckanext.infoprog.core.pages.frame import Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid
from ckanext.infoprog.core.reports import excelcsv
from ckanext.infoprog.core.reports.words import words as spoken
from ckanext.infoprog.storage import datastore
from ckanext.infoprog.views import answering
from ckanext.infoprog.views.rendered import Rendered, rendered
from tests.ckan import publishing
from tests.ckan.markup import soup, words

Page = Callable[..., TestResponse]
Json = dict[str, Any]
SLUG = "kropyvnytskyi-2025-2027"
COUNCIL = "kropyvnytska-miska-rada"
HOME = f"/programme/{SLUG}"
GONE = "4.11"
PROJECTS = "kropyvnytskyi-strategy-projects"
HTML = {"Accept": "text/html"}


@pytest.fixture
def editor(portal: None) -> str:
    """Return an editor of the council whose programme is published."""
    publishing.forget()
    return publishing.editor_of(COUNCIL, "Кропивницька міська рада")


@pytest.fixture
def folder(editor: str, tmp_path: Path) -> Path:
    """Publish the programme and return the folder that it was published from."""
    made = publishing.folder_of(tmp_path, SLUG)
    publishing.publish(made, editor, base=0)
    return made


def rows_of(answer: TestResponse) -> list[Json]:
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


class TestElsewhere:
    """Addresses whose content stands elsewhere lead there."""

    @pytest.mark.parametrize(
        ("asked", "led"),
        [
            (f"{HOME}/versions", f"/dataset/{SLUG}/versions"),
            (f"{HOME}/versions.json", f"/dataset/{SLUG}/versions.json"),
            (f"{HOME}/versions.atom", f"/dataset/{SLUG}/versions.atom"),
            (f"{HOME}/versions/1", f"/dataset/{SLUG}/version/1"),
            (f"{HOME}.atom", f"/dataset/{SLUG}/versions.atom"),
            (f"{HOME}/changes.atom", f"/dataset/{SLUG}/versions.atom"),
            (f"{HOME}?edition=original", f"{HOME}/editions/original"),
        ],
    )
    @pytest.mark.parametrize("language", ["", "/en"])
    def test_led(self, app: CKANTestApp, folder: Path, asked: str, led: str, language: str) -> None:
        """A programme's versions, feed and editions are found from its own address, in the
        reader's language.
        """
        answer = app.get(f"{language}{asked}", follow_redirects=False)
        assert answer.status_code == 302
        assert answer.location.endswith(f"{language}{led}")
        assert app.get(f"{language}{led}").status_code == 200


class TestPages:
    """One publication, looked at from all sides: publishing a programme takes its time."""

    def test_read(self, page: Page, folder: Path) -> None:
        """Pages say the programme's money with its basis, and lead from one to the next."""
        found = soup(page(HOME))
        assert words(found.select_one("#q-funded + p")) == "13 232,683 тис. грн ▲ R-009"
        assert found.select_one("#R-009") is not None
        assert "У сумі 15 з 44 заходів" in words(found.select_one(".ip-questions"))
        link = found.select_one("#directions ~ div tbody a")
        direction = soup(page(str(link["href"])))
        assert "12 155,283 тис. грн" in words(direction.select_one(".ip-answer"))
        measure = soup(page(str(direction.select_one("#measures ~ div tbody a")["href"])))
        assert "Захід 1.1" in words(measure.select_one("main"))
        cards = soup(page("/programmes"))
        assert cards.select_one(f".ip-card a[href='{HOME}']") is not None
        home = soup(page("/"))
        assert home.select_one(f".ip-card a[href='{HOME}']") is not None

        self.numbers(page)
        self.forms(page)
        self.marks(page)
        self.wrong(page)
        self.without_datastore(page)

    def numbers(self, page: Page) -> None:
        """Compare the page of each measure with the published rows."""
        listed = rows_of(page(f"{HOME}.csv"))
        dataset = helpers.call_action("package_show", id=SLUG)
        funding = next(one for one in dataset["resources"] if one["infoprog_name"] == "funding")
        stored = publishing.rows(funding["id"], limit=1000)
        for row in listed:
            own = [one for one in stored if one["measureId"] == row["measureId"]]
            amounts = [Decimal(str(one["amount"])) for one in own if one["amount"] is not None]
            if amounts:
                assert Decimal(row["amount"]) == sum(amounts)
            else:
                assert row["amount"] == "null"
                assert {one["fundingKind"] for one in own} == {row["amountStatus"]}
        shown = soup(page(HOME)).select("#measures ~ div tbody tr")
        assert len(shown) == len(listed) == 44
        for line, row in zip(shown, listed, strict=True):
            numbers = [Decimal(str(one["value"])) for one in line.select("data")]
            told = [Decimal(row[name]) for name in row
                    if f"{name}Status" in row and row[name] != "null"]  # fmt: skip
            assert numbers == told

    def forms(self, page: Page) -> None:
        """The same address gives the same content as CSV, XLSX, JSON and SVG."""
        filtered = page(f"{HOME}.csv?direction=2&year=2026")
        assert len(rows_of(filtered)) == int(
            re.match(r"\d+", words(soup(page(f"{HOME}?direction=2&year=2026")).select_one(
                ".ip-count")))[0]
        )  # fmt: skip
        plain = json.loads(page(f"{HOME}/measure/1.3.json").get_data())
        assert plain["tables"]["money"]["rows"][0]["amount2026"] == 1604850
        assert page(f"{HOME}/measure/1.3.xlsx").get_data()[:2] == b"PK"
        picture = page(f"{HOME}.svg?chart=kinds")
        assert picture.mimetype == "image/svg+xml"
        assert "15 з 44" in picture.get_data(as_text=True)
        assert page(f"{HOME}.csv?bom=true").get_data().startswith(b"\xef\xbb\xbf")
        english = soup(page(f"/en{HOME}/measure/1.3"))
        assert "UAH thousand" in words(english.select_one(".ip-answer"))
        assert english.select_one("h1")["lang"] == "uk"

    def marks(self, page: Page) -> None:
        """An answer is marked by its version, and who has it need not load it again."""
        first = page(HOME)
        assert first.headers["Infoprog-Version"] == "1"
        assert first.last_modified is not None
        again = page(HOME, 304, headers={"If-None-Match": first.headers["ETag"]})
        assert again.get_data() == b""
        assert rendered.size > 0
        assert page(HOME).get_data() == first.get_data()

    def wrong(self, page: Page) -> None:
        """What there is not answers 404 with what is near; what cannot be asked for 400."""
        near = soup(page(f"{HOME}/measure/1.33", 404, headers=HTML))
        assert near.select_one(f"a[href='{HOME}/measure/1.3']") is not None
        like = soup(page("/programme/kropyvnytskyi-2025-2028", 404, headers=HTML))
        assert like.select_one(f"a[href='{HOME}']") is not None
        assert page(f"{HOME}/direction/77", 404, headers=HTML).mimetype == "text/html"
        advice = page(f"{HOME}?direction=99", 400, headers=HTML)
        assert "1, 2, 3, 4" in words(soup(advice).select_one(".alert"))
        assert "ETag" not in advice.headers
        refused = json.loads(page(f"{HOME}.csv?direction=99", 400).get_data())
        assert refused["error"]["code"] == "bad-query"
        page(f"{HOME}?version=99", 404)
        page(f"{HOME}?version=soon", 400)
        for asked in ("99", "0", "-1", "x", "9" * 30):
            page(f"/programmes?page={asked}", 400)

    def without_datastore(self, page: Page) -> None:
        """Without a single table in the DataStore the pages say the same."""
        publishing.forget()
        before = page(f"{HOME}/direction/1").get_data()
        publishing.forget()
        with tables_away():
            assert page(f"{HOME}/direction/1").get_data() == before


class TestVersions:
    def test_old(self, page: Page, folder: Path, editor: str) -> None:
        """A new version is seen at once; the page of the old one stays and leads to the new."""

        def renamed(rows: list[dict[str, str]]) -> None:
            next(one for one in rows if one["measureId"] == "1.4")["title"] = "Інша назва"

        before = page(f"{HOME}/measure/1.4")
        publishing.edit(folder, "measures", renamed)
        for table in ("measures", "funding", "measureExecutants"):
            publishing.edit(folder, table, lambda rows: _without(rows, "measureId", GONE))
        publishing.edit(folder, "links", lambda rows: _without(rows, "fromKey", GONE))
        publishing.publish(folder, editor, base=1)
        found = soup(page(f"{HOME}/measure/1.4"))
        assert words(found.select_one("h1")) == "Інша назва"
        assert "Інша назва" in words(found.select_one("#history ~ ul"))
        old = page(f"{HOME}/measure/1.4?version=1")
        assert old.headers["Infoprog-Version"] == "1"
        assert words(soup(old).select_one("h1")) == words(soup(before).select_one("h1"))
        assert soup(old).select_one(f".ip-old a[href='{HOME}/measure/1.4']") is not None
        former = soup(page(f"{HOME}?version=1"))
        link = former.select_one(f"#measures ~ div a[href$='/measure/{GONE}?version=1']")
        assert link is not None
        for one in former.select(".ip-dl a"):
            assert "version=1" in str(one["href"])
        listed = rows_of(page(f"{HOME}.csv?version=1"))
        assert GONE in [one["measureId"] for one in listed]
        gone = soup(page(f"{HOME}/measure/{GONE}", 410, headers=HTML))
        assert gone.select_one(f"a[href='{HOME}/measure/{GONE}?version=1']") is not None
        page(f"{HOME}/measure/{GONE}?version=1")

    def test_closed(self, page: Page, folder: Path, editor: str) -> None:
        """A private programme answers 404 to strangers, a withdrawn one 410 to everybody."""
        dataset = helpers.call_action("package_show", id=SLUG)
        model.Package.get(dataset["id"]).private = True
        model.Session.commit()
        page(HOME, 404, headers=HTML)
        page(f"{HOME}/measure/1.4", 404, headers=HTML)
        assert soup(page("/programmes")).select_one(".ip-card") is None
        model.Package.get(dataset["id"]).private = False
        model.Session.commit()
        why = {"kind": "withdrawn", "reason": "Помилка"}
        publishing.publish(folder, editor, act="withdraw", withdrawal=why, inputs=[], base=1)
        page(HOME, 410, headers=HTML)


class TestParts:
    """More documents than a page takes: here each is a part of its own."""

    def test_parts(
        self,
        page: Page,
        folder: Path,
        editor: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Every document is reached part by part, by words of its name, and by its own name."""
        publishing.publish(publishing.folder_of(tmp_path, PROJECTS), editor, base=0)
        monkeypatch.setattr(parts, "MOST", 1)
        publishing.forget()
        for path in ("/discrepancies", "/data"):
            self.walked(page, path)
        alone = rows_of(page(f"/discrepancies.csv?package={PROJECTS}"))
        assert {one["package"] for one in alone} == {PROJECTS}
        named = rows_of(page("/discrepancies.csv?named=СТРАТЕГІЇ%20кропивницького"))
        assert {one["package"] for one in named} == {PROJECTS}
        assert soup(page("/compare?named=йцукен")).select_one(".ip-portion") is not None
        far = page(f"/compare?named=йцукен&first={SLUG}")
        assert far.status_code == 200
        assert "3 роки" in words(soup(far).select_one("#numbers ~ div caption"))
        self.wrong(page)
        self.marked(page)

    def walked(self, page: Page, path: str) -> None:
        """Walk by the links from part to part."""
        seen, address = [], path
        while address:
            found = soup(page(address))
            seen.append(words(found.select_one(".ip-portion .ip-count")))
            follow = found.select_one(".ip-portion .active + li a")
            address = str(follow["href"]) if follow else ""
        assert seen == ["Документи 1–1 з 2", "Документи 2–2 з 2"]

    def wrong(self, page: Page) -> None:
        """A part that there is not, a text too long and a hostile one are advice or nothing."""
        for asked in ("part=3", "part=0", "part=x", f"named={'x' * 201}"):
            page(f"/data?{asked}", 400, headers=HTML)
            answer = json.loads(page(f"/data.csv?{asked}", 400).get_data())
            assert answer["error"]["code"] == "bad-query"
        for asked in ("named=%25", "named=%00", "package=%00", "named='--", "named=_"):
            page(f"/discrepancies?{asked}", 400 if "package" in asked else 200, headers=HTML)
        page("/compare?first=%00&second=..%2F", 400, headers=HTML)

    def marked(self, page: Page) -> None:
        """Who has a page of several documents does not load it again until one of them changes."""
        publishing.forget()
        executant = soup(page(HOME)).select_one("a[href*='/executant/']")
        own = [str(executant["href"])] if executant else []
        for path in ("/discrepancies", "/calendar", "/compare", "/data", "/projects", "/terms",
                     f"{HOME}/money", *own):  # fmt: skip
            first = page(path)
            assert first.last_modified is not None, path
            for headers in (
                {"If-None-Match": first.headers["ETag"]},
                {"If-Modified-Since": first.headers["Last-Modified"]},
            ):
                assert page(path, 304, headers=headers).get_data() == b""
        for path in ("/", "/programmes", "/accessibility", "/developers"):
            etag = page(path).headers["ETag"]
            page(path, 304, headers={"If-None-Match": etag})
        before = page("/discrepancies")
        model.Package.get(PROJECTS).private = True
        model.Session.commit()
        assert page("/discrepancies").headers["ETag"] != before.headers["ETag"]


class TestRendered:
    def test_bounded(self) -> None:
        """What is kept ready stays under its bound: what was asked for longest ago goes first."""
        kept = Rendered(most=10)
        kept.keep("a", b"12345")
        kept.keep("b", b"12345")
        assert kept.get("a") == b"12345"
        kept.keep("c", b"1")
        assert (kept.get("b"), kept.get("a"), kept.size) == (None, b"12345", 6)


@contextmanager
def tables_away() -> Iterator[None]:
    """Take the tables of the programme out of the DataStore for a while."""
    dataset = helpers.call_action("package_show", id=SLUG)
    ids = [one["id"] for one in dataset["resources"] if one["datastore_active"]]

    def rename(old: str, new: str) -> None:
        with datastore.transaction() as base:
            for one in ids:
                names = old.format(one), new.format(one)
                datastore.run(base, 'ALTER TABLE "{}" RENAME TO "{}"'.format(*names))

    rename("{}", "away-{}")
    try:
        yield
    finally:
        rename("away-{}", "{}")


def _without(rows: list[dict[str, str]], column: str, value: str) -> None:
    """Take the rows of this value out."""
    rows[:] = [one for one in rows if one[column] != value]


class TestExcel:
    def test_inert(self, app: CKANTestApp) -> None:
        """No page gives a CSV for Excel with a cell that runs, whatever the page is made of."""
        reader = Reader(spoken("uk"), date(2026, 11, 21))
        grid = Grid("t", "t", (Column("a", "a"), Column("b", "b")), ((Cell("=1+1"), Cell("да")),))
        made = replace(portalregister.page([], reader), grids=(grid,))
        with app.flask_app.test_request_context("/compare.csv?bom=true"):
            answer = answering._file(made, "csv").decode("utf-8-sig")
        with app.flask_app.test_request_context("/compare.csv"):
            plain = answering._file(made, "csv").decode()
        assert plain.splitlines()[1] == "=1+1,да"
        assert answer.splitlines()[1] == f"{excelcsv.SIGN}=1+1,да"
