"""Uploads that can be resumed: a file comes in parts, each with its SHA-256.

A part is a file of its own, whole or absent; the last one is never kept alone: with it the file is
put together, its hash compared, and only then is it there. So no lock is needed, and a part that is
sent twice does no harm.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Protocol

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import blobs, filestore

FOLDER = "uploads"
PART = 8 * 1024 * 1024
PUBLICATION = re.compile("[0-9A-Za-z][0-9A-Za-z-]{0,63}")


class Body(Protocol):
    """What bytes are read from; it may give fewer than are asked for."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes; none at its end."""


def received(publication: str, sha256: str) -> int:
    """Return how many bytes of a file are here, from its beginning without a gap."""
    if blobs.exists(sha256):
        return blobs.size(sha256)
    return _end(_parts(publication, sha256))


def add(  # noqa: PLR0913 - what a part is
    publication: str, sha256: str, size: int, offset: int, part_sha256: str, stream: Body
) -> int:
    """Take a part of a file of this size; return how many bytes of it are here then.

    A part that is here already is taken for well; one that would leave a gap is refused. With the
    last one the file is whole, or it is begun anew because its content is not what it should be.
    """
    parts = _parts(publication, sha256)
    if blobs.keep(sha256):
        return blobs.size(sha256)
    content = _checked(stream, part_sha256, sha256)
    here = _end(parts)
    if offset + len(content) <= here and content:
        return here
    if offset != here or (not content and size):
        raise RefusedError("bad-offset", received=here, offset=offset)
    if offset + len(content) > size:
        raise RefusedError("too-large", path=sha256, size=offset + len(content), limit=size)
    if offset + len(content) < size:
        filestore.save(_location(publication, sha256, offset), content)
        return offset + len(content)
    return _complete(publication, sha256, parts, content)


def discard(publication: str) -> None:
    """Take away what a publication has uploaded in part."""
    filestore.remove_all(_folder(publication))


def leftovers() -> set[str]:
    """Return the publications of which parts are here."""
    return {name.split("/")[1] for name in filestore.names(FOLDER)}


def _checked(stream: Body, part_sha256: str, path: str) -> bytearray:
    """Return a part's bytes, never more of them than a part may have."""
    content = bytearray()
    while len(content) <= PART and (piece := stream.read(filestore.CHUNK)):
        content += piece
    if len(content) > PART:
        raise RefusedError("too-large", path=path, size=f"> {PART}", limit=PART)
    if hashlib.sha256(content).hexdigest() != part_sha256:
        raise RefusedError("bad-part")
    return content


def _complete(
    publication: str, sha256: str, parts: list[tuple[int, int]], last: bytes | bytearray
) -> int:
    """Put the file together from its parts and the last one."""
    try:
        written = blobs.put_pieces(_joined(publication, sha256, parts, last), expected=sha256)[1]
    except FileNotFoundError:  # another request has just put the same file together
        written = received(publication, sha256)
    except blobs.DamagedError as error:
        filestore.remove_all(f"{_folder(publication)}/{sha256}")
        raise RefusedError("bad-part") from error
    filestore.remove_all(f"{_folder(publication)}/{sha256}")
    return written


def _joined(
    publication: str, sha256: str, parts: list[tuple[int, int]], last: bytes | bytearray
) -> Iterator[bytes]:
    """Yield the bytes of the parts in order, then of the last one."""
    for offset, length in parts:
        yield from filestore.stream(_location(publication, sha256, offset), 0, length)
    yield last


def _parts(publication: str, sha256: str) -> list[tuple[int, int]]:
    """Return offset and length of the parts from the beginning on, up to the first gap."""
    found: list[tuple[int, int]] = []
    if not blobs.SHA256.fullmatch(sha256):
        raise RefusedError("unknown-file", id=publication, sha256=sha256[:64])
    while length := filestore.size(_location(publication, sha256, _end(found))):
        found.append((_end(found), length))
    return found


def _end(parts: list[tuple[int, int]]) -> int:
    return sum(parts[-1]) if parts else 0


def _location(publication: str, sha256: str, offset: int) -> str:
    return f"{_folder(publication)}/{sha256}/{offset:015d}"


def _folder(publication: str) -> str:
    if not PUBLICATION.fullmatch(publication):
        raise RefusedError("no-publication", id=publication)
    return f"{FOLDER}/{publication}"
