"""A publication from its beginning to its end, and what stops it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib.dictization import model_dictize
from ckan.tests import factories
from sqlalchemy.exc import OperationalError

from ckanext.infoprog import passports
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.helpers import infoprog_pointer
from ckanext.infoprog.storage import (
    blobs,
    catalogue,
    checking,
    faults,
    journal,
    locks,
    reconcile,
    records,
    staging,
    versions,
)
from tests.ckan import publishing
from tests.ckan.publishing import ASSOCIATION, SURVEY, call, edit, publish, shown


@pytest.fixture
def editor(portal: None) -> str:
    """Return an editor of the association, whose survey these tests publish."""
    return publishing.editor_of()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the survey's folder."""
    return publishing.folder_of(tmp_path)


@pytest.fixture
def arm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that lets the publication fail at a step."""
    armed = tmp_path / "fault"
    monkeypatch.setenv(faults.VARIABLE, str(armed))
    monkeypatch.setitem(tk.config, "ckanext.infoprog.fault_points", True)
    return lambda step: armed.write_text(f"{step} fail") and None


def answer(row: dict[str, str], text: str) -> None:
    """Change an answer of the survey."""
    row["text"] = text


def changed(folder: Path, text: str = "Інша відповідь") -> Path:
    """Change one row of the answers."""
    edit(folder, "answers", lambda rows: answer(rows[0], text))
    return folder


def end_session() -> None:
    """Lose the connection to CKAN's database, as its server's end does."""
    model.Session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))


def tables() -> dict[str, int]:
    """Return the DataStore tables of the survey with PostgreSQL's own numbers for them."""
    from ckanext.datastore.backend.postgres import get_write_engine

    query = sa.text(
        "SELECT relname, oid FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    with get_write_engine().connect() as connection:
        found = dict(connection.execute(query).all())
    return {
        one["infoprog_name"]: found[one["id"]]
        for one in shown()["resources"]
        if one["datastore_active"]
    }


class Refused:
    """Expects a refusal with a code in its block; `params` are what it says."""

    def __init__(self, code: str) -> None:
        """Begin with what is expected."""
        self.code = code
        self.params: dict[str, Any] = {}

    def __enter__(self) -> "Refused":
        """Return itself."""
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        """Swallow the refusal that was expected, and only that."""
        if isinstance(error, RefusedError) and error.code == self.code:
            self.params = dict(error.params)
            return True
        assert error is not None, f"nothing was refused, {self.code} was expected"
        return False


class TestPublish:
    def test_makes_a_dataset(self, editor: str, folder: Path) -> None:
        """A published package is a dataset: its files in order, its tables in the DataStore."""
        done = publish(folder, editor, note="Перша")
        dataset = shown()
        kinds = [one["infoprog_kind"] for one in dataset["resources"]]
        assert (done["state"], done["version"]) == ("done", 1)
        assert kinds == ["table"] * (len(kinds) - 3) + ["workbook", "zip", "structure"]
        first = dataset["resources"][0]
        assert len(publishing.rows(first["id"], limit=1000)) == int(first["infoprog_rows"]) > 0

    def test_steps_are_written_down(self, editor: str, folder: Path) -> None:
        """The journal holds every step of a publication in its order."""
        done = publish(folder, editor)
        assert [one["step"] for one in done["steps"]] == list(journal.ORDER)

    def test_again_writes_nothing(self, editor: str, folder: Path) -> None:
        """The same package again changes nothing anywhere: no journal, no activity, no date."""
        publish(folder, editor)
        watched = ("infoprog_publication", "infoprog_version", "activity")
        before = (shown(), tables(), [publishing.count(name) for name in watched])
        again = publish(folder, editor)
        assert (again["state"], again["version"]) == ("unchanged", 1)
        assert before == (shown(), tables(), [publishing.count(name) for name in watched])

    def test_one_row(self, editor: str, folder: Path) -> None:
        """A change of one row touches its table and what holds all tables; the rest stays."""
        publish(folder, editor)
        before, old = shown(), tables()
        publish(changed(folder), editor)
        after, new = shown(), tables()
        moved = {
            now["infoprog_name"]
            for was, now in zip(before["resources"], after["resources"], strict=True)
            if was["last_modified"] != now["last_modified"]
        }
        assert {name for name in old if old[name] != new[name]} == moved & set(old)
        assert "answers" in moved
        assert {"questions", "respondents"}.isdisjoint(moved)
        assert after["metadata_modified"] > before["metadata_modified"]
        assert [r["id"] for r in after["resources"]] == [r["id"] for r in before["resources"]]

    def test_number_of_what_was_read(self, editor: str, folder: Path) -> None:
        """A page names the version that it has read, though the next one has come meanwhile."""
        publish(folder, editor)
        read = shown()
        publish(changed(folder), editor)
        for number, dataset in enumerate((read, shown()), start=1):
            pointer = infoprog_pointer(dataset)
            manifest = versions.manifest(dataset["id"], number)
            assert (pointer.version, pointer.publication) == (number, manifest.publication)
            assert passports.of(dataset).version.number == number

    def test_read_at_one_moment(
        self, editor: str, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A dataset that changes while it is read is read anew, whole."""
        publish(folder, editor)
        read = model_dictize.package_dictize
        changes = [
            "UPDATE package SET title = 'Нова', metadata_modified = metadata_modified + '1 hour'",
            "UPDATE resource SET description = 'новий'",
        ]

        def read_slowly(*words: object) -> object:
            with model.meta.engine.begin() as other:
                while changes:
                    other.execute(sa.text(changes.pop()))
            return read(*words)

        monkeypatch.setattr(model_dictize, "package_dictize", read_slowly)
        context = {"ignore_auth": True, "use_cache": False}
        dataset = tk.get_action("package_show")(context, {"id": SURVEY})
        told = {one["description"] for one in dataset["resources"]}
        assert (dataset["title"], told) == ("Нова", {"новий"})

    def test_date_rises_whatever_the_clock_says(self, editor: str, folder: Path) -> None:
        """The date of the last change rises also where the clock was turned back."""
        publish(folder, editor)
        later = dt.datetime.now(dt.UTC).replace(tzinfo=None) + dt.timedelta(hours=1)
        model.Package.get(SURVEY).metadata_modified = later
        model.Session.commit()
        publish(changed(folder), editor)
        assert model.Package.get(SURVEY).metadata_modified == later + catalogue.TICK

    def test_errors_stop(self, editor: str, folder: Path) -> None:
        """A package with errors is not published, and what is published stays as it is."""
        publish(folder, editor)
        before = publishing.state()
        edit(folder, "answers", lambda rows: rows[0].update(questionId="немає"))
        with Refused("findings") as stopped:
            publish(folder, editor)
        assert stopped.params["errors"] >= 1
        assert publishing.state() == before
        assert journal.listed(SURVEY, None, 1, 0)[0].state == "refused"

    def test_name_of_another_dataset(self, editor: str, folder: Path) -> None:
        """The address of a dataset that publications did not make is not taken over."""
        factories.Dataset(name=SURVEY, owner_org=model.Group.get(ASSOCIATION).id)
        with Refused("name-taken"):
            publish(folder, editor)

    def test_other_schemas(self, editor: str, folder: Path) -> None:
        """A publisher whose schemas differ from the portal's is told so."""
        with Refused("schemas-differ"):
            publish(folder, editor, schemas="0" * 64)

    def test_other_tables_than_planned(self, editor: str, folder: Path) -> None:
        """Tables other than the plan promised are not published."""
        with Refused("plan-differs"):
            publish(folder, editor, expected={"answers": "0" * 64})

    def test_edited_by_hand(self, editor: str, folder: Path) -> None:
        """A description changed by hand shows as drift, and the next publication mends it."""
        publish(folder, editor)
        title = shown()["title"]
        tk.get_action("package_patch")({"user": editor}, {"id": SURVEY, "title": "Інша назва"})
        base = call("publication_base", editor, package=SURVEY, organization=ASSOCIATION)
        expected = [{"field": "title", "published": title, "found": "Інша назва"}]
        assert base["drift"] == expected
        assert publish(folder, editor)["state"] == "done"
        assert shown()["title"] == title


class TestTwo:
    def test_second_is_told(self, editor: str, folder: Path) -> None:
        """Of two publishers the second is told who publishes since when."""
        other = factories.User(name="kolega")
        factories.Organization(name="insha")
        tk.get_action("organization_member_create")(
            {"ignore_auth": True, "user": editor},
            {"id": ASSOCIATION, "username": other["name"], "role": "editor"},
        )
        publishing.begin(folder, editor)
        with Refused("being-published") as stopped:
            publishing.begin(folder, str(other["name"]))
        assert stopped.params["by"] == model.User.get(editor).display_name

    def test_same_request_again(self, editor: str, folder: Path) -> None:
        """A begin whose answer was lost brings the same publication when it is repeated."""
        first = publishing.begin(folder, editor)
        assert publishing.begin(folder, editor)["id"] == first["id"]

    def test_commit_again(self, editor: str, folder: Path) -> None:
        """A commit whose answer was lost publishes once."""
        begun = publishing.begin(folder, editor)
        done = [call("publication_commit", editor, id=begun["id"]) for _ in range(2)]
        assert [one["version"] for one in done] == [1, 1]
        assert publishing.count("infoprog_version") == 1

    def test_planned_against_an_earlier_version(self, editor: str, folder: Path) -> None:
        """A plan made against an earlier version is refused."""
        publish(folder, editor)
        with Refused("moved-on"):
            publishing.begin(changed(folder), editor, base=0)

    def test_planned_before_a_change_by_hand(self, editor: str, folder: Path) -> None:
        """A plan made before the description was changed by hand is refused."""
        publish(folder, editor)
        base = call("publication_base", editor, package=SURVEY, organization=ASSOCIATION)
        tk.get_action("package_patch")({"user": editor}, {"id": SURVEY, "title": "Інша назва"})
        with Refused("drifted"):
            publishing.begin(changed(folder), editor, metadata_hash=base["metadata_hash"])

    def test_backup_goes_first(self, editor: str, folder: Path) -> None:
        """While a backup is made nothing is switched, and the publication can go on later."""
        begun = publishing.begin(folder, editor)
        lock = sa.select(sa.func.pg_advisory_lock(sa.func.hashtext(locks.PUBLICATION)))
        with model.meta.engine.connect() as backup:
            backup.execute(lock)
            with Refused("busy"):
                call("publication_commit", editor, id=begun["id"])
            backup.execute(sa.select(sa.func.pg_advisory_unlock_all()))
        assert call("publication_commit", editor, id=begun["id"])["state"] == "done"


class TestBack:
    def test_abort(self, editor: str, folder: Path) -> None:
        """A checked publication can be taken back, and nothing of it is left."""
        begun = publishing.begin(folder, editor, hold=True)
        call("publication_check", editor, id=begun["id"])
        gone = call("publication_abort", editor, id=begun["id"], reason="передумали")
        assert (gone["state"], gone["reason"]["message"]) == ("aborted", "передумали")
        assert model.Package.get(SURVEY) is None
        with Refused("publication-over"):
            call("publication_commit", editor, id=begun["id"])

    def test_undo(self, editor: str, folder: Path) -> None:
        """To undo is to publish an earlier version anew: the same bytes, a new number."""
        publish(folder, editor)
        before = publishing.state()
        publish(changed(folder), editor)
        asked = {"package": SURVEY, "organization": ASSOCIATION, "act": "undo", "base": 2}
        begun = call("publication_begin", editor, **asked, undo_to=1)
        done = call("publication_commit", editor, id=begun["id"])
        assert (done["state"], done["version"]) == ("done", 3)
        assert publishing.state() == before
        package = model.Package.get(SURVEY).id
        assert (
            versions.manifest(package, 3).items[0].sha256
            == versions.manifest(package, 1).items[0].sha256
        )

    def test_withdraw_and_come_back(self, editor: str, folder: Path) -> None:
        """A withdrawn dataset stays as a tombstone; published again it has its ids back."""
        publish(folder, editor)
        before = shown()
        reason = {"kind": "restricted", "reason": "доступ обмежено", "basis": "ст. 6", "until": ""}
        asked = {"package": SURVEY, "organization": ASSOCIATION, "act": "withdraw", "base": 1}
        begun = call("publication_begin", editor, **asked, withdrawal=reason)
        assert call("publication_commit", editor, id=begun["id"])["state"] == "done"
        tombstone = shown()
        assert (tombstone["state"], tombstone["resources"]) == ("active", [])
        assert tombstone["metadata_modified"] > before["metadata_modified"]
        publish(folder, editor)
        assert [r["id"] for r in shown()["resources"]] == [r["id"] for r in before["resources"]]

    def test_redact(self, editor: str, folder: Path) -> None:
        """A redacted file is gone from its version, says why, and cannot be brought back."""
        publish(folder, editor)
        publish(changed(folder), editor)
        package = model.Package.get(SURVEY).id
        admin = factories.Sysadmin()["name"]
        asked = {"package": SURVEY, "version": 1, "files": ["data/answers.csv"]}
        call("version_redact", admin, **asked, reason="персональні дані")
        old = versions.manifest(package, 1).tables()["answers"].sha256
        assert not blobs.exists(old)
        assert versions.redaction(old).reason == "персональні дані"
        undo = {"package": SURVEY, "organization": ASSOCIATION, "act": "undo", "base": 2}
        begun = call("publication_begin", editor, **undo, undo_to=1)
        with Refused("redacted"):
            call("publication_commit", editor, id=begun["id"])


class TestLeftAlone:
    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Count every publication as left alone at once."""
        monkeypatch.setitem(tk.config, "ckanext.infoprog.publication.idle_seconds", -1)

    def test_next_publisher_takes_over(self, editor: str, folder: Path) -> None:
        """A publication that was left alone does not stand in the way of the next."""
        begun = publishing.begin(folder, editor)
        assert publish(changed(folder), editor)["state"] == "done"
        assert journal.get(begun["id"]).state == "expired"

    @pytest.mark.parametrize("step", faults.STEPS)
    def test_every_step(
        self, editor: str, folder: Path, arm: Callable[[str], None], step: str
    ) -> None:
        """A failure at any step leaves the old state whole or ends in the new one whole."""
        publish(folder, editor)
        before, dated = publishing.state(), shown()["metadata_modified"]
        changed(folder)
        arm(step)
        try:
            publish(folder, editor)
        except Exception:  # noqa: BLE001 - what breaks is the test's own doing
            model.Session.rollback()
        reconcile.once()
        after = publishing.state()
        last = journal.listed(SURVEY, None, 1, 0)[0]
        assert last.is_over
        assert (after == before) == (last.state != "done")
        assert publish(folder, editor)["state"] in ("done", "unchanged")
        assert publishing.state() != before
        assert shown()["metadata_modified"] > dated
        assert publishing.count("infoprog_version") == 2

    def test_lost_staging_is_made_anew(
        self, editor: str, folder: Path, arm: Callable[[str], None]
    ) -> None:
        """Tables that were lost between decision and switch are loaded again from the files."""
        publish(folder, editor)
        changed(folder)
        arm("decided")
        waiting = publish(folder, editor)
        staging.discard(waiting["id"])
        reconcile.once()
        assert journal.get(waiting["id"]).state == "done"
        assert publishing.rows(shown()["resources"][0]["id"])

    def test_whoever_was_taken_over_writes_nothing(self, editor: str, folder: Path) -> None:
        """A process that wakes up after another took its publication over changes nothing."""
        begun = publishing.begin(folder, editor)
        zombie = journal.get(begun["id"])
        journal.take(zombie)
        with Refused("fenced"):
            journal.advance(zombie, "staged")

    def test_whoever_was_taken_over_closes_nothing(
        self, editor: str, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A process that fails after another took its publication over leaves it open."""
        begun = publishing.begin(folder, editor)

        def lost(*_words: object) -> None:
            journal.take(journal.get(begun["id"]))
            raise OSError("the connection is lost")

        monkeypatch.setattr(checking, "manifest", lost)
        with pytest.raises(OSError, match="the connection is lost"):
            call("publication_commit", editor, id=begun["id"])
        assert journal.get(begun["id"]).state == "staged"

    def test_lost_database(
        self, editor: str, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A publication whose database went away before its decision stays open and goes on."""
        begun = publishing.begin(folder, editor)
        made = checking.manifest
        monkeypatch.setattr(checking, "manifest", lambda *words: end_session())
        with pytest.raises(OperationalError):
            call("publication_commit", editor, id=begun["id"])
        model.Session.remove()
        assert journal.get(begun["id"]).state == "staged"
        monkeypatch.setattr(checking, "manifest", made)
        assert call("publication_commit", editor, id=begun["id"])["state"] == "done"

    def test_late_step(self, editor: str, folder: Path) -> None:
        """A step is written behind the one that its writer knows, and behind no other."""
        begun = publishing.begin(folder, editor)
        known = journal.get(begun["id"])
        journal.advance(known, "staged")
        with Refused("fenced"):
            journal.advance(known, "failed")
        assert journal.get(begun["id"]).state == "staged"


def test_journal_row_of_each_state() -> None:
    """Every column of the journal's table is a field of a publication."""
    assert {c.name for c in records.publication.c} == set(journal.Publication.__slots__)
