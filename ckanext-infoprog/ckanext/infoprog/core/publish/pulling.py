"""A published package brought back into a folder, byte for byte as it was sent."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.publish import safepath
from ckanext.infoprog.core.publish.fetching import fetch
from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.publish.progress import Doing, Tell
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.remote import Remote
from ckanext.infoprog.core.workspace import DESCRIPTOR_FILE, PACKAGE_FILE


@dataclass(frozen=True, slots=True)
class Pulled:
    """What was brought back."""

    package: str
    version: int
    folder: Path
    files: int
    size: int


def may_take(folder: Path, *, replace: bool) -> bool:
    """Whether a folder may receive a package: it is new or empty, or a package to be replaced."""
    if not folder.exists():
        return True
    if not folder.is_dir() or folder.is_symlink():
        return False
    if not any(folder.iterdir()):
        return True
    return replace and any((folder / name).is_file() for name in (PACKAGE_FILE, DESCRIPTOR_FILE))


def pull(remote: Remote, package: str, number: int | None, folder: Path, tell: Tell) -> Pulled:
    """Bring a version back, the newest where none is named; the folder is whole or untouched."""
    manifest = remote.version(package, number or _newest(remote, package))
    _refuse_odd(manifest)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as place:
        made = Path(place) / "package"
        _fetch_all(remote, manifest, made, tell)
        _put(made, folder, Path(place) / "before")
    size = sum(one.size for one in manifest.inputs)
    return Pulled(package, manifest.version, folder, len(manifest.inputs), size)


def _newest(remote: Remote, package: str) -> int:
    """Return the number of the newest version."""
    listed = remote.versions(package)
    if not listed:
        raise RefusedError("not-published", package=package)
    return int(listed[0].get("number") or listed[0]["version"])


def _refuse_odd(manifest: Manifest) -> None:
    """Refuse a version without files, and one whose files would lie outside the folder."""
    if not manifest.inputs:
        raise PortalError(
            "nothing-to-pull",
            package=manifest.package,
            version=manifest.version,
            reason=manifest.withdrawal.reason if manifest.withdrawal else "–",
        )
    safepath.check(one.path for one in manifest.inputs)


def _fetch_all(remote: Remote, manifest: Manifest, made: Path, tell: Tell) -> None:
    """Write the files of a version into a folder that nobody sees yet."""
    for one in manifest.inputs:
        tell(Doing("fetch", one.path, 0, one.size))
        target = made / one.path
        target.parent.mkdir(parents=True, exist_ok=True)
        pieces = partial(remote.source, manifest.package, manifest.version, one.path)
        fetch(pieces, target, one.sha256, one.size, one.path)
        _settle(target)
        tell(Doing("fetch", one.path, one.size, one.size))


def _put(made: Path, folder: Path, before: Path) -> None:
    """Let the folder that was made stand in the place of the one that was asked for."""
    if folder.exists():
        folder.rename(before)
    try:
        made.rename(folder)
    except OSError:
        if before.exists():
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _settle(path: Path) -> None:
    """Let the disk have a file for good before it gets its name."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
