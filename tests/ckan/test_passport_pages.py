"""The passport on a dataset's page and for programs; structure, Data Package, register."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import frictionless
import pytest
from bs4 import BeautifulSoup
from ckan.lib.search import clear_all
from ckan.tests import factories
from werkzeug.test import TestResponse

from ckanext.infoprog import passports
from ckanext.infoprog.core.derive import register
from ckanext.infoprog.core.derive.city import cities
from ckanext.infoprog.core.publish import request
from ckanext.infoprog.core.publish.manifest import Withdrawal
from ckanext.infoprog.core.publish.request import Wishes
from ckanext.infoprog.core.workspace import Workspace
from tests.ckan import publishing
from tests.ckan.markup import soup, words
from tests.ckan.publishing import ASSOCIATION, ROOT, SURVEY

Json = dict[str, Any]
Page = Callable[..., TestResponse]
Make = Callable[..., Json]
FIELDS = [
    {"id": "назва", "type": "text", "info": {"label": "Назва", "label_en": "Title"}},
    {"id": "amount", "type": "numeric"},
    {"id": "day", "type": "date"},
    {"id": "moment", "type": "timestamp"},
    {"id": "done", "type": "bool"},
    {"id": "more", "type": "json"},
    {"id": "list", "type": "_text"},
]
RECORDS = [
    {"назва": 'Площа, "Героїв"', "amount": 1.5, "day": "2026-11-01", "done": True,
     "moment": "2026-11-01T10:00:00.5", "more": {"a": 1}, "list": ["x", "y"]},
    {"назва": None, "amount": None, "day": None, "done": False, "moment": None},
]  # fmt: skip


def told(html: BeautifulSoup) -> dict[str, str]:
    """Return the elements of the passport on a page by their labels."""
    rows = html.select(".ip-law > div")
    return {words(row.dt): words(row.dd) for row in rows if row.dt and row.dd}


def rows_of(answer: TestResponse) -> list[Json]:
    """Return the rows of a CSV."""
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


@pytest.fixture
def editor(portal: None) -> str:
    """Return an editor of the organisation whose survey is published."""
    return publishing.editor_of()


@pytest.fixture
def survey(editor: str, tmp_path: Path) -> Json:
    """Return what the published survey's manifest says."""
    return dict(publishing.publish(publishing.folder_of(tmp_path), editor)["manifest"])


class TestPage:
    def test_elements_in_the_order_of_the_law(self, page: Page, dataset: Make) -> None:
        """A dataset made by hand shows every element, the unknown ones said to be unknown."""
        made = dataset(maintainer="Відділ", maintainer_email="a@rada.example")
        found = told(soup(page(f"/dataset/{made['name']}")))
        labels = list(found)
        assert labels[0] == "Ідентифікаційний номер"
        assert labels[16:18] == ["Відповідальна особа", "Електронна пошта відповідальної особи"]
        assert found["Ідентифікаційний номер"] == made["id"]
        assert found["Відповідальна особа"] == "Відділ"
        assert found["Код ЄДРПОУ розпорядника"] == "розпорядник не вказав"
        assert found["Посилання на структуру набору даних"] == "структури на порталі немає"
        assert len(labels) == 25

    def test_both_languages(self, page: Page, survey: Json) -> None:
        """The same elements stand on the English page, in English where there is a text."""
        ukrainian = told(soup(page(f"/dataset/{SURVEY}")))
        english = told(soup(page(f"/en/dataset/{SURVEY}")))
        assert len(ukrainian) == len(english)
        assert ukrainian["Періодичність оновлення"] == "Більше не оновлюється"
        assert english["Update periodicity"] == "No longer updated"
        assert not re.search("[а-я]", english["Name of the dataset"])

    def test_no_licence(self, page: Page, dataset: Make) -> None:
        """A licence that the publisher has not stated is said to be not stated."""
        made = dataset(license_id="notspecified")
        assert told(soup(page(f"/dataset/{made['name']}")))["Ліцензія"] == "розпорядник не вказав"

    def test_another_publisher(self, page: Page, dataset: Make) -> None:
        """Data that belong to another publisher are marked as theirs."""
        name = dataset(infoprog_publisher_name="Обласна рада")["name"]
        html = soup(page(f"/dataset/{name}"))
        assert "дані іншого розпорядника" in words(html.h1)
        assert told(html)["Розпорядник інформації"] == "Обласна рада"

    def test_what_to_download(self, page: Page, survey: Json) -> None:
        """The page says which file is for whom; tables stand with rows, fields and structure."""
        html = soup(page(f"/dataset/{SURVEY}"))
        heads = [words(one) for one in html.select("#dataset-resources h3")]
        assert heads[0] == "Щоб читати й рахувати в Excel чи LibreOffice"
        assert "Для програм" in heads
        names = {one["id"]: one for one in survey["items"] if one["kind"] == "table"}
        rows = [words(one) for one in html.select(".ip-table") if one.h3.a]
        assert len(rows) == len(names)
        for row, item in zip(rows, names.values(), strict=True):
            assert row.startswith(item["title"]["uk"])
            assert f"{item['rows']} ряд" in row

    def test_reuse_and_citation(self, page: Page, survey: Json) -> None:
        """The page has the notice of item 17, a line that refers to the source, and a citation."""
        html = soup(page(f"/dataset/{SURVEY}"))
        reuse = words(html.select_one("section[aria-labelledby=reuse]"))
        assert "зокрема з комерційною метою" in reuse
        line, link, citation = (one.get_text() for one in html.select(".ip-copy"))
        assert line.startswith("Джерело: Асоціація міст України, «")
        assert f'<a href="{tk.config["ckan.site_url"]}/dataset/{SURVEY}">' in link
        assert "Версія 1 від" in citation
        assert f"/dataset/{SURVEY}/version/1 (SHA-256 " in citation

    def test_nobody_is_late(
        self, page: Page, dataset: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A year after the last change the rules are said in words, and no word of lateness."""
        name = dataset(infoprog_update_frequency="once a month")["name"]
        after = passports.today().replace(year=passports.today().year + 1)
        monkeypatch.setattr(passports, "today", lambda: after)
        fresh = words(
            soup(page(f"/dataset/{name}")).select_one("section[aria-labelledby=freshness]")
        )
        assert "Цей день минув; новішого на порталі не оприлюднено" in fresh
        assert "вона минула" in fresh
        assert not re.search("простроч|запізн|порушен", fresh)

    def test_next_due_day(self, page: Page, dataset: Make) -> None:
        """The next planned update follows from the frequency, the unplanned one from item 15."""
        name = dataset(infoprog_update_frequency="once a quarter")["name"]
        fresh = words(
            soup(page(f"/en/dataset/{name}")).select_one("section[aria-labelledby=freshness]")
        )
        assert "the next update is due by" in fresh
        assert "within three working days of the change" in fresh
        assert "after 91 days without a change" in fresh

    def test_markup(self, page: Page, dataset: Make) -> None:
        """Markup in any field of the passport stays text."""
        evil = "<b id=evil>x</b>"
        name = dataset(
            infoprog_spatial=evil, infoprog_publisher_name=evil, title=evil, maintainer=evil
        )["name"]
        html = soup(page(f"/dataset/{name}"))
        assert not html.select("#evil")
        assert told(html)["Територія"] == evil

    def test_withdrawn(self, page: Page, survey: Json, editor: str) -> None:
        """A dataset that was withdrawn says why; its Data Package is gone, its passport is not."""
        _withdraw(editor)
        assert "Помилка в анкетах" in words(soup(page(f"/dataset/{SURVEY}")).main)
        page(f"/dataset/{SURVEY}/datapackage.json", status=410)
        assert page(f"/dataset/{SURVEY}/passport.json").json["passport"]["files"] == []

    def test_etag(self, page: Page, dataset: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who has the page of this day and language need not load it again; tomorrow they do."""
        address = f"/dataset/{dataset(infoprog_update_frequency='once a day')['name']}"
        etag = page(address).headers["ETag"]
        page(address, status=304, headers={"If-None-Match": etag})
        assert page("/en" + address).headers["ETag"] != etag
        later = passports.today().replace(year=passports.today().year + 1)
        monkeypatch.setattr(passports, "today", lambda: later)
        page(address, headers={"If-None-Match": etag})

    @pytest.mark.ckan_config("ckanext.infoprog.calendar_file", "/nowhere/calendar.yaml")
    def test_calendar_that_is_not_there(self, page: Page, dataset: Make) -> None:
        """A calendar that cannot be read takes no page down."""
        page(f"/dataset/{dataset()['name']}")


def _withdraw(user: str) -> None:
    why = Withdrawal("withdrawn", "Помилка в анкетах")
    asked = request.withdrawing(SURVEY, ASSOCIATION, 1, why, Wishes())
    begun = publishing.call("publication_begin", user, **asked)
    publishing.call("publication_commit", user, id=begun["id"])


class TestForPrograms:
    def test_passport(self, page: Page, survey: Json) -> None:
        """The passport brings Ukrainian and English keys and names its version."""
        answer = page(f"/dataset/{SURVEY}/passport.json")
        assert answer.headers["Infoprog-Version"] == "1"
        assert answer.json["паспорт"]["Ідентифікаційний номер"] == survey["package_id"]
        assert answer.json["passport"]["identifier"] == survey["package_id"]
        assert answer.json["passport"]["version"]["code"].endswith(f"/dataset/{SURVEY}/version/1")
        etag = answer.headers["ETag"]
        page(f"/dataset/{SURVEY}/passport.json", status=304, headers={"If-None-Match": etag})

    def test_keywords_in_their_order(self, page: Page, survey: Json) -> None:
        """The keywords of a package stand in their publisher's order."""
        keywords = [one["name"] for one in survey["dataset"]["tags"]]
        assert (
            page(f"/dataset/{SURVEY}/passport.json").json["passport"]["keywords"]["uk"] == keywords
        )

    def test_datapackage(self, page: Page, survey: Json, tmp_path: Path) -> None:
        """What the Data Package of a published dataset names is really there, and valid."""
        told = page(f"/dataset/{SURVEY}/datapackage.json").json
        assert {one["path"].split("/version/")[1][0] for one in told["resources"]} == {"1"}
        assert _brought_home(page, told, tmp_path) == []
        for source in told["sources"]:
            page(_path(source["path"]))

    def test_datapackage_of_a_hand_made_one(self, page: Page, table: Make, tmp_path: Path) -> None:
        """A DataStore table is told with its true types, which its dump really has."""
        name = table(RECORDS, FIELDS)["package"]["name"]
        told = page(f"/dataset/{name}/datapackage.json").json
        types = [one["type"] for one in told["resources"][0]["schema"]["fields"]]
        assert types == [
            *("integer", "string", "number", "date", "datetime", "boolean", "any", "array")
        ]
        assert _brought_home(page, told, tmp_path) == []

    def test_no_files(self, page: Page, dataset: Make) -> None:
        """A dataset without files is no Data Package and has no structure."""
        name = dataset()["name"]
        page(f"/dataset/{name}/datapackage.json", status=404)
        page(f"/dataset/{name}/structure.csv", status=404)

    def test_structure(self, page: Page, survey: Json) -> None:
        """The structure of a published dataset is the one that was published, field by field."""
        live = page(f"/dataset/{SURVEY}/structure.csv")
        assert live.data == page(f"/dataset/{SURVEY}/file/structure.csv").data
        tables = page(f"/dataset/{SURVEY}/structure.json").json
        assert [len(one["fields"]) for one in tables if one["table"] == "answers"] == [
            sum(row["table"] == "answers" for row in rows_of(live))
        ]

    def test_structure_of_a_table(self, page: Page, table: Make) -> None:
        """A table's structure is told in the language asked for; a file without fields has none."""
        made = table(RECORDS, FIELDS)
        address = f"/dataset/{made['package']['name']}/resource/{made['resource']['id']}/structure"
        assert rows_of(page(f"{address}.csv"))[1]["title"] == "Назва"
        assert page(f"/en{address}.json").json["fields"][1]["title"] == "Title"
        assert page(f"{address}.csv?bom=true").data.startswith(b"\xef\xbb\xbf")
        page(f"/dataset/{made['package']['name']}/resource/none/structure.csv", status=404)

    @pytest.mark.parametrize("what", ["passport.json", "datapackage.json", "structure.csv"])
    def test_private(self, page: Page, dataset: Make, what: str) -> None:
        """Nothing of a private dataset is told to strangers."""
        name = dataset(private=True)["name"]
        page(f"/dataset/{name}/{what}", status=404)

    def test_private_is_not_kept(self, page: Page, dataset: Make, publisher: Json) -> None:
        """Who may read a private dataset gets an answer that no cache keeps."""
        name = dataset(private=True)["name"]
        token = factories.APIToken(user=factories.Sysadmin()["name"])["token"]
        answer = page(f"/dataset/{name}/passport.json", headers={"Authorization": token})
        assert "ETag" not in answer.headers
        assert "private" in answer.headers["Cache-Control"]


def _path(address: str) -> str:
    return address.removeprefix(str(tk.config["ckan.site_url"]))


def _brought_home(page: Page, told: Json, into: Path) -> list[Any]:
    """Return what frictionless finds in a Data Package whose files were fetched from the portal."""
    for at, resource in enumerate(told["resources"]):
        name = f"{at}.{resource.get('format', 'csv')}"
        (into / name).write_bytes(page(_path(resource["path"])).data)
        resource["path"] = name
    (into / "datapackage.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    report = frictionless.validate(str(into / "datapackage.json"))
    return report.flatten(["path", "rowNumber", "fieldName", "message"])


class TestRegister:
    def test_all_public_datasets(self, page: Page, dataset: Make, publisher: Json) -> None:
        """Every public dataset of the publisher is a row, whoever made it; no private one is."""
        shown = dataset(title="Б", resources=[{"url": "https://x.example/a.csv", "format": "csv"}])
        dataset(title="А")
        dataset(title="В", private=True)
        address = f"/organization/{publisher['name']}/register"
        rows = rows_of(page(f"{address}.csv"))
        assert {row["title"] for row in rows} == {"А", "Б"}
        row = next(one for one in rows if one["title"] == "Б")
        assert (row["uid"], row["distributionFormat"]) == (shown["id"], "CSV")
        assert row["publisherId"] == "null"
        html = soup(page(address))
        assert len(html.select("tbody tr")) == len(rows) == len(page(f"{address}.json").json)
        assert len(html.select("thead th")) == 12

    def test_empty(self, page: Page, publisher: Json) -> None:
        """A publisher without datasets has an empty register with its columns."""
        address = f"/organization/{publisher['name']}/register"
        assert page(f"{address}.csv").get_data(as_text=True).count("\n") == 1
        assert "ще не має на порталі жодного" in soup(page(address)).main.get_text()
        page("/organization/nobody/register", status=404)

    def test_it_does_not_need_the_index(self, page: Page, dataset: Make, publisher: Json) -> None:
        """While the index is empty or filled anew the register is whole all the same."""
        made = dataset(title="Набір")
        clear_all()
        (row,) = page(f"/organization/{publisher['name']}/register.json").json
        assert row["uid"] == made["id"]

    def test_it_agrees_with_the_build(self, page: Page, editor: str, tmp_path: Path) -> None:
        """Row by row the register of what was published is the one that `infoprog build` makes."""
        publishing.publish(publishing.folder_of(tmp_path), editor)
        local = cities(Workspace(ROOT), str(tk.config["ckan.site_url"]))[ASSOCIATION]
        live = page(f"/organization/{ASSOCIATION}/register.json").json
        assert live == sorted(map(dict, register.register(local)), key=lambda row: row["uid"])
        assert live
