"""What becomes of versions when a dataset is removed by CKAN's own means, and comes back."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories, helpers

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import records, versions
from tests.ckan import publishing
from tests.ckan.publishing import ASSOCIATION, SURVEY, call


@pytest.fixture
def editor(portal: None) -> str:
    """Return an editor of the survey's organisation."""
    return publishing.editor_of()


def _withdraw(editor: str) -> None:
    """Withdraw the survey as it would have been ten days ago."""
    begun = call(
        "publication_begin", editor, package=SURVEY, organization=ASSOCIATION, act="withdraw",
        base=1, withdrawal={"kind": "withdrawn", "reason": "Помилкова публікація"},
    )  # fmt: skip
    call("publication_commit", editor, id=begun["id"])
    longer = sa.text("update infoprog_version set created = created - interval '10 days'")
    model.Session.execute(longer)
    model.Session.commit()


def test_deleted(editor: str, tmp_path: Path) -> None:
    """A deleted dataset is gone for readers; published again it is the same one, a version on."""
    folder = publishing.folder_of(tmp_path)
    first = publishing.publish(folder, editor)
    _withdraw(editor)
    helpers.call_action("package_delete", {"user": editor, "ignore_auth": False}, id=SURVEY)
    with pytest.raises(RefusedError) as refused:
        call("version_list", "", package=SURVEY)
    assert refused.value.code == "not-published"
    again = publishing.publish(folder, editor)
    assert (again["version"], again["package_id"]) == (3, first["package_id"])
    assert publishing.shown()["state"] == "active"
    assert [one["number"] for one in call("version_list", "", package=SURVEY)] == [3, 2, 1]


def test_purged(editor: str, tmp_path: Path) -> None:
    """A purged dataset is gone for readers; its versions come back with it when it is published."""
    folder = publishing.folder_of(tmp_path)
    publishing.publish(folder, editor)
    admin = str(factories.Sysadmin()["name"])
    helpers.call_action("dataset_purge", {"user": admin, "ignore_auth": False}, id=SURVEY)
    with pytest.raises(RefusedError) as refused:
        call("version_list", "", package=SURVEY)
    assert refused.value.code == "not-published"
    again = publishing.publish(folder, editor)
    assert (again["state"], again["version"]) == ("done", 2)
    assert versions.pointer_named(SURVEY).version == 2
    left = sa.select(sa.func.count()).select_from(records.version)
    assert model.Session.scalar(left) == 2
