"""What a publication says of a dataset stays in the catalogue, also when the form is edited."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp

from ckanext.infoprog.core import descriptor
from ckanext.infoprog.core.harvest.exported import extras
from ckanext.infoprog.core.package import read_package
from ckanext.infoprog.core.publish import bundle, dataset

FOLDER = Path(__file__).parents[2] / "examples" / "zrazkova-hromada"
MOMENT = "2026-11-21T10:00:00.000001"
BY_PORTAL = {"url", "last_modified"}
CONTACT = {"contact": {"person": "Відділ", "email": "viddil@rada.example"}}

Made = dict[str, Any]


@pytest.fixture
def published(publisher: Made, tmp_path: Path) -> Made:
    """Return a dataset written as a publication writes it, with one resource of each kind."""
    items = bundle.published(bundle.bundle(FOLDER, tmp_path))
    user = factories.Sysadmin()["name"]
    return helpers.call_action(
        "package_create",
        context={"user": user, "ignore_auth": True},
        **dataset.described(read_package(FOLDER), CONTACT),
        owner_org=publisher["id"],
        infoprog_version="1",
        infoprog_published=MOMENT,
        resources=[{**dataset.resource(one), "last_modified": MOMENT} for one in items[:1]],
    )


def wanted() -> Made:
    """Return the fields of a dataset that are plain texts and not empty."""
    found = dataset.described(read_package(FOLDER), CONTACT)
    return {name: value for name, value in found.items() if name != "tags" and value}


def shown(name: str) -> Made:
    return helpers.call_action("package_show", id=name)


@pytest.fixture
def edit(published: Made, app: CKANTestApp) -> Callable[..., Any]:
    """Return a function that opens the dataset's form and sends it with changed fields."""
    token = factories.SysadminWithToken()["token"]

    def send(**changes: str) -> Any:  # noqa: ANN401 - CKAN's answer
        address = f"/dataset/edit/{published['name']}"
        headers = {"Authorization": token}
        form = BeautifulSoup(
            app.get(address, headers=headers).get_data(as_text=True), "html.parser"
        )
        fields = _fields(form.select_one("form:has([name=title])"))
        return app.post(
            address, data={**fields, **changes}, headers=headers, follow_redirects=False
        )

    return send


def _fields(form: Any) -> dict[str, str]:  # noqa: ANN401 - an element of BeautifulSoup
    """Return what a browser would send of a form that nobody touched."""
    fields = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
    fields |= {one["name"]: one.get_text().removeprefix("\n") for one in form.select("textarea")}
    for one in form.select("select[name]"):
        chosen = one.select_one("option[selected]") or one.select_one("option")
        fields[one["name"]] = chosen["value"] if chosen else ""
    return fields | {"save": ""}


def test_kept(published: Made) -> None:
    """Every field that a publication writes is given back as it was written."""
    found = shown(published["name"])
    assert {name: found.get(name) for name in wanted()} == wanted()
    assert found["id"] == descriptor.package_id("zrazkova-hromada")
    assert (found["infoprog_version"], found["infoprog_published"]) == ("1", MOMENT)
    stored = [one for one in found["extras"] if one["key"] not in extras(found)]
    assert stored == []


def test_resource_kept(published: Made, tmp_path: Path) -> None:
    """Every field of a resource is given back too, its Table Schema as it was."""
    item = bundle.published(bundle.bundle(FOLDER, tmp_path))[0]
    wanted = {k: v for k, v in dataset.resource(item).items() if v != "" and k not in BY_PORTAL}
    found = shown(published["name"])["resources"][0]
    assert {name: found.get(name) for name in wanted} == wanted
    assert json.loads(found["schema"]) == json.loads(json.dumps(dict(item.schema or {})))


def test_form_hides_what_publications_alone_say(published: Made, app: CKANTestApp) -> None:
    """The form gives back hidden what only a publication says; the passport's fields are seen."""
    token = factories.SysadminWithToken()["token"]
    page = app.get(f"/dataset/edit/{published['name']}", headers={"Authorization": token})
    form = BeautifulSoup(page.get_data(as_text=True), "html.parser")
    kept = {"infoprog_kind", "infoprog_figures", "infoprog_version", "infoprog_published"}
    hidden = {one["name"] for one in form.select("[type=hidden][name^=infoprog_]")}
    assert hidden == kept
    assert len(form.select("[name^=infoprog_]:not([type=hidden])")) > len(kept)


def test_form_edit(edit: Callable[..., Any], published: Made) -> None:
    """A title changed in the form leaves everything that the publication wrote."""
    assert edit(title="Інша назва").status_code == 302
    found = shown(published["name"])
    assert found["title"] == "Інша назва"
    rest = {name: value for name, value in wanted().items() if name != "title"}
    assert {name: found.get(name) for name in rest} == rest
    assert found["infoprog_version"] == "1"
    assert len(found["resources"]) == len(published["resources"])


def test_not_on_the_page(published: Made, app: CKANTestApp) -> None:
    """The dataset's page shows none of these fields as raw text."""
    page = app.get(f"/dataset/{published['name']}").get_data(as_text=True)
    assert "label_uk" not in page
    assert "infoprog_" not in BeautifulSoup(page, "html.parser").get_text()


def test_kind_is_found(published: Made) -> None:
    """A search finds the dataset by its kind."""
    found = helpers.call_action("package_search", fq="infoprog_kind:programme")
    assert [one["name"] for one in found["results"]] == ["zrazkova-hromada"]
