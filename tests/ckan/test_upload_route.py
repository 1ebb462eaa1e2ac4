"""The upload address: who may send, what is taken, how it goes on after a break."""

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.common import CKANConfig
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp
from werkzeug.test import TestResponse

from ckanext.infoprog.storage import blobs, journal, records, uploads

Made = dict[str, Any]
Send = Callable[..., TestResponse]
WHOLE = os.urandom(1000) * 9
SHA256 = hashlib.sha256(WHOLE).hexdigest()
OTHER = "ab" * 32
ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
ADDRESS = f"/infoprog/upload/{ID}/{SHA256}"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def tokens(publisher: Made) -> dict[str, str]:
    """Return a token of each role."""
    made = {}
    for role in ("member", "editor"):
        user = factories.UserWithToken()
        helpers.call_action(
            "organization_member_create", id=publisher["id"], username=user["name"], role=role
        )
        made[role] = user["token"]
    return {**made, "stranger": factories.UserWithToken()["token"]}


@pytest.fixture
def under_way(storage: Path, publisher: Made) -> str:
    """Return a publication that waits for one file."""
    values = {
        "id": ID,
        "package": "programa",
        "package_id": "x",
        "organization": publisher["id"],
        "act": "publish",
        "base": 0,
        "user_id": "",
        "hold": False,
        "note": "",
        "decision": "",
        "request": {"inputs": [{"path": "a.csv", "sha256": SHA256, "size": len(WHOLE)}]},
        "source_hash": "",
    }
    journal.begin(values)
    return ID


@pytest.fixture
def send(app: CKANTestApp, tokens: dict[str, str], under_way: str) -> Send:
    """Return a function that sends a part."""

    def put(
        offset: object = 0,
        content: bytes = WHOLE,
        role: str = "editor",
        address: str = ADDRESS,
        **headers: str,
    ) -> TestResponse:
        given = {"Infoprog-Part-SHA256": sha(content)}
        if role in tokens:
            given["Authorization"] = tokens[role]
        return app.test_client().put(
            f"{address}?offset={offset}", data=content, headers={**given, **headers}
        )

    return put


@pytest.fixture
def ask(app: CKANTestApp, tokens: dict[str, str], under_way: str) -> Callable[..., TestResponse]:
    """Return a function that asks how much is there."""
    return lambda role="editor", address=ADDRESS: app.test_client().get(
        address, headers={"Authorization": tokens[role]} if role in tokens else {}
    )


def code(answer: TestResponse) -> tuple[int, str]:
    assert answer.mimetype == "application/json"
    assert answer.json["success"] is False
    return answer.status_code, answer.json["error"]["code"]


def set_state(**values: object) -> None:
    model.Session.execute(sa.update(records.publication).values(values))
    model.Session.commit()


def test_resumed(portal: None, send: Send, ask: Callable[..., TestResponse]) -> None:
    """An upload goes on from where it broke off, and says when the file is whole."""
    assert ask().json == {"received": 0, "size": len(WHOLE), "complete": False}
    assert send(0, WHOLE[:4000]).json == {"received": 4000, "size": len(WHOLE), "complete": False}
    assert code(send(5000, WHOLE[5000:])) == (409, "bad-offset")
    assert ask().json["received"] == 4000
    damaged = {"Infoprog-Part-SHA256": OTHER}
    assert code(send(4000, WHOLE[4000:], **damaged)) == (409, "bad-part")
    answer = send(4000, WHOLE[4000:])
    assert answer.json == {"received": len(WHOLE), "size": len(WHOLE), "complete": True}
    assert "private" in answer.headers["Cache-Control"]
    assert send(4000, WHOLE[4000:]).json["complete"]
    assert ask().json["complete"]
    assert blobs.read(SHA256) == WHOLE


def test_sign_of_life(portal: None, send: Send) -> None:
    """Each part is a sign of life of its publication."""
    set_state(heartbeat=datetime(2026, 1, 1, tzinfo=UTC))
    send(0, WHOLE[:100])
    assert journal.silence(journal.get(ID)) < 30


def test_form_type(portal: None, send: Send) -> None:
    """A part that a client calls a form is taken as it is."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert send(0, b"a=1&b=2", **kind).json["received"] == 7


def test_limits(portal: None, send: Send, ckan_config: CKANConfig) -> None:
    """A part and a file that are too large are refused before they are read."""
    assert code(send(0, bytes(uploads.PART + 1))) == (413, "too-large")
    ckan_config["ckanext.infoprog.publication.max_file_mb"] = 0
    assert code(send(0, WHOLE)) == (413, "too-large")


def test_hostile(portal: None, send: Send, ask: Callable[..., TestResponse]) -> None:
    """Names and numbers that nobody announced are refused by a sentence."""
    for offset in (-1, "x", "9" * 30, "٣", ""):
        assert code(send(offset))[1] == "bad-offset", offset
    root = "/infoprog/upload"
    for address, expected in {
        f"{root}/{ID}/{OTHER}": (409, "unknown-file"),
        f"{root}/{ID}/CON": (409, "unknown-file"),
        f"{root}/{ID}/%00": (409, "unknown-file"),
        f"{root}/a%00b/{SHA256}": (404, "no-publication"),
        f"{root}/%E2%80%AEx/{SHA256}": (404, "no-publication"),
        f"{root}/{ID[:-1]}0/{SHA256}": (404, "no-publication"),
        f"{root}/{'a' * 5000}/{SHA256}": (404, "no-publication"),
    }.items():
        assert code(send(address=address)) == expected, address
        assert code(ask(address=address)) == expected, address
    assert ask(address=f"{root}/..%2F{ID}/{SHA256}").status_code == 404


def test_roles(portal: None, send: Send, ask: Callable[..., TestResponse]) -> None:
    """Only editors of the publication's organisation send and ask; strangers learn nothing."""
    expected = {
        "member": (403, "not-allowed"),
        "stranger": (404, "no-publication"),
        "nobody": (403, "anonymous"),
    }
    for role, refused in expected.items():
        told = (send(role=role), ask(role=role))
        for answer in told:
            assert code(answer) == refused, role
            assert "programa" not in answer.get_data(as_text=True)
    assert not blobs.exists(SHA256)


def test_browser_session(portal: None, app: CKANTestApp, publisher: Made, under_way: str) -> None:
    """A browser's session cannot be made to send a file, also after a token has sent one."""
    user = factories.UserWithToken(password="correct-horse-battery")  # noqa: S106
    helpers.call_action(
        "organization_member_create", id=publisher["id"], username=user["name"], role="editor"
    )
    headers = {"Infoprog-Part-SHA256": sha(WHOLE[:10])}
    by_token = {**headers, "Authorization": user["token"]}
    client = app.test_client()
    assert client.put(f"{ADDRESS}?offset=0", data=WHOLE[:10], headers=by_token).status_code == 200
    client.post("/user/login", data={"login": user["name"], "password": "correct-horse-battery"})
    assert client.get(ADDRESS).status_code == 200
    forged = client.put(f"{ADDRESS}?offset=10", data=WHOLE[:10], headers=headers)
    assert code(forged) == (403, "no-csrf")
    assert uploads.received(ID, SHA256) == 10


def test_closed(portal: None, send: Send) -> None:
    """A publication that is past its sending, or over, takes no more."""
    set_state(state="staged")
    assert code(send()) == (409, "wrong-state")
    set_state(state="aborted", reason={"code": "aborted", "params": {}})
    assert code(send()) == (409, "publication-over")


def test_redacted(portal: None, send: Send, publisher: Made) -> None:
    """A file that was redacted is not taken again."""
    note = {
        "sha256": SHA256,
        "package_id": "x",
        "path": "a.csv",
        "size": 1,
        "reason": "r",
        "created": datetime(2026, 8, 1, tzinfo=UTC),
        "user_id": "",
    }
    model.Session.execute(sa.insert(records.redaction).values(note))
    model.Session.commit()
    assert code(send()) == (409, "redacted-upload")
