"""Files under the SHA-256 of their content: what is there is whole and is never changed."""

import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from ckanext.infoprog.storage import filestore

FOLDER = "blobs"
SHA256 = re.compile("[0-9a-f]{64}")


class DamagedError(Exception):
    """The content has another hash than it should."""


def exists(sha256: str) -> bool:
    """Tell whether a file of this hash is there."""
    return bool(SHA256.fullmatch(sha256)) and filestore.size(_location(sha256)) is not None


def size(sha256: str) -> int:
    """Return the number of bytes of a file; FileNotFoundError where it is not there."""
    found = filestore.size(_location(sha256))
    if found is None:
        raise FileNotFoundError(sha256)
    return found


def stream(sha256: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """Return a file's bytes in pieces, of a part of it where one is asked for.

    The file is opened now: a removal while it is read takes nothing from the reader.
    """
    return filestore.stream(_location(sha256), start, length)


def read(sha256: str) -> bytes:
    """Return the whole content of a small file."""
    return b"".join(stream(sha256))


def open(sha256: str) -> IO[bytes]:  # noqa: A001 - read as blobs.open
    """Return a file to read from and to seek in."""
    return filestore.opened(_location(sha256))


def digest(content: bytes) -> str:
    """Return the SHA-256 under which a content is kept."""
    return hashlib.sha256(content).hexdigest()


def put(source: IO[bytes] | Path | bytes) -> tuple[str, int]:
    """Keep a content; return its SHA-256 and its size. One that is there already stays as it is."""
    if isinstance(source, bytes):
        known = hashlib.sha256(source).hexdigest()
        return (known, len(source)) if keep(known) else put_pieces([source])
    if isinstance(source, Path):
        with source.open("rb") as opened:
            known = hashlib.file_digest(opened, "sha256").hexdigest()
            if keep(known):
                return known, opened.tell()
            opened.seek(0)
            return put_pieces(_pieces(opened))
    return put_pieces(_pieces(source))


def put_pieces(pieces: Iterable[bytes | bytearray], expected: str | None = None) -> tuple[str, int]:
    """Keep a content that comes in pieces; one with another hash than expected is not kept."""
    digest, written = hashlib.sha256(), 0
    with filestore.draft() as draft:
        for piece in pieces:
            digest.update(piece)
            written += draft.write(piece)
        sha256 = digest.hexdigest()
        if expected is not None and sha256 != expected:
            raise DamagedError(expected)
        if not keep(sha256):
            draft.put(_location(sha256))
    return sha256, written


def keep(sha256: str) -> bool:
    """Tell whether a file is there, and let it count as new for those who clear away."""
    found = filestore.local(_location(sha256))
    if found is None:
        return exists(sha256)
    with suppress(FileNotFoundError):
        os.utime(found)
        return True
    return False


def modified(sha256: str) -> datetime:
    """Return when somebody kept a file last; now, where the storage cannot tell."""
    found = filestore.local(_location(sha256))
    moment = found.stat().st_mtime if found and found.exists() else time.time()
    return datetime.fromtimestamp(moment, UTC)


def path(sha256: str, target: Path) -> Path:
    """Put a file at a path for a program that reads paths, and return it; nobody may write to it.

    It is the stored file itself by another name where the file system allows that.
    """
    found = filestore.local(_location(sha256))
    with filestore.space():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        if found is None or not _linked(found, target):
            pieces = stream(sha256)
            with target.open("wb") as copy:
                copy.writelines(pieces)
            target.chmod(filestore.READ_ONLY)
    return target


def remove(sha256: str) -> None:
    """Take a file away; one that is not there is no error."""
    filestore.remove(_location(sha256))


def all() -> Iterator[str]:  # noqa: A001 - read as blobs.all
    """Return the hashes of all files, in order."""
    return (name.rpartition("/")[2] for name in filestore.names(FOLDER))


def _linked(found: Path, target: Path) -> bool:
    """Give a file a second name; return False where the file systems do not let us."""
    try:
        target.hardlink_to(found)
    except FileNotFoundError:
        raise
    except OSError:
        return False
    return True


def _location(sha256: str) -> str:
    if not SHA256.fullmatch(sha256):
        raise FileNotFoundError(sha256)
    return f"{FOLDER}/{sha256[:2]}/{sha256}"


def _pieces(opened: IO[bytes]) -> Iterator[bytes]:
    while piece := opened.read(filestore.CHUNK):
        yield piece
