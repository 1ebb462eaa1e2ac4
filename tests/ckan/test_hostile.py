"""Hostile names: whatever is sent is an answer, never a crash, a leak, or a file elsewhere."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import CKANTestApp

from ckanext.infoprog.storage import records, versions
from tests.ckan import publishing
from tests.ckan.publishing import ASSOCIATION, SURVEY

Json = dict[str, Any]
ID = "00000000-0000-0000-0000-000000000000"

NAMES = (
    "'; DROP TABLE infoprog_version; --",
    '"><script>alert(1)</script>',
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe",
    "\u2066захід\u2069",
    "𝒫рограма😀",
    "a\x00b",
    "a\ud800b",
    "../../../../etc/passwd",
    "..\\..\\windows",
    "/etc/passwd",
    "CON",
    "aux.csv",
    "COM1.txt",
    "файл.",
    "a//b",
    "./a",
    "C:evil",
    "a\nSet-Cookie: x=1",
    "%2e%2e%2f",
    "%",
    "%s%n",
    "-rf",
    "~root",
    " ",
    "x" * 10_000,
    "😀" * 10_000,
)
NUMBERS: tuple[object, ...] = (
    -1, 0, 1.5, "1.5", 2**31, 2**63, 10**30, -(10**30), True, None, "", "١", "1e3", "0x1", "1_0",
    [], [1], {}, "NaN", "∞", float("inf"), float("nan"),
)  # fmt: skip
DATES = ("2026-02-30", "2026-13-01", "20261121", "2026-W01-1", "١٢٣٤-٠١-٠١", "9999-99-99", "\n")


@pytest.fixture
def token(portal: None) -> str:
    """Return the token of an editor of the survey's organisation."""
    user = factories.User(name="redaktorka")
    users = [{"name": user["name"], "capacity": "editor"}]
    factories.Organization(name=ASSOCIATION, title="Асоціація", users=users)
    return str(factories.APIToken(user=user["name"])["token"])


@pytest.fixture
def post(app: CKANTestApp, token: str) -> Callable[[str, Json], tuple[int, Json]]:
    """Return a function that calls an action and gives the answer's status and body."""

    def call(action: str, data: Json) -> tuple[int, Json]:
        answer = app.test_client().post(
            f"/api/3/action/infoprog_{action}",
            data=json.dumps(data),
            content_type="application/json",
            headers={"Authorization": token},
        )
        return answer.status_code, answer.json or {}

    return call


@pytest.fixture
def published(token: str, tmp_path: Path) -> Json:
    """Return the survey's publication."""
    return publishing.publish(publishing.folder_of(tmp_path), "redaktorka")


def _count(table: sa.Table) -> int:
    found = model.Session.scalar(sa.select(sa.func.count()).select_from(table))
    model.Session.rollback()
    return int(found or 0)


def _deviation(status: int, body: Json) -> object | None:
    """Return what is wrong with the answer to a hostile call; None where it is a plain refusal."""
    error = body.get("error", {})
    plain = error.get("__type") in ("Validation Error", "Infoprog Refusal")
    return None if 400 <= status < 500 and plain else (status, str(body)[:200])


class TestBegin:
    def test_names(self, token: str, post: Callable[..., tuple[int, Json]], tmp_path: Path) -> None:
        """A name that is none is refused in each field that takes one, and nothing is begun."""
        good = publishing.request(publishing.folder_of(tmp_path), 0)
        one, deviations = good["inputs"][0], []
        for name in NAMES:
            sent: dict[str, Json] = {
                "package": {"package": name},
                "organization": {"organization": name},
                "act": {"act": name},
                "schemas": {"schemas": name},
                "metadata_hash": {"metadata_hash": name},
                "path": {"inputs": [*good["inputs"], {**one, "path": name}]},
                "sha256": {"inputs": [{**one, "sha256": name}]},
                "expected": {"expected": {"a": name}},
                "unknown": {name: 1},
            }
            for field, change in sent.items():
                if field == "path" and name in FIT_PATHS:
                    continue
                found = _deviation(*post("publication_begin", {**good, **change}))
                deviations += [(field, name[:30], found)] if found else []
        assert deviations == []
        assert _count(records.publication) == 0

    def test_numbers(
        self, token: str, post: Callable[..., tuple[int, Json]], tmp_path: Path
    ) -> None:
        """A number that is none, or that no column holds, is refused."""
        good = publishing.request(publishing.folder_of(tmp_path), 0)
        one, deviations = good["inputs"][0], []
        for value in NUMBERS:
            undo = {"act": "undo", "undo_to": value}
            for change in ({"base": value}, {"inputs": [{**one, "size": value}]}, undo):
                if change in ({"base": 0}, {"inputs": [{**one, "size": 0}]}):
                    continue
                if "inputs" in change and value == 2**31:
                    continue
                found = _deviation(*post("publication_begin", {**good, **change}))
                deviations += [(change, found)] if found else []
        assert deviations == []

    def test_texts(self, token: str, post: Callable[..., tuple[int, Json]], tmp_path: Path) -> None:
        """A note is kept as it was written, unless it cannot be kept or turns the page around."""
        good = publishing.request(publishing.folder_of(tmp_path), 0)
        unfit = {n for n in NAMES if len(n) > 1000 or {"\x00", "\ud800", "\u202e", "\u2066"} & {*n}}
        for name in NAMES:
            status, body = post("publication_begin", {**good, "note": name, "decision": name})
            assert status == (409 if name in unfit else 200), name[:30]
            if status == 200:
                assert (body["result"]["note"], body["result"]["decision"]) == (name, name)
                assert post("publication_abort", {"id": body["result"]["id"]})[0] == 200

    def test_dates(self, token: str, post: Callable[..., tuple[int, Json]]) -> None:
        """A day that the calendar does not have is refused."""
        for until in DATES:
            data = {
                "package": SURVEY, "organization": ASSOCIATION, "act": "withdraw", "base": 0,
                "withdrawal": {"kind": "restricted", "reason": "Проба", "until": until},
            }  # fmt: skip
            status, body = post("publication_begin", data)
            assert (status, "withdrawal" in body["error"]) == (409, True), until

    def test_depth_and_size(self, token: str, post: Callable[..., tuple[int, Json]]) -> None:
        """What is nested a thousand times or names a hundred thousand files is refused."""
        deep: object = 1
        for _ in range(400):
            deep = [deep]
        many = [{"path": f"data/t{n}.csv", "sha256": "0" * 64, "size": 1} for n in range(20_000)]
        base = {"package": SURVEY, "organization": ASSOCIATION, "act": "publish", "base": 0}
        for change in ({"organization_entry": {"a": deep}}, {"inputs": many}, {"inputs": deep}):
            assert _deviation(*post("publication_begin", {**base, **change})) is None


# Odd, but names that any machine can hold: the file system's own, not ours to forbid.
FIT_PATHS = (
    "'; DROP TABLE infoprog_version; --",
    "{{ 7 * 7 }}{% raw %}",
    "𝒫рограма😀",
    "%2e%2e%2f",
    "%",
    "%s%n",
    "-rf",
    "~root",
)


class TestReading:
    def test_actions(self, published: Json, post: Callable[..., tuple[int, Json]]) -> None:
        """A name, a table, a key or a number that is not there is a plain refusal."""
        deviations = []
        for name in NAMES:
            calls: dict[str, Json] = {
                "publication_show": {"id": name},
                "publication_commit": {"id": name},
                "publication_list": {"package": name},
                "version_list": {"package": name},
                "version_show": {"package": SURVEY, "version": name},
                "version_difference": {"package": SURVEY, "from": 0, "to": 1, "table": name},
                "row_show": {"package": SURVEY, "table": "answers", "key": name},
                "version_redact": {
                    "package": SURVEY, "version": 1, "files": [name], "reason": "проба",
                },
            }  # fmt: skip
            for action, data in calls.items():
                found = _deviation(*post(action, data))
                deviations += [(action, name[:30], found)] if found else []
        for value in NUMBERS:
            for data in ({"version": value}, {"from": 0, "to": value}):
                action = "version_show" if "version" in data else "version_difference"
                found = _deviation(*post(action, {"package": SURVEY, **data}))
                deviations += [(action, value, found)] if found else []
        assert deviations == []
        assert versions.pointer_named(SURVEY).version == 1

    def test_addresses(self, published: Json, app: CKANTestApp) -> None:
        """An address with a hostile part is a 4xx page that holds no markup of the sender's."""
        deviations = []
        for name, place in itertools.product(NAMES, ADDRESSES):
            if len(name) > 1000:
                name = name[:1000]
            part = quote(name.encode("utf-8", "surrogatepass"), safe="/" if "/" in name else "")
            headers = {"Accept": "text/html"}
            answer = app.test_client().get(
                place.format(part), headers=headers, follow_redirects=False
            )
            body = answer.get_data(as_text=True)
            planted = BeautifulSoup(body, "html.parser").find("script", string="alert(1)")
            known = answer.status_code in (301, 302, 308) or 400 <= answer.status_code < 500
            if not known or planted or "Traceback" in body or "x=1" in str(answer.headers):
                deviations.append((place, name[:30], answer.status_code))
        assert deviations == []


ADDRESSES = (
    "/dataset/{}/versions",
    "/dataset/{}/openapi.json",
    f"/dataset/{SURVEY}/version/{{}}",
    f"/dataset/{SURVEY}/file/{{}}",
    f"/dataset/{SURVEY}/version/1/file/{{}}",
    f"/dataset/{SURVEY}/version/1/package/{{}}",
    f"/dataset/{SURVEY}/row/{{}}/1",
    f"/dataset/{SURVEY}/row/answers/{{}}",
    f"/dataset/{SURVEY}/row/answers/{{}}.json",
    f"/dataset/{SURVEY}/publication/{{}}",
    f"/dataset/{SURVEY}/difference.json?from=0&to=1&table={{}}",
    "/infoprog/upload/{}/" + "0" * 64,
    f"/infoprog/upload/{ID}/{{}}",
)
