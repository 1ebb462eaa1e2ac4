"""Where answers are kept: `cycle/<period>/` in the package's folder, which is never published.

Received files lie under their SHA-256, each body's answer beside them; a file is on the disk before
the answer that names it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.cycle import answers
from ckanext.infoprog.core.cycle.answers import Answer
from ckanext.infoprog.core.cycle.notes import stop
from ckanext.infoprog.core.cycle.period import Period

FOLDER: Final = "cycle"
RECEIVED: Final = "received"
SUFFIX: Final = ".json"


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer with the file it came in; `replaced` are the files that it took the place of."""

    answer: Answer
    file: str
    sha256: str
    replaced: tuple[str, ...] = ()


class Store:
    """The answers to one period's questions."""

    def __init__(self, package: Path, period: Period) -> None:
        """Name the folder; it is made when something is kept."""
        self._folder = package / FOLDER / period.code

    def all(self) -> Mapping[str, Kept]:
        """Return the kept answers by body."""
        paths = sorted(self._folder.glob(f"*{SUFFIX}"))
        return MappingProxyType({path.stem: self._load(path) for path in paths})

    def get(self, body: str) -> Kept | None:
        """Return a body's answer."""
        path = self._folder / f"{body}{SUFFIX}"
        return self._load(path) if path.is_file() else None

    def received(self, sha256: str) -> Path:
        """Return where a received file is kept."""
        return self._folder / RECEIVED / sha256

    def keep(self, answer: Answer, file: str, data: bytes) -> Kept:
        """Keep an answer in the place of the body's earlier one, whose file stays."""
        sha256 = hashlib.sha256(data).hexdigest()
        earlier = self.get(answer.body)
        replaced = (*earlier.replaced, earlier.sha256) if earlier else ()
        kept = Kept(answer, file, sha256, tuple(dict.fromkeys(replaced)))
        self.put(kept, data)
        return kept

    def put(self, kept: Kept, data: bytes) -> None:
        """Put what was kept elsewhere into its place, as it was."""
        _write(self.received(kept.sha256), data)
        _write(self._folder / f"{kept.answer.body}{SUFFIX}", _text(kept).encode())

    def _load(self, path: Path) -> Kept:
        """Return a kept answer; the file that it names must be there, unchanged."""
        name = f"{FOLDER}/{self._folder.name}/{path.name}"
        try:
            entry = json.loads(path.read_text("utf-8"))
            file, sha256, replaced = entry["file"], str(entry["sha256"]), entry["replaced"]
            data = self.received(sha256).read_bytes()
            said = json.dumps(entry["answer"])
        except (OSError, ValueError, TypeError, KeyError) as error:
            stop("cycle-damaged", table=name, fault=type(error).__name__)
        if hashlib.sha256(data).hexdigest() != sha256:
            stop("cycle-damaged", table=name, fault=f"{RECEIVED}/{sha256}")
        return Kept(answers.from_json(said, name), file, sha256, tuple(replaced))


def _text(kept: Kept) -> str:
    """Return a kept answer as it stands on the disk."""
    entry = {
        "file": kept.file,
        "sha256": kept.sha256,
        "replaced": list(kept.replaced),
        "answer": json.loads(answers.to_json(kept.answer)),
    }
    return json.dumps(entry, ensure_ascii=False, indent=2) + "\n"


def _write(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all, even where the machine stops."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
