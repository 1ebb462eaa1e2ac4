"""The page on which an editor sees what another portal would hold of a dataset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories
from werkzeug.test import TestResponse

from tests.passport import PASSPORT

Json = dict[str, Any]
Page = Callable[..., TestResponse]
OURS = "kropyvnytska-miska-rada"


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
