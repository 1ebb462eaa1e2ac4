"""The published files over HTTP: of the current version, of each version, of the packages."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
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

from ckanext.infoprog.core.publish.manifest import Input, Manifest, Published, Withdrawal
from ckanext.infoprog.storage import blobs, records

Page = Callable[..., TestResponse]
Made = dict[str, Any]
NAME = "programa"
OLD = "Номер,Сума\n1.1,100.00\n".encode()
NEW = "Номер,Сума\n1.1,250.00\n1.2,5.00\n".encode()
DROPPED = b"a,b\n1,2\n"
WORKBOOK = b"PK\x03\x04 workbook"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FILE = f"/dataset/{NAME}/file/{NAME}.csv"
MOMENTS = {1: "2026-04-01T08:00:00.000001", 2: "2026-07-01T08:00:00.500000"}


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def item(resource: str, filename: str, content: bytes, modified: str) -> Published:
    kind = "text/csv" if filename.endswith(".csv") else "application/zip"
    blobs.put(content)
    return Published(
        id=resource,
        name=filename.partition(".")[0],
        kind="table",
        filename=filename,
        title={},
        description={},
        format="CSV",
        mimetype=kind,
        sha256=sha(content),
        md5="",
        size=len(content),
        modified=modified,
        rows=content.count(b"\n") - 1 if kind == "text/csv" else None,
    )


def own(path: str, content: bytes) -> Input:
    blobs.put(content)
    return Input(path, sha(content), len(content))


def add_version(manifest: Manifest, *, withdrawn: bool = False) -> None:
    """Write a version as a publication does, and let the pointer name it."""
    stored, _size = blobs.put(manifest.to_json().encode())
    created = datetime.fromisoformat(manifest.created).replace(tzinfo=UTC)
    row = {
        "package_id": manifest.package_id,
        "number": manifest.version,
        "publication": manifest.publication,
        "manifest": stored,
        "created": created,
        "user_id": "",
        "act": manifest.act,
        "note": "",
        "decision": "",
        "undoes": None,
    }
    pointer = {
        "package_id": manifest.package_id,
        "name": manifest.package,
        "version": manifest.version,
        "manifest": stored,
        "publication": manifest.publication,
        "withdrawn": withdrawn,
    }
    model.Session.execute(sa.insert(records.version).values(row))
    model.Session.execute(sa.delete(records.dataset))
    model.Session.execute(sa.insert(records.dataset).values(pointer))
    model.Session.commit()


@pytest.fixture
def published(storage: Path, dataset: Callable[..., Made]) -> Manifest:
    """Return the second version of a dataset whose first had one file more."""
    made = dataset(
        name=NAME,
        resources=[
            {"url": f"{NAME}.csv", "url_type": "infoprog", "name": "Програма", "format": "CSV"},
            {"url": f"{NAME}.xlsx", "url_type": "infoprog", "name": "Книга", "format": "XLSX"},
        ],
    )
    table, book = (one["id"] for one in made["resources"])
    first = Manifest(
        package=NAME,
        package_id=made["id"],
        version=1,
        publication="p1",
        created=MOMENTS[1],
        by={},
        act="publish",
        inputs=(own("data/measures.csv", OLD), own("README.md", b"# one\n"), own("x.bin", b"b")),
        dataset={},
        items=(
            item(table, f"{NAME}.csv", OLD, MOMENTS[1]),
            item(book, f"{NAME}.xlsx", WORKBOOK, MOMENTS[1]),
            item("0f8fad5b-d9cb-469f-a165-70867728950e", "dropped.csv", DROPPED, MOMENTS[1]),
        ),
        schemas="",
        engine="",
    )
    second = replace(
        first,
        version=2,
        publication="p2",
        created=MOMENTS[2],
        items=(item(table, f"{NAME}.csv", NEW, MOMENTS[2]), first.items[1]),
    )
    add_version(first)
    add_version(second)
    return second


@pytest.fixture
def withdraw(published: Manifest) -> Callable[[str], None]:
    """Return a function that takes the dataset down."""

    def take_down(kind: str) -> None:
        why = Withdrawal(kind, "Помилка у складі даних", "ст. 6 Закону", "2027-01-01")
        gone = replace(published, version=3, items=(), inputs=(), withdrawal=why, publication="p3")
        add_version(gone, withdrawn=True)

    return take_down


class TestCurrent:
    def test_whole(self, page: Page, published: Manifest) -> None:
        """The address of a file gives the current version's bytes, and all that HTTP can say."""
        answer = page(FILE)
        assert answer.data == NEW
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Length"] == str(len(NEW))
        assert answer.headers["Content-Disposition"] == f"attachment; filename={NAME}.csv"
        assert answer.headers["ETag"] == f'"{sha(NEW)}"'
        assert answer.headers["Last-Modified"] == "Wed, 01 Jul 2026 08:00:00 GMT"
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert answer.headers["Infoprog-Version"] == "2"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert {"public", "max-age=0"} <= set(answer.headers["Cache-Control"].split(", "))

    def test_head(self, page: Page, app: CKANTestApp, published: Manifest) -> None:
        """HEAD says the same without a byte of the file."""
        answer = app.test_client().head(FILE)
        assert (answer.status_code, answer.data) == (200, b"")
        assert answer.headers["Content-Length"] == str(len(NEW))
        assert answer.headers["ETag"] == f'"{sha(NEW)}"'

    def test_known_already(self, page: Page, published: Manifest) -> None:
        """Who has the file, by hash or by date, gets 304 with the version and nothing else."""
        since = "Wed, 01 Jul 2026 08:00:00 GMT"
        for asked in ({"If-None-Match": f'"{sha(NEW)}"'}, {"If-Modified-Since": since}):
            answer = page(FILE, status=304, headers=asked)
            assert answer.data == b""
            assert answer.headers["Infoprog-Version"] == "2"
        assert page(FILE, headers={"If-None-Match": f'"{sha(OLD)}"'}).data == NEW

    def test_new_version(self, page: Page, published: Manifest) -> None:
        """The next version's file stands at the same address at once."""
        add_version(replace(published, version=3, publication="p3", items=published.items[1:]))
        assert page(f"/dataset/{NAME}/file/{NAME}.xlsx").headers["Infoprog-Version"] == "3"

    def test_by_id(self, page: Page, published: Manifest) -> None:
        """The dataset's id stands for its name."""
        assert page(f"/dataset/{published.package_id}/file/{NAME}.csv").data == NEW

    def test_unknown(self, page: Page, published: Manifest, dataset: Callable[..., Made]) -> None:
        """A name that no version ever had, and a dataset that nobody published, are not found."""
        ordinary = dataset()["name"]
        for address in (
            f"/dataset/{NAME}/file/other.csv",
            f"/dataset/{ordinary}/file/a.csv",
            "/dataset/nope/file/a.csv",
            "/dataset/a%00b/file/a.csv",
            f"/dataset/{NAME}/file/a%00b",
            f"/dataset/{NAME}/file/..%2Fckan.ini",
            f"/dataset/{NAME}/version/99/file/a.csv",
            f"/dataset/{NAME}/version/99999999999999999999/file/a.csv",
            f"/dataset/{NAME}/version/0/file/a.csv",
        ):
            page(address, status=404)

    def test_dropped(self, page: Page, published: Manifest) -> None:
        """A file that the current version lacks answers 410 and names the last that had it."""
        answer = page(f"/dataset/{NAME}/file/dropped.csv", status=410)
        assert answer.json["error"]["code"] == "file-gone"
        assert answer.json["error"]["params"]["version"] == 1
        assert page(f"/dataset/{NAME}/version/1/file/dropped.csv").data == DROPPED

    def test_bom(self, page: Page, published: Manifest) -> None:
        """CSV for Excel is the same file behind a byte order mark, under a hash of its own."""
        answer = page(f"{FILE}?bom=true")
        assert answer.data == b"\xef\xbb\xbf" + NEW
        assert answer.headers["Content-Length"] == str(len(NEW) + 3)
        assert answer.headers["ETag"] == f'"{sha(NEW)}-bom"'
        assert page(f"/dataset/{NAME}/file/{NAME}.xlsx?bom=true").data == WORKBOOK

    def test_damaged(self, page: Page, published: Manifest, tmp_path: Path) -> None:
        """A stored file that is not whole is an error, never an answer that looks well."""
        stored = tmp_path / "infoprog" / "blobs" / sha(NEW)[:2] / sha(NEW)
        stored.chmod(0o600)
        stored.write_bytes(NEW[:5])
        with pytest.raises(OSError, match="not whole"):
            page(FILE)


class TestRange:
    def test_part(self, page: Page, published: Manifest) -> None:
        """One part of a file is sent as 206 with its place in the whole."""
        size = len(NEW)
        parts = {"0-4": (0, 5), "5-": (5, size), "-7": (size - 7, size), "3-9999": (3, size)}
        for asked, (start, end) in {**parts, "-9999": (0, size)}.items():
            answer = page(FILE, status=206, headers={"Range": f"bytes={asked}"})
            assert answer.data == NEW[start:end], asked
            assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{size}"
            assert answer.headers["Content-Length"] == str(end - start)

    def test_no_part(self, page: Page, published: Manifest) -> None:
        """A part behind the end is 416; what is no single part of bytes gets the whole file."""
        page(FILE, status=416, headers={"Range": "bytes=9999-"})
        for asked in ("bytes=0-1,3-4", "lines=1-2", "bytes=5-1", "nonsense"):
            assert page(FILE, headers={"Range": asked}).data == NEW, asked

    def test_of_the_same(self, page: Page, published: Manifest) -> None:
        """A download is continued within the same version only."""
        for known, status in {
            f'"{sha(NEW)}"': 206,
            "Wed, 01 Jul 2026 08:00:00 GMT": 206,
            f'"{sha(OLD)}"': 200,
            f'W/"{sha(NEW)}"': 200,
            "Wed, 01 Apr 2026 08:00:00 GMT": 200,
        }.items():
            page(FILE, status=status, headers={"Range": "bytes=5-", "If-Range": known})


class TestOfVersion:
    def test_for_good(self, page: Page, published: Manifest) -> None:
        """Each version's files keep their own address and bytes."""
        for number, content in ((1, OLD), (2, NEW)):
            answer = page(f"/dataset/{NAME}/version/{number}/file/{NAME}.csv")
            assert answer.data == content
            assert answer.headers["Infoprog-Version"] == str(number)

    def test_package(self, page: Page, published: Manifest) -> None:
        """The package's own files are there under their paths, and none that it does not name."""
        for path, content, kind in (
            ("data/measures.csv", OLD, "text/csv; charset=utf-8"),
            ("README.md", b"# one\n", "text/markdown; charset=utf-8"),
            ("x.bin", b"b", "application/octet-stream"),
        ):
            answer = page(f"/dataset/{NAME}/version/1/package/{path}")
            assert answer.data == content
            assert answer.headers["Content-Type"] == kind
            assert "attachment" in answer.headers["Content-Disposition"]
        for path in ("../README.md", "other", "data"):
            page(f"/dataset/{NAME}/version/1/package/{path}", status=404)


class TestGone:
    def test_redacted(self, page: Page, published: Manifest) -> None:
        """A redacted file answers 410 with reason, date and old hash, to programs and to people."""
        note = {
            "sha256": sha(OLD),
            "package_id": published.package_id,
            "path": f"{NAME}.csv",
            "size": len(OLD),
            "reason": "Номер телефону",
            "created": datetime(2026, 8, 1, tzinfo=UTC),
            "user_id": "",
        }
        model.Session.execute(sa.insert(records.redaction).values(note))
        model.Session.commit()
        blobs.remove(sha(OLD))
        for kind in (f"file/{NAME}.csv", "package/data/measures.csv"):
            address = f"/dataset/{NAME}/version/1/{kind}"
            answer = page(address, status=410)
            assert answer.headers["Infoprog-Version"] == "1"
            said = answer.json["error"]["params"]
            assert (said["reason"], said["date"]) == ("Номер телефону", "2026-08-01")
            assert said["sha256"] == sha(OLD)
            people = page(address, status=410, headers=BROWSER)
            assert people.mimetype == "text/html"
            for word in ("Номер телефону", "2026-08-01", sha(OLD)):
                assert word in people.get_data(as_text=True)
        assert page(FILE).data == NEW

    def test_withdrawn(self, page: Page, published: Manifest, withdraw: Callable) -> None:
        """A withdrawn dataset's files say why they are gone; earlier versions stay."""
        withdraw("withdrawn")
        answer = page(FILE, status=410, headers=BROWSER)
        assert "Помилка у складі даних" in answer.get_data(as_text=True)
        assert page(FILE, status=410).json["error"]["params"]["reason"] == "Помилка у складі даних"
        assert page(f"/dataset/{NAME}/version/1/file/{NAME}.csv").data == OLD

    def test_restricted(self, page: Page, published: Manifest, withdraw: Callable) -> None:
        """Where access is restricted by law, no version gives out files, and the basis is named."""
        withdraw("restricted")
        for address in (
            FILE,
            f"/dataset/{NAME}/version/1/file/{NAME}.csv",
            f"/dataset/{NAME}/version/1/package/README.md",
        ):
            said = page(address, status=451).json["error"]["params"]
            assert (said["basis"], said["until"]) == ("ст. 6 Закону", "2027-01-01")
        people = page(FILE, status=451, headers=BROWSER).get_data(as_text=True)
        assert "ст. 6 Закону" in people
        assert "Ця сторінка для вас закрита" in people


class TestPrivate:
    @pytest.fixture
    def closed(self, published: Manifest) -> None:
        """Make the dataset private."""
        found = model.Package.get(NAME)
        assert found
        found.private = True
        model.Session.commit()

    def test_stranger(self, page: Page, closed: None) -> None:
        """To strangers a private dataset's files do not exist, in whatever version."""
        for path in (
            f"file/{NAME}.csv",
            "file/nope",
            f"version/1/file/{NAME}.csv",
            "version/9/file/x",
            "version/1/package/README.md",
        ):
            answer = page(f"/dataset/{NAME}/{path}", status=404)
            assert "Infoprog-Version" not in answer.headers

    def test_stock_addresses(self, page: Page, published: Manifest, closed: None) -> None:
        """CKAN's own addresses of a private dataset's files lead strangers nowhere."""
        resource = published.items[0].id
        page(f"/dataset/{NAME}/resource/{resource}/download", status=404)
        page(f"/datastore/dump/{resource}", status=404)

    def test_member(self, page: Page, closed: None, publisher: Made, storage: Path) -> None:
        """A member reads them, and no cache may keep them."""
        user = factories.UserWithToken()
        helpers.call_action(
            "organization_member_create",
            id=publisher["id"],
            username=user["name"],
            role="member",
        )
        answer = page(FILE, headers={"Authorization": user["token"]})
        assert answer.data == NEW
        assert "private" in answer.headers["Cache-Control"]
        assert "public" not in answer.headers["Cache-Control"]


class TestStockAddresses:
    def test_download(self, page: Page, published: Manifest) -> None:
        """CKAN's download address of a published resource leads to its file."""
        for rest in ("", "/programa.csv", "/other-name.csv"):
            resource = published.items[0].id
            answer = page(f"/dataset/{NAME}/resource/{resource}/download{rest}", status=302)
            assert answer.location == FILE

    def test_dump(self, page: Page, published: Manifest) -> None:
        """The DataStore's dump of a published table leads to its file."""
        for query, rest in (("", ""), ("?format=csv", ""), ("?bom=True", "?bom=true")):
            answer = page(f"/datastore/dump/{published.items[0].id}{query}", status=302)
            assert answer.location == FILE + rest

    def test_dropped(self, page: Page, published: Manifest) -> None:
        """A resource of an earlier version leads to the answer that says so."""
        dropped = "0f8fad5b-d9cb-469f-a165-70867728950e"
        answer = page(f"/dataset/{NAME}/resource/{dropped}/download", status=302)
        page(answer.location, status=410)

    def test_long_dump(self, page: Page, published: Manifest) -> None:
        """A dump that would read the table by several queries is refused with the way out."""
        long = replace(published.items[0], rows=32000)
        add_version(replace(published, version=3, publication="p3", items=(long,)))
        answer = page(f"/datastore/dump/{long.id}?format=json", status=409)
        assert answer.json["error"]["code"] == "dump-too-long"

    def test_ordinary(self, page: Page, published: Manifest, table: Callable[..., Made]) -> None:
        """Downloads and dumps of other datasets go on as in CKAN."""
        made = table([{"a": "1"}], [{"id": "a", "type": "text"}])
        assert b"_id,a" in page(f"/datastore/dump/{made['resource']['id']}").data
        page(f"{made['address']}/download", status=302)


class TestAddresses:
    def test_shown(self, page: Page, published: Manifest, ckan_config: CKANConfig) -> None:
        """The API names each file's whole address, in a dataset, a resource and a search."""
        whole = ckan_config["ckan.site_url"] + FILE
        shown = page(f"/api/3/action/package_show?id={NAME}").json["result"]
        resource = page(f"/api/3/action/resource_show?id={published.items[0].id}").json["result"]
        found = page("/api/3/action/package_search").json["result"]["results"][0]
        for one in (shown["resources"][0], resource, found["resources"][0]):
            assert one["url"] == whole

    def test_written_back(self, published: Manifest) -> None:
        """What was read, whole address and all, changes no address when it is read again."""
        shown = helpers.call_action("package_show", id=NAME)
        admin = {"user": factories.Sysadmin()["name"], "ignore_auth": True}
        saved = helpers.call_action(
            "package_update", context=admin, **json.loads(json.dumps(shown))
        )
        again = helpers.call_action("package_show", id=NAME)
        assert [one["url"] for one in saved["resources"]] == [r["url"] for r in shown["resources"]]
        assert again["resources"][0]["url"] == shown["resources"][0]["url"]
