"""CKAN's file storage named `infoprog`: the one place that knows its library.

Where the configuration names no such storage, it is a folder beside CKAN's other files. A file in
a folder is written under another name, brought to the disk and then renamed, so that what is there
is whole. Object stores do the same by themselves.
"""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

import ckan.plugins.toolkit as tk
import file_keeper as fk
from ckan.lib import files
from file_keeper.default.adapters.fs import FsStorage

from ckanext.infoprog.core.publish.refusals import RefusedError

NAME = "infoprog"
DRAFTS = "drafts"
CHUNK = 256 * 1024
READ_ONLY = 0o440
FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def space() -> Iterator[None]:
    """Say that the disk is full as a refusal."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise RefusedError("no-space") from error
        raise


class Draft:
    """A file that is being written and that nobody sees yet."""

    def __init__(self, handle: IO[bytes], path: Path) -> None:
        """Keep the open file and its name."""
        self._handle, self._path = handle, path

    def write(self, piece: bytes | bytearray) -> int:
        """Add bytes; return their number."""
        return self._handle.write(piece)

    def put(self, location: str) -> None:
        """Bring the draft to the disk and put it at its location, replacing a file there."""
        self._handle.flush()
        target = local(location)
        if target is None:
            self._upload(location)
            return
        os.fsync(self._handle.fileno())
        self._path.chmod(READ_ONLY)
        _make_folder(target.parent)
        self._path.replace(target)
        _sync_folder(target.parent)

    def _upload(self, location: str) -> None:
        with self._path.open("rb") as ready:
            size = self._path.stat().st_size
            upload = fk.Upload(ready, location, size, "application/octet-stream")
            _storage().upload(fk.Location(location), upload)


@contextmanager
def draft() -> Iterator[Draft]:
    """Give a draft; it is gone afterwards unless it was put at a location."""
    folder = local(DRAFTS)
    with space():
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as opened:
                yield Draft(opened, path)
        finally:
            path.unlink(missing_ok=True)


def save(location: str, content: bytes | bytearray) -> None:
    """Write a file whole, replacing one that is there."""
    with draft() as written:
        written.write(content)
        written.put(location)


def sweep(seconds: float) -> int:
    """Remove drafts that a killed process left, older than this; return how many."""
    folder = local(DRAFTS)
    oldest = time.time() - seconds
    old = [one for one in _listed(folder) if one.stat().st_mtime < oldest] if folder else []
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def local(location: str) -> Path | None:
    """Return where a file lies on this machine; None where the storage is no folder."""
    storage = _storage()
    if not isinstance(storage, FsStorage):
        return None
    return Path(storage.full_path(fk.Location(location)))


def size(location: str) -> int | None:
    """Return the number of a file's bytes; None where there is no file."""
    try:
        return _storage().size(fk.Location(location))
    except (fk.exc.MissingFileError, FileNotFoundError):
        return None


def stream(location: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """Return a file's bytes in pieces; it is opened now, so that its later removal does no harm."""
    path = local(location)
    if path is not None:
        return _pieces(path.open("rb"), start, length)
    data = fk.FileData(fk.Location(location), size=size(location) or 0)
    try:
        return _cut(_storage().stream(data), start, length)
    except fk.exc.MissingFileError as error:
        raise FileNotFoundError(location) from error


def opened(location: str) -> IO[bytes]:
    """Return a file to read from and to seek in."""
    path = local(location)
    if path is not None:
        return path.open("rb")
    handle = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    handle.writelines(stream(location))
    handle.seek(0)
    return handle


def remove(location: str) -> None:
    """Take a file away; one that is not there is no error."""
    path = local(location)
    if path is not None:
        path.unlink(missing_ok=True)
        return
    with suppress(fk.exc.MissingFileError):
        _storage().remove(fk.FileData(fk.Location(location)))


def remove_all(prefix: str) -> None:
    """Take a whole folder away."""
    path = local(prefix)
    if path is not None:
        shutil.rmtree(path, ignore_errors=True)
        return
    for location in list(names(prefix)):
        remove(location)


def names(prefix: str) -> Iterator[str]:
    """Return the locations of all files in a folder, in order."""
    path = local(prefix)
    if path is not None:
        return (f"{prefix}/{one.relative_to(path).as_posix()}" for one in _listed(path))
    scanned = _storage().manager.scan({})
    return iter(sorted(name for name in scanned if name.startswith(f"{prefix}/")))


def _storage() -> fk.Storage:
    try:
        return files.get_storage(NAME)
    except fk.exc.UnknownStorageError:
        return _beside(os.path.realpath(tk.config["ckan.storage_path"]))


@cache
def _beside(folder: str) -> fk.Storage:
    """Return a storage in a folder that nobody serves as it is."""
    path = str(Path(folder) / NAME)
    return files.make_storage(NAME, {"type": "ckan:fs", "path": path, "initialize": True})


def _listed(folder: Path) -> list[Path]:
    """Return the files in a folder and those below it, in order."""
    return sorted(one for one in folder.rglob("*") if one.is_file())


def _make_folder(folder: Path) -> None:
    """Make a folder with those above it, and bring each new one's name to the disk."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _pieces(opened: IO[bytes], start: int, length: int | None) -> Iterator[bytes]:
    """Yield an opened file's bytes, of which the first were passed over, up to a number."""
    with opened:
        opened.seek(start)
        while piece := opened.read(CHUNK if length is None else min(CHUNK, length)):
            length = None if length is None else length - len(piece)
            yield piece


def _cut(pieces: Iterable[bytes], start: int, length: int | None) -> Iterator[bytes]:
    """Yield the bytes of pieces from a place on, up to a number."""
    for piece in pieces:
        kept = piece[start:] if length is None else piece[start : start + length]
        start = max(0, start - len(piece))
        if length is not None:
            length -= len(kept)
        if kept:
            yield kept
        if length == 0:
            return
