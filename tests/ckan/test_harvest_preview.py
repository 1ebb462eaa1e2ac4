"""The page on which an editor sees what another portal would hold of a dataset."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories
from werkzeug.test import TestResponse

from tests.passport import PASSPORT

Json = dict[str, Any]
Page = Callable[..., TestResponse]
OURS = "kropyvnytska-miska-rada"
VIEW = import_module("ckanext.infoprog.views.harvest_preview")


@pytest.fixture
def editor(portal: None) -> Json:
    """Return an editor of the organisation that the shipped files name, and of another one."""
    user = factories.UserWithToken()
    users = [{"name": user["name"], "capacity": "editor"}]
    for name in (OURS, "insha-rada"):
        factories.Organization(name=name, title=name, users=users)
    return dict(user)


@pytest.fixture
def look(editor: Json, page: Page) -> Callable[..., BeautifulSoup]:
    """Return a function that makes a dataset and shows the editor what would arrive of it."""

    def show(query: str = "", organization: str = OURS, **more: object) -> BeautifulSoup:
        made = {**PASSPORT, "owner_org": organization, "title": "Програма 2025", **more}
        dataset = factories.Dataset(user=editor, name="prohrama", **made)
        headers = {"Authorization": editor["token"]}
        answer = page(f"/en/dataset/{dataset['name']}/harvest-preview{query}", headers=headers)
        assert "private" in answer.headers["Cache-Control"]
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return show


@pytest.fixture
def listed(editor: Json, page: Page) -> Callable[..., BeautifulSoup]:
    """Return a function that shows the editor the list of a publisher's datasets."""

    def show(query: str = "", organization: str = OURS) -> BeautifulSoup:
        headers = {"Authorization": editor["token"]}
        address = f"/en/organization/{organization}/harvest-preview{query}"
        answer = page(address, headers=headers)
        assert "private" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return show


def rows(html: BeautifulSoup) -> dict[str, list[str]]:
    """Return what the list says of each dataset, by its title."""
    found = html.select("article tbody tr")
    return {row.a.text: [one.text for one in row.select("td")] for row in found if row.a}


def cells(html: BeautifulSoup) -> dict[str, str]:
    """Return what arrives by national field."""
    rows = html.select("article tbody tr")
    return {row.code.text: " ".join(row.td.text.split()) for row in rows if row.code and row.td}


class TestPage:
    def test_by_dcat(self, look: Callable[..., BeautifulSoup]):
        """What the DCAT harvester reads of the portal's own description stands in the fields."""
        html = look("?as=dcat")
        found = cells(html)
        assert found["title"] == "Програма 2025"
        assert found["purpose_of_collecting_information"] == PASSPORT["infoprog_purpose"]
        assert (found["language"], found["update_frequency"]) == ("ua", "once a year")
        assert found["maintainer_email"] == PASSPORT["maintainer_email"]
        assert "title_en" not in html.select_one("article").text

    def test_warns_of_a_long_text(self, look: Callable[..., BeautifulSoup]):
        """A text that the national portal has been seen to cut is named before."""
        html = look(notes="н" * 401)
        assert any("has 401 characters" in one.text for one in html.select("article li"))

    def test_private_dataset_does_not_leave(self, look: Callable[..., BeautifulSoup]):
        """Of a private dataset the page says that it does not leave, and shows no fields."""
        html = look(private=True)
        assert cells(html) == {}
        assert "it is private" in html.select_one("article").text

    def test_organisation_that_no_file_names(self, look: Callable[..., BeautifulSoup]):
        """A dataset of an organisation that no file gives is taken by no harvester."""
        html = look(organization="insha-rada")
        assert cells(html) == {}
        assert "no harvester takes this one" in html.select_one(".ip-note ~ .ip-note").text

    def test_dataset_of_another_publisher(self, look: Callable[..., BeautifulSoup]):
        """A dataset whose publisher has another code would leave under a wrong name: an error."""
        html = look(infoprog_publisher_id="00032129", infoprog_publisher_name="Інша рада")
        assert any(
            one.text.startswith("error") and "Інша рада 00032129" in one.text
            for one in html.select("article li")
        )

    def test_odd_choice(self, look: Callable[..., BeautifulSoup]):
        """A harvester or a target that there is not means the usual one."""
        html = look("?as=xml&target=moon")
        assert [one.text for one in html.select("article [aria-current=true]")] == [
            "by CKAN’s own API",
            "the national portal",
        ]


class TestList:
    @pytest.mark.parametrize("way", ["ckan", "dcat"])
    def test_counts(self, editor: Json, listed: Callable[..., BeautifulSoup], way: str):
        """Each dataset of the publisher stands there with how much there is to know before, and
        leads to its own page by the same harvester.
        """
        of = {**PASSPORT, "user": editor, "owner_org": OURS}
        factories.Dataset(name="hladkyi", title="Гладкий", **of)
        factories.Dataset(name="dovhyi", title="Довгий", **{**of, "notes": "н" * 401})
        factories.Dataset(name="chuzhyi", title="Чужий", **of, infoprog_publisher_id="00032129")
        factories.Dataset(name="zakrytyi", title="Закритий", **of, private=True)
        factories.Dataset(name="inshyi", title="Інший", **{**of, "owner_org": "insha-rada"})
        html = listed(f"?as={way}")
        found = rows(html)
        assert {name: one[0] for name, one in found.items()} == {
            "Гладкий": "yes", "Довгий": "yes", "Чужий": "yes", "Закритий": "no"
        }  # fmt: skip
        errors, notices = ({name: one[at] for name, one in found.items()} for at in (1, 3))
        assert (errors["Гладкий"], errors["Чужий"], errors["Закритий"]) == ("0", "1", "–")
        assert int(notices["Довгий"]) == int(notices["Гладкий"]) + 1
        (link,) = [one["href"] for one in html.select("tbody a") if one.text == "Довгий"]
        assert link.endswith(f"/dataset/dovhyi/harvest-preview?as={way}&target=national")

    def test_pages(
        self, editor: Json, listed: Callable[..., BeautifulSoup], monkeypatch: pytest.MonkeyPatch
    ):
        """What does not fit on one page stands on the next, by the same harvester and target."""
        monkeypatch.setattr(VIEW, "PER_PAGE", 2)
        for at in range(3):
            factories.Dataset(title=f"Набір {at}", user=editor, owner_org=OURS, **PASSPORT)
        first = listed("?as=dcat&target=plain")
        (link,) = [one["href"] for one in first.select(".pagination a")]
        assert link.endswith("?as=dcat&target=plain&page=2")
        assert len(rows(first)) == 2
        assert len(rows(listed("?page=2"))) == 1

    def test_organisation_that_no_file_names(self, listed: Callable[..., BeautifulSoup]):
        """Of an organisation that no file gives the list says that no harvester takes anything."""
        html = listed(organization="insha-rada")
        assert "no harvester takes them" in html.select_one(".ip-note ~ .ip-note").text
