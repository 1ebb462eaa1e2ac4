"""The reporting cycle on the portal: forms out, forms in, members, a period accepted and undone."""

import base64
import io
import zipfile
from pathlib import Path

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp
from werkzeug.test import TestResponse

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import blobs, garbage, locks, received, versions
from tests.ckan import cycling, publishing
from tests.ckan.cycling import NAME, QUARTER, collect, filled, form, row, show
from tests.ckan.publishing import Answer, call
from tests.core.cycle import filling
from tests.core.cycle.places import BODIES, CENTRE, GROUP, SCHOOLS, SOCIAL

FREE = f"1.4~localBudget~-~{SCHOOLS}"


@pytest.fixture
def community(portal: None, tmp_path: Path) -> tuple[Path, str]:
    """Return the example community's folder, published, and an editor of its publisher."""
    return cycling.community(tmp_path)


def refusal(action: str, user: str, **data: object) -> RefusedError:
    """Return the refusal that an action answers with."""
    with pytest.raises(RefusedError) as caught:
        call(action, user, package=NAME, **data)
    return caught.value


def codes(told: Answer) -> list[str]:
    """Return the codes of a file's findings."""
    return [one["code"] for one in told["findings"]]


def answers(user: str, folder: Path, tmp_path: Path, but: str = "") -> list[Path]:
    """Return a filled form of every body, or of all but one."""
    return [filled(folder, user, body, tmp_path / "in") for body in BODIES if body != but]


class TestForms:
    def test_state(self, community: tuple[Path, str]) -> None:
        """Before anything came a period shows its deadline and every body that is asked."""
        _folder, user = community
        found = show(user)
        assert (found["version"], found["deadline"], found["has_report"]) == (
            1,
            "2026-04-05",
            False,
        )
        assert [one["body"] for one in found["bodies"]] == list(BODIES) == found["missing"]
        assert [one["duty_id"] for one in found["duties"]] == ["D-01"]
        assert {one["period"] for one in found["periods"]} >= {"2026", "2026-Q1", "2026-Q4"}
        assert not found["public"]
        assert all(one["asked"]["measures"] for one in found["bodies"])

    def test_form(self, community: tuple[Path, str], tmp_path: Path) -> None:
        """The portal's form is the command's, to the byte; all of them come as an archive."""
        folder, user = community
        own = form(user, SCHOOLS, tmp_path / "in")
        made = filling.make(cycling.asked(folder, SCHOOLS), tmp_path / "out", own.name)
        assert own.read_bytes() == made.read_bytes()
        whole = call("cycle_form", user, package=NAME, period=QUARTER)
        archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(whole["content"])))
        assert len(archive.namelist()) == len(BODIES)
        assert archive.read(own.name) == own.read_bytes()

    def test_given_out(self, community: tuple[Path, str], tmp_path: Path) -> None:
        """Whose form was taken, when and by whom is shown; no other body’s, and nothing as come."""
        _folder, user = community
        form(user, SCHOOLS, tmp_path / "in")
        taken = {one["body"]: one for one in show(user)["bodies"] if one["given"]}
        assert list(taken) == [SCHOOLS]
        assert taken[SCHOOLS]["given"]["by"] == model.User.get(user).display_name
        assert (taken[SCHOOLS]["received"], taken[SCHOOLS]["refused"]) == (None, None)

    def test_refused(self, community: tuple[Path, str]) -> None:
        """A period outside the term, a body that is asked nothing and another kind of dataset are
        refused in both languages.
        """
        _folder, user = community
        outside = refusal("cycle_form", user, period="2035-Q1", body=SCHOOLS)
        assert [one["code"] for one in outside.params["findings"]] == ["cycle-period-outside"]
        assert outside.in_language("uk") != outside.in_language("en") != ""
        stranger = refusal("cycle_form", user, period=QUARTER, body="nikho")
        assert [one["code"] for one in stranger.params["findings"]] == ["cycle-body-not-asked"]


class TestCollect:
    def test_course(self, community: tuple[Path, str], tmp_path: Path) -> None:
        """What came is kept with its hash and letter; a second file shows its difference, the same
        one changes nothing, and a wrong one waits in its row with place and advice.
        """
        folder, user = community
        first = filled(folder, user, SCHOOLS, tmp_path / "in")
        done = collect(user, [first])
        assert (done["ok"], done["kept"], done["files"][0]["outcome"]) == (True, [SCHOOLS], "kept")
        of = row(show(user), SCHOOLS)
        assert of["received"]["sha256"] == blobs.digest(first.read_bytes())
        assert (of["received"]["number"], of["received"]["date"]) == ("15", "2026-04-03")
        assert (of["accepted"], of["outdated"], of["refused"]) == (False, False, None)
        assert collect(user, [first])["files"][0]["outcome"] == "same"
        wrong = {"measures": {FREE: {"used": -1}}}
        bad = collect(user, [filled(folder, user, SCHOOLS, tmp_path / "bad", more=wrong)])
        assert (bad["ok"], bad["kept"], codes(bad["files"][0])) == (False, [], ["form-negative"])
        told = row(show(user), SCHOOLS)["refused"]["findings"][0]
        assert told["params"]["place"].startswith("Заходи!")
        assert told["message"]["uk"] != told["message"]["en"]
        other = {"measures": {FREE: {"used": 7}}}
        again = collect(user, [filled(folder, user, SCHOOLS, tmp_path / "new", more=other)])
        (change,) = again["files"][0]["changes"]
        assert (change["key"], change["before"], change["after"]) == (FREE, "201.00", "7.00")
        assert row(show(user), SCHOOLS)["refused"] is None
        assert row(show(user), SCHOOLS)["received"]["replaced"] == [of["received"]["sha256"]]

    def test_refused(self, community: tuple[Path, str], tmp_path: Path) -> None:
        """Another period, another body's rows, a changed form, no workbook, the same file twice:
        each is told apart, and of several files none is kept unless the valid ones are asked for.
        """
        folder, user = community
        good = filled(folder, user, SCHOOLS, tmp_path / "in")
        other = filled(folder, user, SOCIAL, tmp_path / "q2", "2026-Q2")
        broken = tmp_path / "лист <b>.xlsx"
        broken.write_bytes(b"PK\x03\x04 not a workbook")
        done = collect(user, [good, other, broken])
        assert [one["outcome"] for one in done["files"]] == ["waits", "refused", "refused"]
        assert codes(done["files"][1]) == ["form-period"]
        assert done["files"][1]["body"] == SOCIAL
        assert done["files"][2]["findings"]
        assert not show(user)["received"]
        partial = collect(user, [good, broken], partial=True)
        assert (partial["kept"], partial["ok"]) == ([SCHOOLS], False)
        twice = collect(user, [good, good])
        assert [codes(one)[-1] for one in twice["files"]] == ["form-body-twice"] * 2
        assert blobs.exists(blobs.digest(good.read_bytes()))
        assert not blobs.exists(blobs.digest(broken.read_bytes()))
        assert refusal("cycle_collect", user, period=QUARTER, files=cycling.sent([good] * 2),
                       number="5").code == "cycle-letter"  # fmt: skip

    @pytest.mark.ckan_config("ckanext.infoprog.cycle.max_file_mb", 0)
    def test_too_large(self, community: tuple[Path, str], tmp_path: Path) -> None:
        """A file beyond the limit is refused before it is read, by its plain name."""
        _folder, user = community
        files = [{"name": "..\\..\\а/звіт.xlsx", "content": base64.b64encode(b"PK").decode()}]
        found = refusal("cycle_collect", user, period=QUARTER, files=files)
        assert (found.code, found.params["path"]) == ("too-large", "звіт.xlsx")
        wrong = [{"name": "x.xlsx", "content": "*"}]
        assert refusal("cycle_collect", user, period=QUARTER, files=wrong).code == "cycle-content"

    def test_received_files_stay(
        self, community: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Files that answers came in are not cleared away, and no version names them."""
        folder, user = community
        path = filled(folder, user, SCHOOLS, tmp_path / "in")
        collect(user, [path])
        monkeypatch.setattr("ckanext.infoprog.config.garbage_days", lambda: -1)
        garbage.collect()
        sha256 = blobs.digest(path.read_bytes())
        assert blobs.read(sha256) == path.read_bytes()
        manifest = versions.current(versions.pointer_named(NAME).package_id)
        assert manifest is not None
        assert sha256 not in manifest.hashes()


class TestMembers:
    def test_change(self, community: tuple[Path, str]) -> None:
        """Who answers is changed by a publication; what the document says stays."""
        _folder, user = community
        new = "Архівний відділ (приклад)"
        done = call("cycle_members_change", user, package=NAME, new=[new],
                    note="Новий орган", allow_warnings=True)  # fmt: skip
        (body,) = done["new"]
        assert done["version"] == 2
        wish = {"kind": "group", "key": GROUP, "body": body}
        call("cycle_members_change", user, package=NAME, add=[wish], allow_warnings=True)
        listed = call("cycle_members", user, package=NAME)
        group = next(one for one in listed["group"] if one["key"] == GROUP)
        assert {one["body"]: one["own"] for one in group["named"]}[body] is True
        assert body in [one["body"] for one in show(user)["bodies"]]
        same = refusal("cycle_members_change", user, add=[wish])
        assert [one["code"] for one in same.params["findings"]] == ["cycle-already"]
        assert refusal("cycle_members_change", user).code == "cycle-no-members"
        assert versions.pointer_named(NAME).version == 3


class TestAccept:
    def test_course(self, community: tuple[Path, str], tmp_path: Path) -> None:
        """A period is foretold, accepted as foretold, stands in data and documents, and is undone;
        what changed since the preview is not accepted unseen.
        """
        folder, user = community
        assert collect(user, answers(user, folder, tmp_path, but=CENTRE))["ok"]
        late = refusal("cycle_preview", user, period=QUARTER)
        assert [one["code"] for one in late.params["findings"]] == ["cycle-incomplete"]
        seen = call("cycle_preview", user, package=NAME, period=QUARTER, incomplete=True)
        assert seen["missing"] == [CENTRE]
        assert seen["counts"]["reports"] == {"added": 1, "changed": 0, "removed": 0}
        tables = {one["table"] for one in seen["difference"]["tables"]}
        assert {"reports", "execution"} <= tables
        assert versions.pointer_named(NAME).version == 1
        assert collect(user, [filled(folder, user, CENTRE, tmp_path / "late")])["ok"]
        asked = {"period": QUARTER, "note": "Інформація за I квартал", "allow_warnings": True}
        moved = refusal("cycle_accept", user, plan=seen["plan"], base=1, **asked)
        assert moved.code == "cycle-moved-on"
        seen = call("cycle_preview", user, package=NAME, period=QUARTER)
        done = call("cycle_accept", user, package=NAME, plan=seen["plan"], base=1, **asked)
        assert (done["state"], done["version"], done["missing"]) == ("done", 2, [])
        found = show(user)
        assert (found["has_report"], found["official"]) == (True, False)
        assert all(one["accepted"] for one in found["bodies"])
        again = call("cycle_accept", user, package=NAME, **asked)
        assert (again["state"], again["version"]) == ("unchanged", 2)
        paper = call("cycle_document", user, package=NAME, period=QUARTER, format="docx")
        assert paper["filename"].endswith(".docx")
        assert base64.b64decode(paper["content"]).startswith(b"PK")
        organization = model.Package.get(NAME).owner_org
        undone = call(
            "publication_begin", user, package=NAME, act="undo", undo_to=1, base=2,
            organization=model.Group.get(organization).name,
        )  # fmt: skip
        call("publication_commit", user, id=undone["id"])
        found = show(user)
        assert (found["version"], found["has_report"], found["received"]) == (3, False, len(BODIES))
        assert not any(one["accepted"] for one in found["bodies"])
        assert call("cycle_accept", user, package=NAME, **asked)["version"] == 4

    def test_official(self, community: tuple[Path, str], tmp_path: Path) -> None:
        """Only a year's report enters the list of Resolution 835, with number and date."""
        folder, user = community
        collect(user, [filled(folder, user, SCHOOLS, tmp_path / "in")])
        asked = {"incomplete": True, "official": True}
        quarter = refusal("cycle_preview", user, period=QUARTER, **asked)
        assert [one["code"] for one in quarter.params["findings"]] == ["cycle-official-year"]
        collect(user, [filled(folder, user, SCHOOLS, tmp_path / "y", "2026")], "2026")
        bare = refusal("cycle_preview", user, period="2026", **asked)
        assert [one["code"] for one in bare.params["findings"]] == ["cycle-official-letter"]
        done = call(
            "cycle_accept", user, package=NAME, period="2026", number="7", date="2027-01-31",
            allow_warnings=True, **asked,
        )  # fmt: skip
        assert done["state"] == "done"
        assert show(user, "2026")["official"] is True
        items = versions.current(versions.pointer_named(NAME).package_id).items
        reports = next(one for one in items if one.name == "reports")
        (found,) = [r for r in publishing.rows(reports.id) if r["reportId"] == "r-2026"]
        assert found["official"] is True
        assert found["acceptedDate"].startswith("2027-01-31")


class TestPublicity:
    def test_marked(self, community: tuple[Path, str]) -> None:
        """Who has not answered is public only where the publisher marks it, and only as names."""
        _folder, user = community
        assert refusal("cycle_unanswered", "", period=QUARTER).code == "cycle-not-public"
        call("cycle_publicity", user, package=NAME, period=QUARTER, public=True)
        found = call("cycle_unanswered", "", package=NAME, period=QUARTER)
        assert [one["body"] for one in found["missing"]] == list(BODIES)
        assert set(found["missing"][0]) == {"body", "name"}
        call("cycle_publicity", user, package=NAME, period=QUARTER, public=False)
        assert refusal("cycle_unanswered", "", period=QUARTER).code == "cycle-not-public"
        place = received.Place(versions.pointer_named(NAME).package_id, "2026-Q2")
        assert not received.is_public(place)


class TestWho:
    def test_roles(self, community: tuple[Path, str]) -> None:
        """Editors and administrators of the publisher do all of it; members, strangers and
        visitors do none, and to strangers a private programme is none.
        """
        roles = {role: factories.User()["name"] for role in ("member", "admin")}
        owner = model.Group.get(cycling.ORGANIZATION).id
        for role, user in roles.items():
            helpers.call_action(
                "organization_member_create", {"ignore_auth": True}, id=owner, username=user,
                role=role,
            )  # fmt: skip
        assert show(roles["admin"])["version"] == 1
        stranger = factories.User()["name"]
        period, files = {"period": QUARTER}, [{"name": "x.xlsx", "content": "UEsD"}]
        asked = {
            "show": {}, "form": period, "collect": {**period, "files": files}, "members": {},
            "members_change": {"new": ["Архів"]}, "preview": period, "accept": period,
            "document": period, "publicity": {**period, "public": True},
        }  # fmt: skip
        for name, data in asked.items():
            codes_of = [
                refusal(f"cycle_{name}", user, **data).code
                for user in (roles["member"], stranger, "")
            ]
            assert codes_of == ["not-allowed", "not-allowed", "anonymous"], name
        tk.get_action("package_patch")(
            {"ignore_auth": True, "user": community[1]}, {"id": NAME, "private": True}
        )
        assert refusal("cycle_show", stranger).code == "not-published"
        assert show(roles["admin"])["received"] == 0

    def test_two_at_once(
        self, community: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """While somebody takes forms in, a second one waits, and is told so where that lasts."""
        folder, user = community
        path = filled(folder, user, SCHOOLS, tmp_path / "in")
        monkeypatch.setattr(locks, "WAIT_MS", 100)
        with locks.cycle(NAME):
            busy = refusal("cycle_collect", user, period=QUARTER, files=cycling.sent([path]))
            assert busy.code == "cycle-busy"
        assert collect(user, [path])["kept"] == [SCHOOLS]


class TestPages:
    def test_hostile(self, community: tuple[Path, str], tmp_path: Path, app: CKANTestApp) -> None:
        """Markup in the name of a file or in a cell is text on the page; a refusal of what was sent
        stands on the page that it was sent from; a program is answered in JSON.
        """
        folder, user = community
        token = {"Authorization": factories.APIToken(user=user)["token"]}
        person = {**token, "Accept": "text/html"}
        address = f"/programme/{NAME}/cycle/{QUARTER}"
        typed = {"measures": {FREE: {"used": -1, "status": "<script>alert(1)</script>"}}}
        path = filled(folder, user, SCHOOLS, tmp_path / "in", more=typed)
        client = app.test_client()

        def send(headers: dict[str, str]) -> TestResponse:
            sent = (io.BytesIO(path.read_bytes()), "../<img src=x onerror=alert(1)>.xlsx")
            return client.post(f"{address}/upload", data={"files": sent}, headers=headers)

        told = send(token).json["result"]["files"][0]
        assert (told["name"], told["outcome"]) == ("<img src=x onerror=alert(1)>.xlsx", "refused")
        page = send(person).get_data(as_text=True)  # the page that the answer leads to
        assert "&lt;img src=x" in page
        assert "<img src=x" not in page
        assert "<script>alert" not in page
        for lang in ("", "/en"):
            refused = client.get(f"{lang}{address}/preview", headers=person)
            assert refused.status_code == 409
            assert 'role="alert"' in refused.get_data(as_text=True)
        assert client.get(f"{address}/preview", headers=token).status_code == 409
        nothing = client.post(f"{address}/upload", headers=person)
        assert nothing.status_code == 409
