"""What a dataset says for harvesters is made of its fields when shown, and is never stored."""

import json
from typing import Any

import pytest
from ckan import model
from ckan.tests import factories, helpers

from ckanext.infoprog.core.harvest import carried
from tests.passport import PASSPORT

Made = dict[str, Any]
NATIONAL = {
    "language": PASSPORT["infoprog_language"],
    "purpose_of_collecting_information": PASSPORT["infoprog_purpose"],
    "update_frequency": PASSPORT["infoprog_update_frequency"],
}

pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture
def made(portal: None) -> Made:
    """Return a dataset with a passport, a table with a schema, and an extra of its maker's own."""
    return factories.Dataset(
        **PASSPORT,
        name="programa",
        owner_org=factories.Organization()["id"],
        extras=[{"key": "our-note", "value": "так"}],
        resources=[
            {"url": "https://example.org/a.csv", "schema": '{"fields": []}'},
            {"url": "https://example.org/b.pdf"},
        ],
    )


def extras(dataset: Made) -> dict[str, str]:
    """Return the extras of a dataset by key."""
    assert len({one["key"] for one in dataset["extras"]}) == len(dataset["extras"])
    return {one["key"]: one["value"] for one in dataset["extras"]}


def stored(name: str = "programa") -> dict[str, Any]:
    """Return what the database holds beside the columns of a dataset."""
    return dict(model.Package.get(name).extras)


def send(**dataset: object) -> None:
    """Send a dataset back as an administrator."""
    context = {"user": factories.Sysadmin()["name"], "ignore_auth": False}
    helpers.call_action("package_update", context, **dataset)


class TestShown:
    """What harvesters read in package_show and package_search."""

    def test_national_keys(self, made: Made):
        """The three extras that the national harvester reads say what the passport says."""
        shown = extras(helpers.call_action("package_show", id="programa"))
        assert NATIONAL.items() <= shown.items()
        assert shown["our-note"] == "так"

    def test_in_searches(self, made: Made):
        """A search, which is what the CKAN harvester asks, gives the same extras."""
        found = helpers.call_action("package_search", q="name:programa")["results"]
        shown = helpers.call_action("package_show", id="programa")
        assert [extras(one) for one in found] == [extras(shown)]

    def test_no_tag_string(self, made: Made):
        """Keywords leave as tags alone: every CKAN refuses an extra of the name tag_string."""
        assert "tag_string" not in extras(made)

    def test_structure_of_tables(self, made: Made):
        """A table with a schema names the address of its structure, another file names none."""
        shown = helpers.call_action("package_show", id="programa")["resources"]
        ending = f"/dataset/programa/resource/{shown[0]['id']}/structure.json"
        assert shown[0]["conforms_to"].endswith(ending)
        assert "conforms_to" not in shown[1]

    def test_follows_the_field(self, made: Made):
        """Whoever changes a field and sends back all that was shown has changed the extra too."""
        shown = helpers.call_action("package_show", id="programa")
        shown["infoprog_update_frequency"] = "once a month"
        send(**shown)
        again = extras(helpers.call_action("package_show", id="programa"))
        assert again["update_frequency"] == "once a month"


class TestNotStored:
    """What becomes of them when a dataset is sent back."""

    def test_round_trip(self, made: Made):
        """A dataset that is sent back as it was shown is stored as it was."""
        before = stored()
        shown = helpers.call_action("package_show", id="programa")
        send(**{**shown, "title": "Інша назва"})
        assert stored() == before
        table = model.Package.get("programa").resources[0]
        assert "conforms_to" not in table.extras

    def test_nothing_written(self, made: Made):
        """A dataset sent back unchanged has not changed."""
        shown = helpers.call_action("package_show", id="programa")
        send(**json.loads(json.dumps(shown)))
        again = helpers.call_action("package_show", id="programa")
        assert again["metadata_modified"] == shown["metadata_modified"]

    def test_emptied_field(self, made: Made):
        """A field that is emptied takes its extra along, though the extra is sent back."""
        shown = helpers.call_action("package_show", id="programa")
        context = {"user": factories.Sysadmin()["name"]}  # as from inside: it may be left out
        helpers.call_action("package_update", context, **{**shown, "infoprog_language": ""})
        assert "language" not in extras(helpers.call_action("package_show", id="programa"))

    def test_from_elsewhere(self):
        """What a dataset from elsewhere says there stays while its own field is empty."""
        publisher = factories.Organization()["id"]
        brought = [{"key": "language", "value": "uk"}]
        factories.Dataset(name="foreign", owner_org=publisher, extras=brought)
        assert extras(helpers.call_action("package_show", id="foreign"))["language"] == "uk"


def test_every_filled_field(made: Made):
    """Every filled field that the table sends out as an extra is shown as one."""
    shown = helpers.call_action("package_show", id="programa")
    filled = {key for name, key in carried.table().extras.items() if shown.get(name)}
    assert filled <= set(extras(shown))
