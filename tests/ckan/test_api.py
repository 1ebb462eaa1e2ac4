"""The API's description: valid, about what is really there, with examples that really work."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories
from ckan.tests.helpers import CKANTestApp
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import TestResponse

from ckanext.infoprog.core.publish import actions
from tests.ckan import publishing
from tests.ckan.publishing import SURVEY

Json = dict[str, Any]
WRITES = [one.name for one in actions.actions().values() if one.changes]


@pytest.fixture
def editor(portal: None) -> str:
    """Return an editor of the organisation whose survey is published."""
    return publishing.editor_of()


@pytest.fixture
def survey(editor: str, tmp_path: Path) -> Json:
    """Return what the published survey's manifest says."""
    return dict(publishing.publish(publishing.folder_of(tmp_path), editor)["manifest"])


def _valid(document: Json) -> list[str]:
    return [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()]


def _follow(app: CKANTestApp, line: str, token: str) -> TestResponse:
    """Send to the app what a line of curl would send."""
    words = shlex.split(line.replace("$INFOPROG_TOKEN", token))[1:]
    headers, query, body, method, address = {}, [], None, "GET", ""
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "--data-urlencode":
            name, _, value = words.pop(0).partition("=")
            query.append((name, value))
        elif word == "--data":
            body, method = words.pop(0), "POST"
        elif word == "-X":
            method = words.pop(0)
        elif word != "-G":
            address = word
    parts = urlsplit(address)
    path = f"{parts.path}?{urlencode(query or parse_qsl(parts.query))}"
    return app.test_client().open(path, method=method, headers=headers, data=body)


DESCRIBED = (
    "/dataset/{package}/passport.json",
    "/dataset/{package}/datapackage.json",
    "/dataset/{package}/structure.json",
    "/organization/{organization}/register.json",
)


class TestDescription:
    @pytest.mark.parametrize("lang", ["", "/en"])
    def test_it_is_valid(self, survey: Json, app: CKANTestApp, lang: str) -> None:
        """Both descriptions are OpenAPI 3.1 in both languages, of all that the API has."""
        whole = app.get(f"{lang}/infoprog/openapi.json").json
        one = app.get(f"{lang}/dataset/{SURVEY}/openapi.json").json
        assert (_valid(whole), _valid(one)) == ([], [])
        assert {f"/api/3/action/{name}" for name in actions.actions()} <= set(whole["paths"])
        assert bool(re.search("[а-я]", whole["info"]["title"])) is (lang == "")

    def test_a_row_is_what_it_says(self, survey: Json, app: CKANTestApp) -> None:
        """Rows of every table are as the dataset's description declares them."""
        document = app.get(f"/dataset/{SURVEY}/openapi.json").json
        search = document["paths"]["/api/3/action/datastore_search"]["get"]
        tables = search["parameters"][0]["schema"]["enum"]
        assert tables == [one["id"] for one in survey["items"] if one["schema"]]
        found = []
        for table in tables:
            answer = app.get(f"/api/3/action/datastore_search?resource_id={table}&limit=1000").json
            item = next(one for one in survey["items"] if one["id"] == table)
            schema = {
                "$ref": f"#/components/schemas/Row_{item['name']}",
                "components": document["components"],
            }
            checker = Draft202012Validator(schema)
            for row in answer["result"]["records"]:
                found += [error.message for error in checker.iter_errors(row)]
        assert found == []

    def test_the_passport_is_what_it_says(self, survey: Json, app: CKANTestApp) -> None:
        """Passport, Data Package, structure and register are described, and answer so."""
        portal, bad = app.get("/infoprog/openapi.json").json, []
        for path in DESCRIBED:
            operation = portal["paths"][path]["get"]
            examples = {one["name"]: one["example"] for one in operation["parameters"]}
            answer = app.get(path.format(**examples)).json
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            checker = Draft202012Validator({**schema, "components": portal["components"]})
            bad += [(path, error.message) for error in checker.iter_errors(answer)]
            assert list(checker.iter_errors({"nothing": 1})), path
        assert bad == []

    def test_it_names_its_version(self, survey: Json, app: CKANTestApp) -> None:
        """The dataset's description says of which version it is, also in the header."""
        answer = app.get(f"/dataset/{SURVEY}/openapi.json")
        assert answer.headers["Infoprog-Version"] == answer.json["info"]["version"] == "1"


class TestExamples:
    def test_every_reading_works(self, survey: Json, editor: str, app: CKANTestApp) -> None:
        """Each line of the page and of a dataset's description that reads answers with success."""
        token = factories.APIToken(user=editor)["token"]
        bad = []
        for line in _lines(app):
            if "{" in line or "publication_show" in line or "infoprog_cycle" in line:
                continue  # the survey is no programme: tests/ckan/test_cycle.py reads one's cycle
            if "--data '" not in line:
                answer = _follow(app, line, token)
                if answer.status_code not in (200, 302):
                    bad.append((line, answer.status_code, answer.get_data(as_text=True)[:200]))
        assert bad == []

    def test_every_writing_is_understood(self, survey: Json, editor: str, app: CKANTestApp) -> None:
        """Each line that writes is well-formed: what is refused is refused for what it names."""
        token = factories.APIToken(user=editor)["token"]
        lines = [line for line in _lines(app) if "--data '" in line]
        types = {_follow(app, line, token).json["error"]["__type"] for line in lines}
        assert len(lines) == len(WRITES)
        assert types == {"Infoprog Refusal"}


def _lines(app: CKANTestApp) -> list[str]:
    soup = BeautifulSoup(app.get("/infoprog/api").body, "html.parser")
    assert soup.find("script") is None
    return [one.get_text() for one in soup.select("pre.ip-curl")]


class TestPage:
    @pytest.mark.parametrize("lang", ["", "/en"])
    def test_it_stands_before_anything_is_published(
        self, page: Callable[..., TestResponse], lang: str
    ) -> None:
        """The page and the description stand on an empty portal too."""
        assert "curl" in page(f"{lang}/infoprog/api").body
        assert _valid(page(f"{lang}/infoprog/openapi.json").json) == []

    def test_developers_are_led_to_it(self, page: Callable[..., TestResponse]) -> None:
        """The developers' page leads to it."""
        assert 'href="/infoprog/api"' in page("/developers").body

    def test_a_private_dataset_has_none(
        self, survey: Json, editor: str, page: Callable[..., TestResponse]
    ) -> None:
        """The description of a private dataset is not there for strangers."""
        admin = {"ignore_auth": True, "user": editor}
        tk.get_action("package_patch")(admin, {"id": SURVEY, "private": True})
        body = page(f"/dataset/{SURVEY}/openapi.json", status=404).body
        assert survey["dataset"]["title"] not in body
        assert SURVEY not in page("/infoprog/api").body
