"""Versions and their differences as people and programs read them."""

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers
from werkzeug.test import TestResponse

from ckanext.infoprog.storage import versions
from tests.ckan import publications
from tests.ckan.markup import seen, soup
from tests.ckan.publications import NAME, Package, funding
from tests.ckan.twoversions import FIRST, SECOND

Page = Callable[..., TestResponse]
ATOM = "{http://www.w3.org/2005/Atom}"
BASE = f"/dataset/{NAME}"
SENTENCE = "Захід 1.3, місцевий бюджет, 2026: 1 604 850,00 → 1 700 000,00 грн, +5,9 %"
PAGES = ["versions", "version/1", "version/2", "difference?from=1&to=2"]
OTHERS = ["versions.json", "versions.atom", "difference.json?from=1&to=2"]
OTHERS += ["difference.csv?from=1&to=2"]


@pytest.fixture
def package(publisher: dict[str, Any]) -> Package:
    """Give a dataset with two versions."""
    made = Package(publisher["id"])
    made.publish(FIRST, note="Перша")
    made.publish(SECOND, note="Звіт за <II квартал>", decision="Рішення № 7")
    return made


class TestPages:
    def test_furniture(self, page: Page, package: Package) -> None:
        """A page has one heading, a way back, its own address, no script, and names its version."""
        for address in PAGES:
            answer = page(f"{BASE}/{address}")
            html = soup(answer)
            assert len(html.find_all("h1")) == 1, address
            assert html.select(".breadcrumb [aria-current=page]"), address
            assert html.select_one("link[rel=canonical]")["href"].endswith(f"{BASE}/{address}")
            assert {one["type"] for one in html.find_all("script")} <= {"application/ld+json"}
            version = "1" if address == "version/1" else "2"
            assert answer.headers["Infoprog-Version"] == version

    def test_language(self, page: Page, package: Package) -> None:
        """Each page speaks both languages, and its tag tells them apart."""
        for address in PAGES:
            answers = {"uk": page(f"{BASE}/{address}"), "en": page(f"/en{BASE}/{address}")}
            assert answers["uk"].headers["ETag"] != answers["en"].headers["ETag"]
            for lang, answer in answers.items():
                assert soup(answer).html["lang"].startswith(lang)
                said = seen(soup(answer).select_one("main"))
                assert ("Версі" in said or "версі" in said) == (lang == "uk"), address

    def test_not_modified(self, page: Page, package: Package) -> None:
        """Who has an answer already is told so; a new version makes a new answer."""
        tags = {one: page(f"{BASE}/{one}").headers["ETag"] for one in PAGES + OTHERS}
        for address, tag in tags.items():
            page(f"{BASE}/{address}", 304, headers={"If-None-Match": tag})
        package.publish(FIRST)
        for address, tag in tags.items():
            page(f"{BASE}/{address}", 200, headers={"If-None-Match": tag})

    def test_list(self, page: Page, package: Package) -> None:
        """The list names versions from the newest, each with note, decision and what changed."""
        found = [seen(one) for one in soup(page(f"{BASE}/versions")).select(".ip-versions li")]
        assert found[0].startswith("Версія 2 чинна Звіт за <II квартал>")
        assert "Рішення № 7" in found[0]
        assert found[1].startswith("Версія 1 Перша")

    def test_version(self, page: Page, package: Package) -> None:
        """A version's page tells who, why and what it changed, and leads to its files for good."""
        html = soup(page(f"{BASE}/version/1"))
        told = seen(html.select_one("main"))
        assert "Це попередня версія даних" in told
        assert "Редакторка" in told
        links = [one["href"] for one in html.select("main a[href]")]
        assert f"{BASE}/version/1/file/funding.csv" in links
        assert f"{BASE}/version/1/package/data/funding.csv" in links
        for link in (f"{BASE}/version/1/file/funding.csv", f"{BASE}/version/2"):
            page(link)

    def test_from_the_dataset(self, page: Page, package: Package) -> None:
        """The dataset's page leads to its versions and to what changed last."""
        links = [one["href"] for one in soup(page(BASE)).select("main a[href]")]
        assert {f"{BASE}/versions", f"{BASE}/version/2", f"{BASE}/difference"} <= set(links)

    def test_withdrawn(self, page: Page, package: Package) -> None:
        """A withdrawal is a version with its reason; earlier ones stay."""
        package.withdraw("withdrawn")
        assert "Помилкові дані" in seen(soup(page(f"{BASE}/version/3")).select_one("main"))
        assert "Таблиці більше немає" in page(f"{BASE}/difference?from=2&to=3").text
        page(f"{BASE}/difference?from=1&to=2")


class TestDifference:
    def test_words(self, page: Page, package: Package) -> None:
        """The page says in one sentence what a row of money was and is."""
        html = soup(page(f"{BASE}/difference?from=1&to=2"))
        rows = [seen(one).replace(" #", "") for one in html.select(".ip-changes li")]
        assert rows == [
            f"змінено {SENTENCE}",
            "вилучено Захід 1.3, місцевий бюджет, 2027: 10,00 грн",
            "додано Захід 1.3, місцевий бюджет, 2028: 10,00 грн",
        ]
        assert "змінено 1 рядок, додано 1 рядок, вилучено 1 рядок" in seen(html)

    def test_anchors(self, page: Page, package: Package) -> None:
        """Each change has a place of its own, and leads to its row."""
        html = soup(page(f"{BASE}/difference?from=1&to=2"))
        assert html.find(id="funding:1.3~localBudget~-~-~2026")
        for link in html.select(".ip-changes p > a[href^='/']"):
            page(link["href"], 410 if link["href"].endswith("2027") else 200)

    def test_last(self, page: Page, package: Package) -> None:
        """Without numbers the address leads to the last change."""
        answer = page(f"{BASE}/difference", 302)
        assert answer.headers["Location"].endswith(f"{BASE}/difference?from=1&to=2")

    def test_backwards(self, page: Page, package: Package) -> None:
        """Two versions are told from the earlier to the later, however they are asked for."""
        assert "версія 1 → версія 2" in page(f"{BASE}/difference?from=2&to=1").text

    def test_paged(self, page: Page, package: Package) -> None:
        """A long difference is leafed through; every change is on some page, once."""
        rows = [funding(f"2.{n}", "1.00") for n in range(230)]
        package.publish({"funding": rows})
        seen: list[str] = []
        for number in (1, 2, 3):
            html = soup(page(f"{BASE}/difference?from=2&to=3&table=funding&page={number}"))
            seen += [one["id"] for one in html.select(".ip-changes li")]
        assert len(seen) == len(set(seen)) == 232
        html = soup(page(f"{BASE}/difference?from=2&to=3"))
        assert len(html.select(".ip-changes li")) < 60
        assert html.select("a[href$='from=2&to=3&table=funding']")

    def test_csv(self, page: Page, package: Package) -> None:
        """The CSV holds every cell that differs with the values as in the files."""
        answer = page(f"{BASE}/difference.csv?from=1&to=2")
        rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True))))
        assert rows[0] == ["table", "key", "change", "field", "old", "new"]
        key = "1.3~localBudget~-~-~2026"
        assert rows[1] == ["funding", key, "changed", "amount", "1604850.00", "1700000.00"]
        assert {row[2] for row in rows[2:]} == {"removed", "added"}

    def test_json(self, page: Page, package: Package) -> None:
        """The JSON is what the action answers."""
        found = page(f"{BASE}/difference.json?from=1&to=2").json
        answer = helpers.call_action(
            "infoprog_version_difference", package=NAME, **{"from": 1, "to": 2}
        )
        assert found == answer
        assert found["tables"][0]["counts"] == {"added": 1, "removed": 1, "changed": 1}

    def test_unknown(self, page: Page, package: Package) -> None:
        """A version or a table that never was is answered 404, in every form."""
        for ending in ("", ".json", ".csv"):
            page(f"{BASE}/difference{ending}?from=1&to=9", 404)
            page(f"{BASE}/difference{ending}?from=1&to=2&table=nope", 404)
        page(f"{BASE}/version/9", 404)

    def test_redacted(self, page: Page, package: Package) -> None:
        """What was taken out is neither shown nor remembered, but said."""
        page(f"{BASE}/difference?from=1&to=2")
        publications.redact(versions.manifest(package.id, 1), "funding")
        text = page(f"{BASE}/difference?from=1&to=2").text
        assert "604" not in text
        assert "порівняти рядки не можна" in text
        rows = page(f"{BASE}/difference.csv?from=1&to=2").get_data(as_text=True).splitlines()
        assert rows == ["table,key,change,field,old,new"]
        assert "Персональні дані" in page(f"{BASE}/version/1").text


class TestFeed:
    def test_entries(self, page: Page, package: Package) -> None:
        """The feed has an entry a version, with what it changed in words."""
        answer = page(f"{BASE}/versions.atom")
        assert answer.mimetype == "application/atom+xml"
        root = ET.fromstring(answer.get_data())
        entries = root.findall(f"{ATOM}entry")
        titles = [one.findtext(f"{ATOM}title") for one in entries]
        assert titles == ["Версія 2: Звіт за <II квартал>", "Версія 1: Перша"]
        content = str(entries[0].findtext(f"{ATOM}content")).replace("\N{NO-BREAK SPACE}", " ")
        assert SENTENCE in content
        assert "<script" not in content

    def test_form(self, page: Page, package: Package) -> None:
        """The feed and its entries carry what Atom asks for, with whole addresses."""
        root = ET.fromstring(page(f"{BASE}/versions.atom").get_data())
        for one in (root, *root.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert one.findtext(f"{ATOM}{name}"), name
        links = [str(one.get("href")) for one in root.iter(f"{ATOM}link")]
        assert all(one.startswith("http") for one in links)
        assert {one.get("rel") for one in root.findall(f"{ATOM}link")} == {"self", "alternate"}
        assert len({one.findtext(f"{ATOM}id") for one in root.findall(f"{ATOM}entry")}) == 2


class TestList:
    def test_json(self, page: Page, package: Package) -> None:
        """The list for programs is what the action answers."""
        found = page(f"{BASE}/versions.json").json
        assert found == helpers.call_action("infoprog_version_list", package=NAME)
        assert [one["number"] for one in found] == [2, 1]

    def test_show(self, package: Package) -> None:
        """A version for programs has the whole address of each file."""
        found = helpers.call_action("infoprog_version_show", package=NAME, version=1)
        assert {one["url"] for one in found["items"]} == {
            f"{tk.config['ckan.site_url']}{BASE}/version/1/file/{name}.csv"
            for name in ("measures", "funding")
        }


ROW = "row/funding/1.3~localBudget~-~-~2026"


class TestClosed:
    def test_private(self, page: Page, publisher: dict[str, Any]) -> None:
        """Nothing of a private dataset is there for strangers; no cache keeps what editors see."""
        made = Package(publisher["id"], private=True)
        made.publish(FIRST)
        made.publish(SECOND)
        token = factories.SysadminWithToken()["token"]
        for address in (*PAGES, *OTHERS, ROW, f"{ROW}.json"):
            page(f"{BASE}/{address}", 404)
            answer = page(f"{BASE}/{address}", headers={"Authorization": token})
            assert "private" in answer.headers["Cache-Control"], address
            assert "ETag" not in answer.headers, address

    def test_restricted(self, page: Page, package: Package) -> None:
        """Where access is restricted by law not even earlier rows are shown, on any page."""
        package.withdraw("restricted")
        for address in ("difference?from=1&to=2", *OTHERS[2:], ROW, f"{ROW}.json"):
            assert "604" not in page(f"{BASE}/{address}", 451).text
        for address in ("versions", "version/1", "version/3", "versions.atom", "versions.json"):
            assert "604" not in page(f"{BASE}/{address}").text

    def test_not_published(self, page: Page, dataset: Callable[..., dict[str, Any]]) -> None:
        """A dataset that no publication made has no versions."""
        dataset(name=NAME)
        for address in (*PAGES, *OTHERS, ROW):
            page(f"{BASE}/{address}", 404)
