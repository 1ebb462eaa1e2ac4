"""What a publication will be, as a manifest: checked and made from its files, or taken over."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.infoprog import config
from ckanext.infoprog.core.passport import annex
from ckanext.infoprog.core.publish.manifest import (
    Act,
    Findings,
    Input,
    Manifest,
    Published,
    Withdrawal,
    engine,
)
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import blobs, catalogue, versions, workshop
from ckanext.infoprog.storage.journal import Publication

Tell = Callable[..., None]


def manifest(publication: Publication, inputs: Iterable[Input], tell: Tell) -> Manifest | None:
    """Return the manifest of the version to come; None where it would change nothing."""
    current = versions.current(publication.package_id)
    made = _ACTS[Act(publication.act)](publication, tuple(inputs), current, tell)
    if current is not None and _is_same(made, current):
        return None
    return made


def clear(publication_id: str) -> None:
    """Remove the folder in which a publication was checked."""
    shutil.rmtree(_workdir(publication_id), ignore_errors=True)


def leftovers() -> list[str]:
    """Return the ids of the publications that have a folder here."""
    root = _root()
    return [folder.name for folder in root.iterdir()] if root.is_dir() else []


def _publish(
    publication: Publication, inputs: tuple[Input, ...], current: Manifest | None, tell: Tell
) -> Manifest:
    folder = _workdir(publication.id)
    clear(publication.id)
    for one in inputs:
        _place(one, folder)
    today = dt.datetime.now(tk.h.get_display_timezone()).date()
    entry = publication.request.get("organization_entry")
    asked = {"package": publication.package, "today": today.isoformat(), "organization": entry}
    _place_annex(folder)
    made = workshop.run(folder, asked, tell)
    findings = _findings(publication, made["findings"], folder / "report.json")
    _refuse_other_schemas(publication, made["schemas"])
    items = tuple(_stored(Published(**one), folder, current) for one in made["items"])
    _refuse_other_items(publication, items)
    clear(publication.id)
    return replace(
        _blank(publication),
        inputs=inputs,
        dataset=made["dataset"],
        items=items,
        schemas=made["schemas"],
        findings=findings,
    )


def _place_annex(folder: Path) -> None:
    """Put this portal's own list of annex items where the check of a package looks for it."""
    own = Path(config.annex_file()) if config.annex_file() else None
    if own and own.is_file():
        shutil.copyfile(own, folder / annex.FILE)


def _place(one: Input, folder: Path) -> None:
    """Put a file of the package where it stood on the publisher's side."""
    target = folder / "package" / one.path
    target.parent.mkdir(parents=True, exist_ok=True)
    blobs.path(one.sha256, target)


def _undo(
    publication: Publication, inputs: tuple[Input, ...], current: Manifest | None, tell: Tell
) -> Manifest:
    """Return an earlier version anew, with the very files it had."""
    number = publication.request["undo_to"]
    earlier = versions.manifest(publication.package_id, number)
    for sha256 in sorted(earlier.hashes()):
        if gone := versions.redaction(sha256):
            raise RefusedError(
                "redacted",
                package=publication.package,
                version=number,
                date=gone.created.date().isoformat(),
                reason=gone.reason,
            )
    return replace(
        _blank(publication),
        inputs=earlier.inputs,
        dataset=earlier.dataset,
        items=tuple(_dated(item, current) for item in earlier.items),
        schemas=earlier.schemas,
        engine=earlier.engine,
        findings=earlier.findings,
        undoes=number,
        withdrawal=earlier.withdrawal,
    )


def _withdraw(
    publication: Publication, inputs: tuple[Input, ...], current: Manifest | None, tell: Tell
) -> Manifest:
    """Return a version without files that says why there are none."""
    if current is None:
        raise RefusedError("not-published", package=publication.package)
    return replace(
        _blank(publication),
        dataset=current.dataset,
        schemas=current.schemas,
        withdrawal=Withdrawal(**publication.request["withdrawal"]),
    )


_ACTS = {Act.PUBLISH: _publish, Act.UNDO: _undo, Act.WITHDRAW: _withdraw}


def _blank(publication: Publication) -> Manifest:
    """Return a manifest with what the publication itself says."""
    user = model.User.get(publication.user_id)
    return Manifest(
        package=publication.package,
        package_id=publication.package_id,
        version=publication.base + 1,
        publication=publication.id,
        created=dt.datetime.now(dt.UTC).isoformat(timespec="microseconds"),
        by={"id": publication.user_id, "name": user.display_name if user else ""},
        act=publication.act,
        inputs=(),
        dataset={},
        items=(),
        schemas="",
        engine=engine(),
        note=publication.note,
        decision=publication.decision,
    )


def _findings(publication: Publication, counts: Mapping[str, Any], report: Path) -> Findings:
    """Return what the check said; errors stop, and warnings where they were not allowed."""
    sha256, _size = blobs.put(report)
    found = Findings(**{**counts, "report": sha256})
    warned = found.warnings and not publication.request["allow_warnings"]
    if found.errors or warned:
        raise RefusedError(
            "findings",
            package=publication.package,
            errors=found.errors,
            warnings=found.warnings,
            report=sha256,
        )
    return found


def _refuse_other_schemas(publication: Publication, there: str) -> None:
    here = publication.request["schemas"]
    if here != there:
        raise RefusedError("schemas-differ", here=here[:12], there=there[:12])


def _refuse_other_items(publication: Publication, items: Iterable[Published]) -> None:
    """Refuse tables other than those that the plan promised."""
    promised = publication.request.get("expected") or {}
    made = {item.name: item.sha256 for item in items}
    for name, sha256 in promised.items():
        if made.get(name) != sha256:
            raise RefusedError("plan-differs", package=publication.package, what=name)


def _stored(item: Published, folder: Path, current: Manifest | None) -> Published:
    """Return a published file that is kept, dated by when its bytes last changed."""
    source = folder / "out" / item.filename
    sha256, size = blobs.put(source)
    if (sha256, size) != (item.sha256, item.size):
        raise OSError(f"{item.filename} changed while it was stored")
    return _dated(item, current)


def _dated(item: Published, current: Manifest | None) -> Published:
    before = next((i for i in current.items if i.id == item.id), None) if current else None
    if before is not None and before.sha256 == item.sha256:
        return replace(item, modified=before.modified)
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    return replace(item, modified=now.isoformat(timespec="microseconds"))


def _is_same(made: Manifest, current: Manifest) -> bool:
    """Tell whether a version would change neither files nor description."""
    return (made.items, made.dataset, made.inputs, made.withdrawal) == (
        current.items,
        current.dataset,
        current.inputs,
        current.withdrawal,
    ) and catalogue.stands(current)


def _workdir(publication_id: str) -> Path:
    return _root() / publication_id


def _root() -> Path:
    """Return the folder of all work: beside the stored files, so that they can be linked."""
    storage = tk.config.get("ckan.storage_path")
    return Path(storage or tempfile.gettempdir()) / "infoprog-work"
