"""Small files that are whole or absent: stamps, secrets, configuration."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def write(path: Path, text: str, mode: int = 0o644) -> bool:
    """Write a file in one move; return whether its content or mode changed."""
    if stamped(path, text) and path.stat().st_mode & 0o777 == mode:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(mode)
    draft.replace(path)
    return True


def keep_private(path: Path) -> None:
    """Take the rights of others away from a file or folder, where it is there."""
    if path.exists() and path.stat().st_mode & 0o077:
        path.chmod(path.stat().st_mode & 0o700)


def stamped(stamp: Path, content: str) -> bool:
    """Return whether a step left this stamp, so that it need not be done again."""
    return stamp.is_file() and stamp.read_bytes() == content.encode()  # it can be damaged


def fingerprint(paths: Iterable[Path]) -> str:
    """Return one hash over the names and bytes of files, folders read whole."""
    digest = hashlib.sha256()
    for path in sorted(_files(paths)):
        digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def digest(text: str) -> str:
    """Return the hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from (
                file
                for file in path.rglob("*")
                if file.is_file()
                and "__pycache__" not in file.parts
                and ".egg-info" not in str(file)
            )
        elif path.is_file():
            yield path
