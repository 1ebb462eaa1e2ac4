"""What runs leave behind: the last status of each portal whole, and a line of history a run.

Beside each other in one folder: `<portal>.json` is replaced whole, `<portal>.jsonl` only grows. One
run at a time; what a killed one has left undone is not there.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.harvest.standing import SCHEMA, Status

LINES: Final = 400  # of history that a page looks back on
_TAIL: Final = 1 << 20
_LOCK: Final = ".lock"
_NAME: Final = re.compile(r"[^a-z0-9.-]+")


class HistoryError(InfoprogError):
    """What runs have left behind cannot be read."""


@dataclass(frozen=True, slots=True)
class Past:
    """One run of the past: when, whether all was well, and how many datasets were in each state."""

    at: str
    is_well: bool
    is_partial: bool
    failure: str
    wrong: int
    counts: dict[str, int]


def name_of(target: str) -> str:
    """Return the name of a portal's files: its host, and its port and path where it has any."""
    parts = urlsplit(target.lower())
    return _NAME.sub("-", f"{parts.netloc}{parts.path}").strip("-.") or "portal"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep a second run out as long as this one goes on, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PortalError("reading-twice", folder=folder) from None
        yield


def last(folder: Path, target: str) -> Status | None:
    """Return the last status of a portal, or None where no run has seen it yet."""
    return _read(folder / f"{name_of(target)}.json")


def every(folder: Path) -> list[Status]:
    """Return the last status of every portal, by its address."""
    found = (_read(path) for path in sorted(folder.glob("*.json")))
    return sorted((one for one in found if one), key=lambda one: one.target)


def keep(folder: Path, status: Status) -> None:
    """Keep a status as the last one, and add its line to the history."""
    name = name_of(status.target)
    text = json.dumps(status.to_dict(), ensure_ascii=False, indent=1) + "\n"
    draft = folder / f"{name}.json.draft"
    _write(draft, text)
    draft.replace(folder / f"{name}.json")
    _append(folder / f"{name}.jsonl", _line(status))


def past(folder: Path, target: str, most: int = LINES) -> list[Past]:
    """Return the runs of the past, the newest first; a line that was cut off is none."""
    path = folder / f"{name_of(target)}.jsonl"
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            lines = file.read(_TAIL).decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return []
    found = (_past(line) for line in reversed(lines[-most:]))
    return [one for one in found if one]


def _line(status: Status) -> str:
    plain = status.to_dict()
    kept = {name: plain[name] for name in ("schema", "at", "well", "partial", "counts")}
    wrong = sum(one.is_wrong for one in status.standings)
    code = status.failure.code if status.failure else ""
    return json.dumps({**kept, "failure": code, "wrong": wrong}, ensure_ascii=False)


def _past(line: str) -> Past | None:
    try:
        plain = json.loads(line)
        return Past(
            str(plain["at"]), bool(plain["well"]), bool(plain["partial"]), str(plain["failure"]),
            int(plain["wrong"]), {str(k): int(v) for k, v in plain["counts"].items()},
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _read(path: Path) -> Status | None:
    """Return the status of a file, or None where there is none; a damaged one is told."""
    try:
        plain: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if plain["schema"] == SCHEMA:
            return Status.from_dict(plain)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise HistoryError(f"{path} is damaged ({error!r}); move it away and run again.") from error
    raise HistoryError(f"{path} was written by another release; move it away and run again.")


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _append(path: Path, line: str) -> None:
    """Add a line; one that an earlier run could not finish keeps to itself."""
    with path.open("ab+") as file:
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(size - 1)
            line = line if file.read(1) == b"\n" else f"\n{line}"
        file.write(f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())
