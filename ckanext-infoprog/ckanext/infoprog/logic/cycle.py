"""The reporting cycle on the portal: core/cycle at work on the package of the current version.

Who may is asked before, by the actions. What changes the data is a publication like any other.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from ckan import model

from ckanext.infoprog import config, passports
from ckanext.infoprog.core.cycle import (
    agenda,
    asking,
    collecting,
    duties,
    editions,
    formbook,
    membership,
    period,
    reportlayout,
    reportpaper,
    standing,
)
from ckanext.infoprog.core.cycle.answering import Answering
from ckanext.infoprog.core.cycle.answers import Letter
from ckanext.infoprog.core.cycle.membership import Kind, Wish
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.cycle.store import Store
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.reports import cyclejson
from ckanext.infoprog.core.sheets import zipped
from ckanext.infoprog.core.validation.records import records
from ckanext.infoprog.logic import reading
from ckanext.infoprog.storage import blobs, locks, received, room
from ckanext.infoprog.storage.received import Place
from ckanext.infoprog.storage.versions import Pointer

Json = dict[str, Any]
LONGEST_NAME = 200
DOCUMENTS = ("docx", "xlsx")


@dataclass(frozen=True, slots=True)
class Scene:
    """What everything here is about: a programme's current version and one of its periods."""

    pointer: Pointer
    package: Package
    when: Period

    @property
    def place(self) -> Place:
        """Where the answers of the period are kept."""
        return Place(self.pointer.package_id, self.when.code)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made for somebody."""

    filename: str
    content: bytes


@contextmanager
def told() -> Iterator[None]:
    """Turn what stops the cycle into a refusal that says the same in both languages."""
    try:
        yield
    except CycleError as error:
        found = cyclejson.issues(error.issues)
        said = {lang: " ".join(one["message"][lang] for one in found) for lang in ("uk", "en")}
        raise RefusedError("cycle", **said, findings=found) from error


def scene(name: str, code: str | None) -> Scene:
    """Return the period that is asked for, or the one at hand; what is no programme is refused."""
    found = pointer(name)
    package = room.package(found)
    if len(records(package, "programme")) != 1:
        raise RefusedError("cycle-no-programme", package=found.name)
    if code:
        return Scene(found, package, period.parse(code))
    due = agenda.at_hand(agenda.agenda(package), passports.today())
    return Scene(found, package, due.period if due else Period(passports.today().year))


def pointer(name: str) -> Pointer:
    """Return the current version of a programme; one that was taken down has no cycle."""
    found = reading.pointer(name)
    if found.withdrawn:
        raise RefusedError("not-published", package=found.name)
    return found


def show(at: Scene) -> Json:
    """Return how a period stands: duties, days left, a row per body, who has not answered."""
    kept, moments, last, given = (
        read(at.place) for read in (received.kept, received.moments, received.last, received.given)
    )
    rows = standing.standings(at.package, at.when, kept)
    due, today = agenda.due_of(at.package, at.when), passports.today()
    report = at.package.tables["reports"].by_key() if "reports" in at.package.tables else {}
    return {
        "package": at.pointer.name,
        "version": at.pointer.version,
        **cyclejson.due(due, today, len(kept)),
        "edition": {
            "id": editions.last(at.package, at.when.end),
            "title": editions.title(at.package, at.when.end),
        },
        "duties": cyclejson.duties_of(at.package, at.when),
        "has_duty": duties.duty(at.package, at.when) is not None,
        "official": bool(report.get(at.when.report_id, {}).get("official")),
        "public": received.is_public(at.place),
        "bodies": [
            {**_body(one, moments, last), "given": _given(given.get(one.body))} for one in rows
        ],  # fmt: skip
        "missing": [one.body for one in rows if one.asked and one.kept is None],
        "periods": periods(at.pointer, at.package),
    }


def periods(found: Pointer, package: Package) -> list[Json]:
    """Return the periods of a programme, each with its deadline and how many have answered."""
    counts, today = received.counts(found.package_id), passports.today()
    return [
        cyclejson.due(one, today, counts.get(one.period.code, 0)) for one in agenda.agenda(package)
    ]


def form(at: Scene, body: str) -> Made:
    """Return the workbook in which a body reports."""
    asked = asking.of_body(at.package, at.when, body)
    with TemporaryDirectory(prefix="infoprog-cycle-") as folder:
        path = Path(folder) / formbook.filename(asked)
        formbook.write(asked, path)
        return Made(path.name, path.read_bytes())


def give(at: Scene, body: str | None, user_id: str) -> Made:
    """Give out the workbook of a body, or those of all in one archive; remember who took them."""
    bodies = [body] if body else list(asking.asked(at.package, at.when))
    made = {one: form(at, one) for one in bodies}
    received.write(at.place, {}, [_taken(one, form) for one, form in made.items()], user_id)
    if body:
        return made[body]
    name = f"{at.pointer.name}_{at.when.code}_forms.zip"
    return Made(name, zipped.content((one.filename, one.content) for one in made.values()))


def document(at: Scene, kind: str | None, ending: str) -> Made:
    """Return the document of a period as the data have it."""
    chosen = reportpaper.kind_of(at.when, kind)
    made = reportpaper.paper(at.package, at.when, reportlayout.layout(chosen))
    with TemporaryDirectory(prefix="infoprog-cycle-") as folder:
        into = Path(folder) / reportpaper.filename(at.package, at.when, chosen)
        paths = dict(zip(DOCUMENTS, reportpaper.write(made, into), strict=True))
        return Made(paths[ending].name, paths[ending].read_bytes())


def collect(
    at: Scene,
    files: Sequence[tuple[str, bytes]],
    letter: Letter,
    user_id: str,
    *,
    partial: bool,
) -> Json:
    """Take files in: all of them, or with `partial` those that are valid; tell of each."""
    _refuse_many(files)
    delivery = str(uuid4())
    with locks.cycle(at.pointer.name), room.folder(at.pointer) as folder:
        room.place(folder, at.when, received.kept(at.place))
        named = [(plain_name(name), data) for name, data in files]
        taken = collecting.take(folder, at.when, named, letter, partial=partial)
        kept = Store(folder, at.when).all()
        fresh = {body: kept[body] for body in taken.kept}
        rows = [_file(one, taken.kept, delivery, files[n][1]) for n, one in
                enumerate(taken.received)]  # fmt: skip
        _store(taken.received, taken.kept)
        received.write(at.place, fresh, rows, user_id)
    return {
        "package": at.pointer.name,
        "period": at.when.code,
        "delivery": delivery,
        "ok": taken.ok,
        "kept": list(taken.kept),
        "missing": list(taken.missing),
        "files": [file(one) for one in rows],
    }


def delivered(at: Scene, delivery: str) -> list[Json]:
    """Return what became of the files that came together."""
    found = received.delivery(at.place, delivery)
    if not found:
        raise RefusedError("cycle-no-delivery")
    return [file(one) for one in found]


def file(one: received.File) -> Json:
    """Return a file that came, as plain values."""
    return {
        "name": one.name,
        "body": one.body,
        "sha256": one.sha256,
        "size": one.size,
        "outcome": one.outcome,
        **one.told,
    }


def members(at: Scene) -> Json:
    """Return who answers for what, and what nobody of its own answers for."""
    return cyclejson.members(at.package, Answering(at.package, at.when))


def change_members(
    folder: Path, new: Sequence[str], removed: Sequence[Json], added: Sequence[Json]
) -> list[str]:
    """Write who answers into the package of a folder; return the bodies that are new."""
    made = [membership.new_body(folder, name) for name in new]
    for named, remove in ((removed, True), (added, False)):
        for one in named:
            membership.change(folder, Wish(Kind(one["kind"]), one["key"], one["body"], remove))
    return made


def plain_name(name: str) -> str:
    """Return the name of a file as it can be shown: without folders and unseen characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(one if one.isprintable() else "\ufffd" for one in last)
    return shown[-LONGEST_NAME:] or "–"


def _body(
    one: standing.Standing,
    moments: Mapping[str, tuple[Any, str]],
    last: Mapping[str, received.File],
) -> Json:
    """Return a body's row with when its answer came, and its last file where that was refused."""
    row = cyclejson.standing(one)
    if row["received"]:
        at, user_id = moments[one.body]
        row["received"] |= {"at": at.isoformat(timespec="seconds"), "by": _who(user_id)}
    found = last.get(one.body)
    is_bad = found is not None and found.outcome == received.REFUSED
    row["refused"] = file(found) if found is not None and is_bad else None
    return row


def _given(one: received.File | None) -> Json | None:
    """Return when the form of a body was given out last, and to whom."""
    if one is None or one.received is None:
        return None
    return {"at": one.received.isoformat(timespec="seconds"), "by": _who(one.user_id)}


def _taken(body: str, made: Made) -> received.File:
    """Return what is written down of a form that is given out."""
    sha256, size = blobs.digest(made.content), len(made.content)
    return received.File(body, made.filename, sha256, size, received.GIVEN)


def _file(
    one: collecting.Received, kept: Sequence[str], delivery: str, data: bytes
) -> received.File:
    """Return what is written down of a file."""
    outcome, said = cyclejson.file(one, kept)
    return received.File(
        body=one.body,
        name=one.name,
        sha256=blobs.digest(data),
        size=len(data),
        outcome=outcome,
        told=said,
        delivery=delivery,
    )


def _store(came: Sequence[collecting.Received], kept: Sequence[str]) -> None:
    """Keep the bytes of the files that were taken; of others nothing is kept."""
    for one in came:
        if one.answer is not None and one.answer.body in kept:
            blobs.put(one.data)


def _refuse_many(files: Sequence[tuple[str, bytes]]) -> None:
    """Refuse more, or larger, files than one delivery may have."""
    most, limit = config.cycle_files(), config.cycle_file_mb() * 1024 * 1024
    if not files:
        raise RefusedError("cycle-no-files")
    if len(files) > most:
        raise RefusedError("cycle-many-files", count=len(files), limit=most)
    for name, data in files:
        if len(data) > limit:
            raise RefusedError("too-large", path=plain_name(name), size=len(data), limit=limit)


def _who(user_id: str) -> str:
    user = model.User.get(user_id)
    return user.display_name if user else user_id
