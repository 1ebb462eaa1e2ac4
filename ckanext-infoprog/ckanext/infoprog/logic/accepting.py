"""A period accepted on the portal: foretold whole before, then published as any package is."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import IO, Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.infoprog import passports
from ckanext.infoprog.core import package as packages
from ckanext.infoprog.core.check import stored
from ckanext.infoprog.core.check.report import Report
from ckanext.infoprog.core.cycle import accepting, store
from ckanext.infoprog.core.cycle.accepting import Acceptance
from ckanext.infoprog.core.cycle.answers import Letter
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.publish import difference, inputs, prepare
from ckanext.infoprog.core.publish.difference import Difference
from ckanext.infoprog.core.publish.manifest import (
    Act,
    Findings,
    Input,
    Manifest,
    Published,
    source_hash,
)
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.tabledifference import LIMIT
from ckanext.infoprog.logic import reading
from ckanext.infoprog.logic.scene import Scene
from ckanext.infoprog.storage import blobs, received, room, versions, workshop
from ckanext.infoprog.storage.versions import Pointer

Json = dict[str, Any]
Change = Callable[[Path], Any]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a period is to be accepted."""

    letter: Letter
    incomplete: bool = False
    official: bool | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting would make: rows, the version to come, what the check says, the difference.

    `plan` is a sign of the package that would be published; `manifest` is None where nothing would,
    `after` is the package as it would be.
    """

    planned: Acceptance
    plan: str
    manifest: Manifest | None
    report: Report | None
    difference: Difference | None
    after: Package


@dataclass(frozen=True, slots=True)
class Candidate:
    """A package about to be published: its files, and the schemas they are read by."""

    inputs: tuple[Input, ...]
    schemas: str

    @property
    def plan(self) -> str:
        """A sign of just these files."""
        return source_hash(self.inputs, self.schemas, {})


def preview(at: Scene, wishes: Wishes) -> Preview:
    """Return what accepting a period would change on the portal; nothing is stored."""
    with room.folder(at.pointer) as folder:
        planned = _applied(at, wishes, folder)
        found = candidate(folder)
        if not planned.changes:
            return Preview(planned, found.plan, None, None, None, at.package)
        return _foretold(at.pointer, folder, planned, found)


def accept(at: Scene, wishes: Wishes, expected: str | None) -> tuple[Acceptance, Candidate]:
    """Return the package with the period's rows, its files stored; the unforeseen is refused."""
    with room.folder(at.pointer) as folder:
        planned = _applied(at, wishes, folder)
        found = _kept(folder)
        if expected and expected != found.plan:
            raise RefusedError("cycle-moved-on", package=at.pointer.name, period=at.when.code)
        return planned, found


def changed(pointer: Pointer, change: Change) -> tuple[Any, Candidate]:
    """Return the package after a change, its files stored, with what the change returned."""
    with room.folder(pointer) as folder:
        told = change(folder)
        return told, _kept(folder)


def candidate(folder: Path) -> Candidate:
    """Return what would be published of a folder."""
    return Candidate(inputs.inputs(folder), inputs.schemas_hash(folder))


def publish(context: Context, pointer: Pointer, found: Candidate, **wishes: object) -> Json:
    """Publish a package whose files are stored, on top of a version, as any publisher does."""
    asked = {
        "act": str(Act.PUBLISH),
        "inputs": [asdict(one) for one in found.inputs],
        "schemas": found.schemas,
        "organization_entry": room.organization_entry(pointer),
    }
    return carry(context, pointer, **asked, **wishes)


def undo(context: Context, pointer: Pointer, to: int, note: str) -> Json:
    """Publish an earlier version anew."""
    return carry(context, pointer, act=str(Act.UNDO), undo_to=to, note=note)


def carry(context: Context, pointer: Pointer, **asked: object) -> Json:
    """Carry a publication from its beginning to its end; return it."""
    dataset = model.Package.get(pointer.package_id)
    organization = model.Group.get(dataset.owner_org)
    about = {"package": pointer.name, "organization": organization.name, "base": pointer.version}
    begun: Json = _do(context, "begin", {**about, **asked})
    if begun["state"] == "unchanged":
        return begun
    _do(context, "check", {"id": begun["id"]})
    return _do(context, "commit", {"id": begun["id"]})


def _do(context: Context, step: str, data: Mapping[str, Any]) -> Json:
    """Call a publisher's action as the same user."""
    own = Context(user=context["user"])
    done: Json = tk.get_action(f"infoprog_publication_{step}")(own, dict(data))
    return done


def _applied(at: Scene, wishes: Wishes, folder: Path) -> Acceptance:
    """Write the period's rows into a folder; return what that changes."""
    room.place(folder, at.when, received.kept(at.place))
    planned = accepting.plan(
        folder, at.when, wishes.letter, incomplete=wishes.incomplete, official=wishes.official
    )
    accepting.apply(folder, planned, passports.today())
    return planned


def _kept(folder: Path) -> Candidate:
    """Return what is published of a folder, with its files among the stored ones."""
    found = candidate(folder)
    for one in found.inputs:
        blobs.put(folder / one.path)
    return found


def _foretold(pointer: Pointer, folder: Path, planned: Acceptance, found: Candidate) -> Preview:
    """Return the version that the portal would make of a folder, by the same process."""
    with TemporaryDirectory(prefix="infoprog-cycle-") as place:
        workdir = Path(place)
        copytree(folder, workdir / prepare.PACKAGE, ignore=ignore_patterns(store.FOLDER))
        asked = {
            "package": pointer.name,
            "today": passports.today().isoformat(),
            "organization": room.organization_entry(pointer),
        }
        made = workshop.run(workdir, asked, lambda **_: None)
        report = stored.read(workdir / prepare.REPORT)
        current = versions.read_manifest(pointer.manifest)
        manifest = replace(
            current,
            version=pointer.version + 1,
            act=str(Act.PUBLISH),
            undoes=None,
            inputs=found.inputs,
            dataset=made["dataset"] or current.dataset,
            items=tuple(Published(**one) for one in made["items"]),
            schemas=made["schemas"],
            findings=Findings(**made["findings"]),
        )
        between = None
        if made["items"]:
            opened = _opener(folder, workdir / prepare.OUT, manifest)
            between = difference.between(current, manifest, opened, limit=LIMIT)
        after = packages.read_package(folder)
        return Preview(planned, found.plan, manifest, report, between, after)


def _opener(folder: Path, out: Path, manifest: Manifest) -> Callable[[str], IO[bytes]]:
    """Return what opens a file of the version to come, which is nowhere stored, or a stored one."""
    made = {one.sha256: out / one.filename for one in manifest.items}
    made |= {one.sha256: folder / one.path for one in manifest.inputs}
    return lambda sha256: made[sha256].open("rb") if sha256 in made else reading.open_file(sha256)
