"""Nobody does what the matrix in permissions.yaml does not allow, through any of our doors."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
import yaml
from ckan import model
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp
from werkzeug.test import TestResponse

from ckanext.infoprog.core.publish import actions
from ckanext.infoprog.storage import journal, records, versions
from tests.ckan import publishing
from tests.ckan.publishing import ASSOCIATION, SURVEY, call, folder_of

Json = dict[str, Any]
OTHER = "inshi-mista"
MATRIX = yaml.safe_load((Path(__file__).parent / "permissions.yaml").read_text("utf-8"))
ROLES, STATES, CALLS = MATRIX["roles"], MATRIX["states"], MATRIX["calls"]
CHANGING = {f"infoprog_publication_{what}" for what in ("stage", "check", "commit", "abort")}
KINDS = ("application/json", "application/x-www-form-urlencoded", "text/plain")
PASSWORD = "correct-horse-battery"  # noqa: S105 - of a user who lives as long as the test


@dataclass
class World:
    """A portal in one of the states, with a token for each role."""

    app: CKANTestApp
    publisher: str
    tokens: dict[str, str]
    folder: Path
    known: Json

    def send(self, row: Json, role: str) -> TestResponse:
        """Send a row's call as this role."""
        headers = {"Authorization": self.tokens[role]} if self.tokens[role] else {}
        client = self.app.test_client()
        if "path" in row:
            method = row["call"].split()[1]
            body = b"x" if method == "PUT" else None
            part = {"Infoprog-Part-SHA256": hashlib.sha256(b"x").hexdigest()} if body else {}
            path = Template(row["path"]).substitute(self.known)
            return client.open(
                path, method=method, headers={**headers, **part}, data=body, follow_redirects=False
            )
        return client.post(
            f"/api/3/action/{row['call']}", json=self.filled(row["data"]), headers=headers
        )

    def filled(self, data: object) -> object:
        """Return a row's data with what is really there in the place of each $name."""
        if isinstance(data, dict):
            return {name: self.filled(value) for name, value in data.items()}
        named = isinstance(data, str) and data.startswith("$")
        return self.known[str(data)[1:]] if named else data

    def signature(self) -> str:
        """Return all that a denied call could have changed."""
        tables = (records.publication, records.version, records.dataset, records.redaction)
        quiet = {"heartbeat", "deadline"}
        rows = [
            {name: str(value) for name, value in row.items() if name not in quiet}
            for table in tables
            for row in model.Session.execute(sa.select(table)).mappings()
        ]
        model.Session.rollback()
        return json.dumps([sorted(map(str, rows)), publishing.shown()["metadata_modified"]])


def expected(row: Json, state: str) -> list[int] | None:
    """Return the answers to each role; None where the row says nothing of this state."""
    line = row.get(state) or (row.get("any") if state == STATES[0] else None)
    if line is None:
        return None
    words = str(line).split()
    return [int(words[1])] * len(ROLES) if words[0] == "all" else [int(one) for one in words]


@pytest.fixture
def world(portal: None, app: CKANTestApp, tmp_path: Path) -> World:
    """Return a portal on which the survey is published, and nothing is under way."""
    names = {role: factories.User(password=PASSWORD)["name"] for role in ROLES[1:-1]}
    names["sysadmin"] = factories.Sysadmin()["name"]
    names["publisher"] = factories.User(name="redaktorka")["name"]
    members = {"member": "member", "editor": "editor", "admin": "admin", "publisher": "editor"}
    members |= {"revoked": "editor", "deleted": "editor"}
    users = [{"name": names[one], "capacity": capacity} for one, capacity in members.items()]
    factories.Organization(name=ASSOCIATION, title="Асоціація", users=users)
    own = [{"name": names["stranger"], "capacity": "editor"}]
    factories.Organization(name=OTHER, title="Інші міста", users=own)
    tokens = {role: factories.APIToken(user=names[role])["token"] for role in ROLES[1:]}
    helpers.call_action("api_token_revoke", token=tokens["revoked"])
    helpers.call_action("user_delete", id=names["deleted"])
    folder = folder_of(tmp_path)
    done = publishing.publish(folder, names["publisher"])
    return World(
        app, names["publisher"], {"anonymous": "", **tokens}, folder, _known(done, folder, names)
    )


def _known(done: Json, folder: Path, names: dict[str, str]) -> Json:
    """Return what the $names of the matrix stand for."""
    items, unchanged = done["manifest"]["items"], publishing.request(folder, 1)
    table = next(one for one in items if one["filename"] == "answers.csv")
    row = publishing.rows(table["id"], limit=1)[0]
    return {
        "package": SURVEY,
        "organization": ASSOCIATION,
        "other": OTHER,
        "publication": done["id"],
        "unchanged": unchanged,
        "changed": {**unchanged, "note": "Чужа"},
        "stolen": {**unchanged, "organization": OTHER},
        "resource": table["id"],
        "filename": table["filename"],
        "table": table["schema"]["table"],
        "key": row[table["schema"]["primaryKey"][0]],
        "sha256": unchanged["inputs"][0]["sha256"],
        "title": done["manifest"]["dataset"]["title"],
        "names": names,
    }


def _private(world: World) -> None:
    admin = {"ignore_auth": True, "user": world.publisher}
    tk.get_action("package_patch")(admin, {"id": SURVEY, "private": True})


def _withdrawn(world: World) -> None:
    begun = call(
        "publication_begin", world.publisher, package=SURVEY, organization=ASSOCIATION,
        act="withdraw", base=1, withdrawal={"kind": "withdrawn", "reason": "Проба вилучення"},
    )  # fmt: skip
    call("publication_commit", world.publisher, id=begun["id"])


def _open(world: World) -> None:
    publishing.edit(world.folder, "answers", lambda rows: rows[0].update(text="Таємна відповідь"))
    begun = publishing.begin(world.folder, world.publisher)
    request = publishing.request(world.folder, 1)
    world.known |= {
        "publication": begun["id"],
        "changed": {**request, "note": "Чужа"},
        "sha256": next(one["sha256"] for one in request["inputs"] if "answers" in one["path"]),
    }


def _checked(world: World) -> None:
    _open(world)
    call("publication_check", world.publisher, id=world.known["publication"])


INTO: dict[str, Callable[[World], None]] = {
    "public": lambda world: None,
    "private": _private,
    "withdrawn": _withdrawn,
    "open": _open,
    "checked": _checked,
}


def _asked(state: str) -> Iterator[tuple[Json, str, int]]:
    """Yield each call of a state with the role and the answer that the matrix expects."""
    for row in CALLS:
        for role, answer in zip(ROLES, expected(row, state) or (), strict=False):
            yield row, role, answer


class TestMatrix:
    def test_every_action_has_a_row(self) -> None:
        """An action that the matrix does not name fails here."""
        assert set(actions.actions()) - {row["call"] for row in CALLS} == set()

    def test_every_address_has_a_row(self, app: CKANTestApp) -> None:
        """An address of ours, with each of its methods, that the matrix does not name fails."""
        served = {
            f"{rule.endpoint} {method}"
            for rule in app.flask_app.url_map.iter_rules()
            if rule.endpoint.startswith("infoprog")
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
        assert served - {row["call"] for row in CALLS} - set(MATRIX["exempt"]) == set()

    def test_every_row_is_whole(self) -> None:
        """Each row says something, for every role, in states that there are."""
        for row in CALLS:
            found = [expected(row, state) for state in STATES]
            assert any(found), row
            assert all(len(one) == len(ROLES) for one in found if one), row
            assert set(row) - {"call", "data", "path", "about", "any"} <= set(STATES), row


@pytest.mark.parametrize("state", STATES)
def test_state(world: World, state: str) -> None:
    """Each call is answered as the matrix says, changes nothing, and lets out nothing private."""
    INTO[state](world)
    secrets = ["Таємна відповідь"] + ([world.known["title"]] if state == "private" else [])
    before, deviations = world.signature(), []
    for row, role, answer in _asked(state):
        if answer == 200 and row["call"] in CHANGING:
            continue
        got = world.send(row, role)
        body = got.get_data(as_text=True)
        leaked = [one for one in secrets if answer >= 400 and one in body]
        if got.status_code != answer or leaked or "Traceback" in body:
            deviations.append((row["call"], role, answer, got.status_code, leaked))
    assert deviations == []
    assert world.signature() == before


def test_a_colleague_carries_on(world: World) -> None:
    """Whoever may publish for the organisation carries another's publication on, or aborts it."""
    last = {"editor": "abort", "admin": "commit", "sysadmin": "abort"}
    for role in ("editor", "sysadmin", "admin"):
        _open(world)
        for what in ("stage", "check", last[role]):
            row = next(one for one in CALLS if one["call"] == f"infoprog_publication_{what}")
            assert world.send(row, role).status_code == 200, (role, what)
    assert versions.pointer_named(SURVEY).version == 2


def test_a_role_taken_away(world: World) -> None:
    """An editor who is one no more is denied with the very next call."""
    _open(world)
    row = next(one for one in CALLS if one["call"] == "infoprog_publication_show")
    assert world.send(row, "editor").status_code == 200
    helpers.call_action(
        "organization_member_delete", {"user": world.known["names"]["sysadmin"]},
        id=ASSOCIATION, username=world.known["names"]["editor"],
    )  # fmt: skip
    assert world.send(row, "editor").status_code == 404


def test_lists_are_ones_own(world: World) -> None:
    """A list of publications holds those of one's own organisations alone."""
    row = {"call": "infoprog_publication_list", "data": {}}
    found = {role: world.send(row, role).json["result"] for role in ROLES[3:]}
    assert {role: len(one) for role, one in found.items()} == {
        "member": 0, "stranger": 0, "editor": 1, "admin": 1, "sysadmin": 1,
    }  # fmt: skip


def test_reading_never_writes(world: World) -> None:
    """An action that changes something is not to be had by GET, whoever asks."""
    _open(world)
    before = world.signature()
    headers = {"Authorization": world.tokens["sysadmin"]}
    for one in actions.actions().values():
        if one.changes:
            path = f"/api/3/action/{one.name}?id={world.known['publication']}"
            assert world.app.test_client().get(path, headers=headers).status_code == 400, one.name
    assert world.signature() == before


def test_a_forged_form(world: World) -> None:
    """A browser's session without its token publishes nothing, also where a token has before."""
    _open(world)
    row = next(one for one in CALLS if one["call"] == "infoprog_publication_stage")
    assert world.send(row, "editor").status_code == 200
    before = world.signature()
    client = world.app.test_client()
    user = world.known["names"]["editor"]
    client.post("/user/login", data={"login": user, "password": PASSWORD})
    body = json.dumps({"id": world.known["publication"]})
    show = f"/api/3/action/infoprog_publication_show?id={world.known['publication']}"
    assert client.get(show).status_code == 200
    world.app.flask_app.config["WTF_CSRF_ENABLED"] = True
    try:
        for what in ("stage", "check", "commit", "abort"):
            path = f"/api/3/action/infoprog_publication_{what}"
            sent = [client.post(path, data=body, content_type=kind) for kind in KINDS]
            assert [one.status_code for one in sent] == [403, 403, 403], what
            assert {one.json["error"]["code"] for one in sent} == {"no-csrf"}
    finally:
        world.app.flask_app.config["WTF_CSRF_ENABLED"] = False
    assert world.signature() == before


def test_what_one_may_not_set(world: World) -> None:
    """No call takes who, when, which state or which number from the caller."""
    own = {"user_id": "x", "state": "done", "version": 9, "fence": 9, "owner_org": OTHER, "id": "x"}
    for name, value in own.items():
        row = {
            "call": "infoprog_publication_begin",
            "data": {**world.known["unchanged"], name: value},
        }
        answer = world.send(row, "editor")
        assert (answer.status_code, list(answer.json["error"])) == (409, [name, "__type"]), name
    assert asdict(journal.get(world.known["publication"]))["version"] == 1
