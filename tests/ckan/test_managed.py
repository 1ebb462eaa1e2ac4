"""What nobody changes by hand in a dataset that publications make."""

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp
from werkzeug.test import TestResponse

from ckanext.infoprog.core.publish.refusals import explain
from ckanext.infoprog.storage import records

Made = dict[str, Any]
NAME = "programa-2025"
FIELDS = [{"id": "name", "type": "text"}]
# What every dataset says of itself, so that an edit by hand is refused for nothing else.
PASSPORT = {
    "notes": "Заходи програми з роками та сумами",
    "tag_string": "цифровий розвиток",
    "infoprog_purpose": "Закон України «Про Національну програму інформатизації»",
    "infoprog_language": "ua",
    "infoprog_update_frequency": "once a year",
    "maintainer": "Відділ інформатизації",
    "maintainer_email": "vidkryti.dani@example.org",
}


@pytest.fixture
def published(table: Callable[..., Made]) -> Made:
    """Return a dataset with a table whose pointer says that a publication made it."""
    made = table([{"name": "перший"}], FIELDS, name=NAME, title="Програма розвитку", **PASSPORT)
    _point(made["package"]["id"], withdrawn=False)
    return made


def _point(package_id: str, *, withdrawn: bool, days_ago: int = 0) -> None:
    """Write the pointer and its version as a publication does."""
    model.Session.execute(sa.delete(records.dataset))
    model.Session.execute(sa.delete(records.version))
    common = {"package_id": package_id, "publication": "p", "manifest": "0" * 64}
    model.Session.execute(
        sa.insert(records.dataset).values(**common, name=NAME, version=1, withdrawn=withdrawn)
    )
    created = dt.datetime.now(dt.UTC) - dt.timedelta(days=days_ago)
    texts = {"act": "publish", "note": "", "decision": "", "user_id": "u"}
    model.Session.execute(
        sa.insert(records.version).values(**common, **texts, number=1, created=created)
    )
    model.Session.commit()


def _user(published: Made, role: str) -> str:
    """Return the name of a new user: a role in the dataset's organisation, or an administrator."""
    if role == "sysadmin":
        return str(factories.Sysadmin()["name"])
    user = factories.User()
    if role != "stranger":
        helpers.call_action(
            "organization_member_create",
            id=published["package"]["owner_org"], username=user["name"], role=role,
        )  # fmt: skip
    return str(user["name"])


def _call(user: str, action: str, **data: object) -> object:
    """Call an action as this user, asked whether he may."""
    return helpers.call_action(action, {"user": user, "ignore_auth": False}, **data)


def _refused(user: str, action: str, data: Made) -> str:
    """Return the words in which the call was refused; empty where it went through."""
    try:
        _call(user, action, **data)
    except (tk.NotAuthorized, tk.ValidationError) as refused:
        model.Session.rollback()
        return str(refused) or "no words"
    return ""


def _signature(published: Made) -> object:
    """Return what may not change: the dataset, and the table's rows."""
    admin = {"ignore_auth": True}
    shown = tk.get_action("package_show")({**admin}, {"id": NAME})
    rows = tk.get_action("datastore_search")(
        {**admin}, {"resource_id": published["resource"]["id"]}
    )["records"]
    return {k: v for k, v in shown.items() if k != "tracking_summary"}, rows


WRITES: dict[str, Callable[[Made], Made]] = {
    "resource_create": lambda it: {"package_id": NAME, "url": "https://example.org/x"},
    "resource_update": lambda it: {"id": it["resource"]["id"], "url": "https://example.org/x"},
    "resource_patch": lambda it: {"id": it["resource"]["id"], "name": "Інша"},
    "resource_delete": lambda it: {"id": it["resource"]["id"]},
    "package_resource_reorder": lambda it: {"id": NAME, "order": [it["resource"]["id"]]},
    "datastore_create": lambda it: {
        "resource_id": it["resource"]["id"], "force": True,
        "fields": [*FIELDS, {"id": "more", "type": "text"}],
    },
    "datastore_upsert": lambda it: {
        "resource_id": it["resource"]["id"], "force": True,
        "method": "insert", "records": [{"name": "чужий"}],
    },
    "datastore_delete": lambda it: {"resource_id": it["resource"]["id"], "force": True},
    "datastore_records_delete": lambda it: {
        "resource_id": it["resource"]["id"], "force": True, "filters": {"name": "перший"},
    },
    "datastore_run_triggers": lambda it: {"resource_id": it["resource"]["id"]},
    "package_owner_org_update": lambda it: {"id": NAME, "organization_id": ""},
}  # fmt: skip
# What CKAN itself opens to its administrators alone.
STOCK_ONLY = ("datastore_run_triggers", "package_owner_org_update")
NEW_TABLE = {"resource": {"package_id": NAME}, "fields": FIELDS, "records": []}


class TestFilesAndRows:
    def test_no_role_writes_them(self, published: Made) -> None:
        """Files and rows are refused to every role with the sentence, and stay as they are."""
        before, said = _signature(published), {}
        for role in ("editor", "admin", "sysadmin"):
            user = _user(published, role)
            for action, data in WRITES.items():
                said[role, action] = _refused(user, action, data(published))
        stock = {k: v for k, v in said.items() if k[1] in STOCK_ONLY and k[0] != "sysadmin"}
        ours = {v for k, v in said.items() if k not in stock}
        assert ours == {explain("managed", {"package": NAME}, "uk")}
        assert all(stock.values())
        assert _signature(published) == before

    def test_a_table_made_with_its_resource(self, published: Made) -> None:
        """A table that would bring a new resource along is refused too."""
        user = _user(published, "editor")
        with pytest.raises(tk.NotAuthorized, match="infoprog publish"):
            _call(user, "datastore_create", **NEW_TABLE)

    def test_a_stranger_hears_nothing_of_it(self, published: Made) -> None:
        """Who may not edit the dataset anyway is denied in CKAN's words, which name no command."""
        user, before = _user(published, "stranger"), _signature(published)
        said = {action: _refused(user, action, data(published)) for action, data in WRITES.items()}
        assert {a: w for a, w in said.items() if not w or "infoprog publish" in w} == {}
        assert _signature(published) == before

    def test_an_ordinary_dataset_is_free(self, published: Made, table: Callable[..., Made]) -> None:
        """A dataset that no publication made is ordinary CKAN."""
        other = table([{"name": "a"}], FIELDS, title="Інші заходи", **PASSPORT)
        user = _user(published, "editor")
        _call(user, "resource_patch", id=other["resource"]["id"], name="Інша")
        _call(
            user, "datastore_upsert", resource_id=other["resource"]["id"],
            force=True, method="insert", records=[{"name": "b"}],
        )  # fmt: skip

    def test_a_publication_goes_through(self, published: Made) -> None:
        """The publication's own mark in the context opens the way, for who may edit."""
        user = _user(published, "editor")
        helpers.call_action(
            "resource_patch",
            {"user": user, "ignore_auth": False, "infoprog_publication": "p"},
            id=published["resource"]["id"], name="Інша",
        )  # fmt: skip

    def test_views_may_be_set_up(self, published: Made) -> None:
        """A view of a published table is made, changed and removed by an editor."""
        user = _user(published, "editor")
        where = {"resource_id": published["resource"]["id"], "view_type": "image_view"}
        with_view = {"user": user, "ignore_auth": False}
        assert tk.check_access("resource_view_create", dict(with_view), {**where})
        assert tk.check_access("resource_view_reorder", dict(with_view), {**where})
        view = model.ResourceView(**where, title="Вид", order=1)
        model.Session.add(view)
        model.Session.commit()
        for action in ("resource_view_update", "resource_view_delete"):
            assert tk.check_access(action, dict(with_view), {"id": view.id, **where})


class TestDescription:
    @pytest.mark.parametrize("action", ["package_patch", "package_revise", "package_update"])
    def test_it_may_be_edited(self, published: Made, action: str) -> None:
        """An editor corrects the title by hand; the plan shows it as drift."""
        user = _user(published, "editor")
        _call(user, action, **_with(action, title="Інша назва"))
        assert helpers.call_action("package_show", id=NAME)["title"] == "Інша назва"
        assert len(helpers.call_action("package_show", id=NAME)["resources"]) == 1

    def test_identity_may_not(self, published: Made) -> None:
        """Address, publisher and state of the dataset are refused by the name of the field."""
        factories.Organization(name="inshi")
        before, deviations = _signature(published), []
        for user in (_user(published, "editor"), _user(published, "sysadmin")):
            for action, (field, value) in itertools.product(EDITS, IDENTITY):
                expected = explain("managed-field", {"package": NAME, "field": field}, "uk")
                if _refused(user, action, _with(action, **{field: value})) != expected:
                    deviations.append((user, action, field))
        assert deviations == []
        assert _signature(published) == before

    def test_files_in_it_may_not(self, published: Made) -> None:
        """A description whose list of files differs in anything is refused."""
        user, before, deviations = _user(published, "editor"), _signature(published), []
        one = helpers.call_action("package_show", id=NAME)["resources"][0]
        changes: list[object] = [
            [],
            [one, {"url": "https://example.org/x"}],
            *([{**one, **more}] for more in ({"hash": "f" * 64}, {"size": 1}, {"name": "Інша"})),
            [{k: v for k, v in one.items() if k != "format"}],
            [{k: v for k, v in one.items() if k != "id"}],
            [1],
        ]
        for action, change in itertools.product(("package_patch", "package_update"), changes):
            if not _refused(user, action, _with(action, resources=change)):
                deviations.append((action, change))
        for change in REVISIONS:
            if not _refused(user, "package_revise", {"match": {"name": NAME}, **change}):
                deviations.append(("package_revise", change))
        assert deviations == []
        assert _signature(published) == before

    def test_it_may_be_hidden_at_once(self, published: Made) -> None:
        """An editor hides the whole dataset, as one must when personal data slipped in."""
        user = _user(published, "editor")
        _call(user, "package_patch", id=NAME, private=True)
        assert helpers.call_action("package_show", id=NAME)["private"] is True


EDITS = ("package_patch", "package_revise", "package_update")
IDENTITY = (("name", "insha"), ("owner_org", "inshi"), ("state", "deleted"), ("state", "draft"))
REVISIONS: tuple[Made, ...] = (
    {"update": {"resources": [{"name": "Інша"}]}},
    {"update__resources__0": {"hash": "f" * 64}},
    {"update__resources__extend": [{"url": "https://example.org/x"}]},
    {"filter": ["-resources__0"]},
    {"filter": ["-resources"], "update": {"resources": []}},
)


def _with(action: str, **change: object) -> Made:
    """Return what the action takes to make this change."""
    if action == "package_patch":
        return {"id": NAME, **change}
    if action == "package_revise":
        return {"match": {"name": NAME}, "update": change}
    return {**helpers.call_action("package_show", id=NAME), "id": NAME, **change}


class TestDeletion:
    def test_it_waits_for_the_withdrawal(self, published: Made) -> None:
        """What is not withdrawn, or only lately, is not deleted; the sentence says how to."""
        expected = explain("not-withdrawn", {"package": NAME, "days": 7}, "uk")
        users = [_user(published, role) for role in ("editor", "admin", "sysadmin")]
        for withdrawn, days in ((False, 100), (True, 0), (True, 6)):
            _point(published["package"]["id"], withdrawn=withdrawn, days_ago=days)
            said = {_refused(user, "package_delete", {"id": NAME}) for user in users}
            assert said == {expected}
        assert model.Package.get(NAME).state == "active"

    def test_after_a_week_it_may(self, published: Made) -> None:
        """A dataset that has stood withdrawn for a week is deleted by an editor."""
        _point(published["package"]["id"], withdrawn=True, days_ago=8)
        _call(_user(published, "editor"), "package_delete", id=NAME)
        assert model.Package.get(NAME).state == "deleted"

    def test_not_by_the_lot(self, published: Made, dataset: Callable[..., Made]) -> None:
        """A deletion of many that names a published one is refused whole."""
        other = dataset()
        user = _user(published, "admin")
        with pytest.raises(tk.NotAuthorized):
            _call(
                user, "bulk_update_delete", org_id=other["owner_org"],
                datasets=[other["id"], published["package"]["id"]],
            )  # fmt: skip
        assert {model.Package.get(one).state for one in (other["id"], NAME)} == {"active"}

    def test_an_administrator_may_purge(
        self, published: Made, dataset: Callable[..., Made]
    ) -> None:
        """CKAN's administrator may still remove everything."""
        other = dataset()
        _point(other["id"], withdrawn=False)
        _call(_user(published, "sysadmin"), "dataset_purge", id=other["id"])
        assert model.Package.get(other["id"]) is None


class TestForms:
    @pytest.fixture
    def browse(self, published: Made, app: CKANTestApp) -> Callable[..., TestResponse]:
        """Return a function that sends a form as an editor's program does, and gives the answer."""
        token = factories.APIToken(user=_user(published, "editor"))["token"]
        headers = {"Authorization": token, "Accept": "text/html"}

        def send(path: str, lang: str = "", **form: object) -> TestResponse:
            way = app.post if form else app.get
            more = {"data": form} if form else {}
            return way(f"{lang}{path}", headers=headers, expect_errors=True, **more)

        return send

    @pytest.mark.parametrize("lang", ["uk", "en"])
    def test_the_page_says_the_sentence(
        self, published: Made, browse: Callable[..., TestResponse], lang: str
    ) -> None:
        """A form that would change what is published answers with the sentence on a page."""
        before, deviations = _signature(published), []
        for path, form, code, more in FORMS:
            whole = path.format(name=NAME, rid=published["resource"]["id"])
            answer = browse(whole, "/en" if lang == "en" else "", **form)
            expected = explain(code, {"package": NAME, "days": 7, **more}, lang)
            said = BeautifulSoup(answer.body, "html.parser").find("article")
            if answer.status_code != 403 or not said or expected not in said.get_text():
                deviations.append((path, form, answer.status_code))
        assert deviations == []
        assert _signature(published) == before


NEW = {"save": "go-metadata", "url": "https://example.org/x", "id": ""}
FORMS: tuple[tuple[str, Made, str, Made], ...] = (
    ("/dataset/{name}/resource/new", NEW, "managed", {}),
    ("/dataset/{name}/resource/new", {}, "managed", {}),
    ("/dataset/{name}/resource/{rid}/edit", {"save": "", "url": "https://x.org/"}, "managed", {}),
    ("/dataset/{name}/resource/{rid}/edit", {}, "managed", {}),
    ("/dataset/{name}/resource/{rid}/delete", {"delete": "1"}, "managed", {}),
    ("/dataset/{name}/dictionary/{rid}", {"info__1__label": "Назва"}, "managed", {}),
    ("/dataset/delete/{name}", {"delete": "1"}, "not-withdrawn", {}),
    ("/dataset/edit/{name}", {"save": "", "name": "insha"}, "managed-field", {"field": "name"}),
)
