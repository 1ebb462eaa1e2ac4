"""The page of a row, its history, and what stands where a row is gone."""

from collections.abc import Callable
from typing import Any

import pytest
from ckan.tests import helpers
from werkzeug.test import TestResponse

from ckanext.infoprog.storage import versions
from tests.ckan import publications
from tests.ckan.markup import seen, soup
from tests.ckan.publications import NAME, Package, funding, measure
from tests.ckan.twoversions import FIRST, SECOND

Page = Callable[..., TestResponse]
BASE = f"/dataset/{NAME}/row"
ROW = f"{BASE}/funding/1.3~localBudget~-~-~2026"
GONE = f"{BASE}/funding/1.3~localBudget~-~-~2027"


@pytest.fixture
def package(publisher: dict[str, Any]) -> Package:
    """Give a dataset with three versions, the last equal to the second in its rows."""
    made = Package(publisher["id"])
    made.publish(FIRST)
    made.publish(SECOND)
    made.publish(SECOND, note="Лише опис")
    return made


class TestPage:
    def test_row(self, page: Page, package: Package) -> None:
        """A row's page says what it is in words, with the value as in the file beside it."""
        answer = page(ROW)
        html = soup(answer)
        assert seen(html.select_one("h1")) == "Захід 1.3, місцевий бюджет, 2026"
        assert html.select_one("#amount data")["value"] == "1700000.00"
        assert seen(html.select_one("#amount dd")) == "1 700 000,00 грн"
        assert seen(html.select_one("#fund dd")) == "немає"
        assert answer.headers["Infoprog-Version"] == "3"

    def test_refers(self, page: Page, package: Package) -> None:
        """A cell that names another row leads there and says what it is called."""
        cell = soup(page(ROW)).select_one("#measureId dd")
        assert seen(cell) == "1.3 Електронна черга"
        page(cell.a["href"])

    def test_history(self, page: Page, package: Package) -> None:
        """The history tells only of versions that changed the row, the newest first."""
        found = [seen(one) for one in soup(page(ROW)).select(".ip-versions li")]
        assert [one.split(",")[0] for one in found] == ["Версія 2", "Версія 1"]
        assert "1 604 850,00 → 1 700 000,00 грн, +5,9 %" in found[0]
        assert "рядок з’явився" in found[1]

    def test_gone(self, page: Page, package: Package) -> None:
        """A row that is gone answers 410 and stands as it last was, with that version."""
        answer = page(GONE, 410)
        text = seen(soup(answer).select_one("main"))
        assert "Востаннє він був у версії 1" in text
        assert "10,00 грн" in text
        assert page(f"{GONE}.json", 410).json["state"] == "gone"

    def test_never(self, page: Page, package: Package) -> None:
        """A row or a table that never was answers 404."""
        for address in (f"{BASE}/funding/9.9", f"{BASE}/nope/1", f"{ROW}x.json"):
            page(address, 404)

    def test_other_names(self, page: Page, package: Package) -> None:
        """A table is also known by its resource's name; the page names the one address."""
        found = soup(page(f"{BASE}/measures/1.3")).select_one("link[rel=canonical]")["href"]
        assert found.endswith(f"{BASE}/measures/1.3")

    def test_hostile_key(self, page: Page, publisher: dict[str, Any]) -> None:
        """Whatever a key holds, its page is found by the address that the portal gives."""
        keys = ["<b>жирний</b>", 'a"b', "а/б/в", "..", "%2e", "1.json", "1"]
        rows = [measure(key, "Назва <script>") for key in keys]
        Package(publisher["id"]).publish({"measures": rows})
        for key in keys:
            asked = {"package": NAME, "table": "measures", "key": key}
            found = helpers.call_action("infoprog_row_show", **asked)
            address = found["url"].partition("//")[2].partition("/")[2]
            text = page(f"/{address}").get_data(as_text=True)
            assert "<script>" not in text
            assert "<b>жирний" not in text
            assert key == "1" or page(f"/{address}.json").json["key"] == key

    def test_english(self, page: Page, package: Package) -> None:
        """In English the codes and headings are English."""
        assert seen(soup(page(f"/en{ROW}")).select_one("h1")) == "Measure 1.3, local budget, 2026"


class TestAction:
    def test_current(self, package: Package) -> None:
        """The action gives the row as in the file and its history, field by field."""
        found = helpers.call_action(
            "infoprog_row_show", package=NAME, table="funding", key=ROW.rpartition("/")[2]
        )
        assert found["state"] == "current"
        assert found["version"] == 3
        assert found["row"]["amount"] == "1700000.00"
        change, begin = found["history"]
        fields = [{"name": "amount", "old": "1604850.00", "new": "1700000.00"}]
        assert (change["version"], change["change"], change["fields"]) == (2, "changed", fields)
        assert (begin["version"], begin["change"]) == (1, "added")

    def test_same_as_page(self, page: Page, package: Package) -> None:
        """The page's JSON is what the action answers."""
        key = ROW.rpartition("/")[2]
        found = helpers.call_action("infoprog_row_show", package=NAME, table="funding", key=key)
        assert page(f"{ROW}.json").json == found


def test_redacted(page: Page, package: Package) -> None:
    """A version whose file was taken out is named, and nothing of it is told from memory."""
    page(ROW)
    publications.redact(versions.manifest(package.id, 1), "funding")
    text = page(ROW).text
    assert "604" not in text
    assert "переглянути їх не можна: 1" in text


def test_long_history(page: Page, publisher: dict[str, Any]) -> None:
    """A row's whole course is told: it changed, went and came back."""
    made = Package(publisher["id"])
    for amount in ("1.00", "2.00", None, "3.00"):
        rows = [funding("1.3", amount)] if amount else []
        made.publish({"funding": [*rows, funding("9.9", "5.00")]})
    found = page(f"{ROW}.json").json["history"]
    assert [(one["version"], one["change"]) for one in found] == [
        (4, "added"),
        (3, "removed"),
        (2, "changed"),
        (1, "added"),
    ]
