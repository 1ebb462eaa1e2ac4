"""The forms that come back to the portal: taken in together, each told what became of it."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from ckanext.infoprog import config
from ckanext.infoprog.core.cycle import collecting
from ckanext.infoprog.core.cycle.answers import Letter
from ckanext.infoprog.core.cycle.store import Store
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.reports import cyclejson
from ckanext.infoprog.logic.scene import Scene
from ckanext.infoprog.storage import blobs, locks, received, room

Json = dict[str, Any]
LONGEST_NAME = 200


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


def plain_name(name: str) -> str:
    """Return the name of a file as it can be shown: without folders and unseen characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(one if one.isprintable() else "\ufffd" for one in last)
    return shown[-LONGEST_NAME:] or "–"


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
