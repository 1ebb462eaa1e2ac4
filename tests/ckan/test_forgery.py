"""No form of another site acts here with somebody's session; every answer carries its headers."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan import model
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.routing import IntegerConverter, Rule

Made = dict[str, Any]
PASSWORD = "Pass-Word-2026"  # noqa: S105 - of a user of the test
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
PAGES = (
    *("/dataset/new", "/dataset/edit/{name}", "/dataset/delete/{name}", "/dataset/{name}"),
    *("/dataset/{name}/resource/new", "/dataset/{name}/resource/{resource}/edit"),
    *("/dataset/groups/{name}", "/dataset/"),
    *("/organization/new", "/organization/edit/{owner}", "/organization/delete/{owner}"),
    *("/organization/manage_members/{owner}", "/organization/member_new/{owner}"),
    *("/organization/bulk_process/{owner}", "/organization/{owner}", "/group/new"),
    *("/user/edit/{user}", "/user/{user}/api-tokens", "/user/delete/{user}", "/dashboard/"),
    *("/ckan-admin/config", "/ckan-admin/trash", "/ckan-admin/reset_config", "/"),
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
# Address, what is asked beside it, the status of the answer.
ANSWERS: list[tuple[str, Made, int]] = [
    ("/", {}, 200),
    ("/nope", {}, 404),
    ("/dataset/{name}.ttl", {}, 200),
    ("/dataset/{name}/passport.json", {}, 200),
    ("/organization/{owner}/register.csv", {}, 200),
    ("/feeds/dataset.atom", {}, 200),
    ("/catalog", {}, 303),
    ("/catalog.ttl?page=x", {}, 400),
    ("/dataset/nothing/passport.json", {}, 404),
    ("/api/3/action/package_show?id={name}", {}, 200),
    ("/api/3/action/package_show?id=nothing", {}, 404),
    ("/api/3/action/package_create", {"method": "POST", "json": {}}, 403),
    ("/dataset/new", {}, 403),
    ("/healthz", {}, 200),
    ("/infoprog/favicon.svg", {}, 200),
    ("/user/login", {}, 200),
    ("/catalog.ttl", {"method": "DELETE"}, 405),
]


@pytest.fixture(autouse=True)
def _unguarded_after(app: CKANTestApp) -> Iterator[None]:
    """Leave CKAN's guard of forms switched off, as its own tests have it."""
    yield
    app.flask_app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def names(dataset: Callable[..., Made]) -> Made:
    """Return the names that stand in the addresses of a portal with a dataset and a file."""
    made = dataset(resources=[{"url": "https://example.org/a.csv", "name": "a"}])
    user = factories.Sysadmin(password=PASSWORD)
    return {
        "name": made["name"],
        "resource": made["resources"][0]["id"],
        "owner": made["organization"]["name"],
        "user": user["name"],
    }


@pytest.fixture
def session(app: CKANTestApp, names: Made) -> FlaskClient:
    """Return the browser of a signed-in administrator."""
    client = app.test_client()
    client.post("/user/login", data={"login": names["user"], "password": PASSWORD})
    assert client.get("/dataset/new").status_code == 200
    return client


def _signature() -> list[tuple[str, ...]]:
    """Return all that a forged form could have changed."""
    model.Session.rollback()
    found = [(one.id, one.name, one.state, one.title) for one in model.Session.query(model.Package)]
    found += [(one.id, one.name, one.state) for one in model.Session.query(model.Group)]
    return sorted(found + [(one.id, one.state) for one in model.Session.query(model.User)])


def _address(rule: Rule, names: Made) -> str:
    """Return an address of a rule; whatever it names is there."""
    known = {**names, "id": names["name"], "resource_id": names["resource"]}

    def value(found: re.Match[str]) -> str:
        name = found[1].rpartition(":")[2]
        is_number = isinstance(rule._converters.get(name), IntegerConverter)
        return "1" if is_number else str(known.get(name, "x"))

    return re.sub(r"<([^>]+)>", value, rule.rule)


class TestForgery:
    def test_every_route(self, app: CKANTestApp, session: FlaskClient, names: Made) -> None:
        """No route that changes anything takes a session's call without the token of a form."""
        app.flask_app.config["WTF_CSRF_ENABLED"] = True
        before, taken, asked = _signature(), [], 0
        for rule in app.flask_app.url_map.iter_rules():
            for method in sorted((rule.methods or set()) & CHANGING):
                asked += 1
                answer = session.open(_address(rule, names), method=method)
                if answer.status_code != 403:
                    taken.append((method, rule.rule, answer.status_code))
        app.flask_app.config["WTF_CSRF_ENABLED"] = False
        assert taken == []
        assert asked > 50
        assert _signature() == before

    def test_every_form(self, app: CKANTestApp, session: FlaskClient, names: Made) -> None:
        """Each form that the portal shows carries a token, and without it is refused."""
        settings, without, taken, forms = app.flask_app.config, [], [], 0
        before = _signature()
        for place in PAGES:
            address = place.format(**names)
            settings["WTF_CSRF_ENABLED"] = False
            answer = session.get(address, follow_redirects=True)
            assert answer.status_code == 200, address
            html = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
            settings["WTF_CSRF_ENABLED"] = True
            for form in html.select("form[method=post i]"):
                forms += 1
                data = {one["name"]: one.get("value", "") for one in form.select("[name]")}
                if not data.pop(str(settings["WTF_CSRF_FIELD_NAME"]), ""):
                    without.append(address)
                sent = session.post(form.get("action") or address, data=data)
                if sent.status_code != 403:
                    taken.append((address, form.get("action"), sent.status_code))
        settings["WTF_CSRF_ENABLED"] = False
        assert without == []
        assert taken == []
        assert forms > 15
        assert _signature() == before

    def test_with_its_token(self, app: CKANTestApp, session: FlaskClient, names: Made) -> None:
        """With the token of its form the same session is served."""
        settings = app.flask_app.config
        settings["WTF_CSRF_ENABLED"] = True
        address = f"/dataset/delete/{names['name']}"
        html = BeautifulSoup(session.get(address).get_data(as_text=True), "html.parser")
        field = str(settings["WTF_CSRF_FIELD_NAME"])
        token = html.select_one(f"form [name={field}]")["value"]
        answer = session.post(address, data={field: token}, follow_redirects=False)
        settings["WTF_CSRF_ENABLED"] = False
        assert answer.status_code == 302
        assert model.Package.get(names["name"]).state == "deleted"


class TestHeaders:
    def test_every_kind(self, app: CKANTestApp, names: Made) -> None:
        """Pages, data, refusals, redirects, static files and the answer that nothing has changed
        carry the headers of safety; a page for visitors runs nothing.
        """
        client, wrong = app.test_client(), []
        etag = client.get("/catalog.ttl").headers["ETag"]
        unchanged = ("/catalog.ttl", {"headers": {"If-None-Match": etag}}, 304)
        for address, asked, status in (*ANSWERS, unchanged):
            answer = client.open(address.format(**names), follow_redirects=False, **asked)
            if answer.status_code != status:
                wrong.append((address, answer.status_code))
            if {name: answer.headers.get(name) for name in HEADERS} != HEADERS:
                wrong.append((address, dict(answer.headers)))
            policy = answer.headers.get("Content-Security-Policy", "unsafe")
            if answer.mimetype == "text/html" and "unsafe" in policy:
                wrong.append((address, policy))
        assert wrong == []

    def test_editing(self, session: FlaskClient, names: Made) -> None:
        """A form runs scripts of the portal's files only; where handlers stand in buttons, these
        too, and still no script that stands within the page.
        """
        for place, handlers in (
            ("/dataset/edit/{name}", False),
            ("/dataset/{name}/resource/new", True),
        ):
            policy = session.get(place.format(**names)).headers["Content-Security-Policy"]
            rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
            assert rules["script-src"] == "'self'"
            assert ("script-src-attr" in rules) is handlers


class TestLimits:
    def test_file(self, names: Made, ckan_config: Made) -> None:
        """A file of a dataset may be as large as the setting says, and not a byte larger."""
        ckan_config["ckan.max_resource_size"] = 1
        context, limit = {"user": names["user"]}, 2**20

        def send(size: int) -> Made:
            file = FileStorage(io.BytesIO(b"a" * size), "a.csv")
            made: Made = helpers.call_action(
                "resource_create", context=dict(context), package_id=names["name"], upload=file
            )
            return made

        assert send(limit)["size"] == limit
        with pytest.raises(tk.ValidationError) as refused:
            send(limit + 1)
        assert list(refused.value.error_dict) == ["upload"]
