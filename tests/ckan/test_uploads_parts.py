"""Files that come in parts: lost, repeated, damaged, out of order, resumed."""

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import blobs, filestore, uploads

Send = Callable[..., int]
PUBLICATION = "0f8fad5b-d9cb-469f-a165-70867728950e"
WHOLE = os.urandom(10) * 1000
SHA256 = hashlib.sha256(WHOLE).hexdigest()
CUT = 4000


@pytest.fixture(autouse=True)
def folder(storage: Path) -> Path:
    """Give an empty storage."""
    return storage / filestore.NAME


def send(
    offset: int, content: bytes, *, sha256: str = SHA256, said: bytes | None = None, size: int = 0
) -> int:
    part = hashlib.sha256(content if said is None else said).hexdigest()
    whole = size or len(WHOLE)
    return uploads.add(PUBLICATION, sha256, whole, offset, part, io.BytesIO(content))


def refused(*given: object, **named: object) -> str:
    with pytest.raises(RefusedError) as raised:
        send(*given, **named)
    return raised.value.code


def received() -> int:
    return uploads.received(PUBLICATION, SHA256)


class TestAdd:
    def test_in_order(self, folder: Path) -> None:
        """A file is there with its last part, and not a moment before; its parts are gone then."""
        for offset in range(0, len(WHOLE), CUT):
            assert not blobs.exists(SHA256)
            assert received() == offset
            assert send(offset, WHOLE[offset : offset + CUT]) == min(offset + CUT, len(WHOLE))
        assert blobs.read(SHA256) == WHOLE
        assert received() == len(WHOLE)
        assert uploads.leftovers() == set()

    def test_one_part(self, folder: Path) -> None:
        """A file of one part is never stored as a part."""
        assert send(0, WHOLE) == len(WHOLE)
        assert not (folder / uploads.FOLDER).exists()

    def test_empty(self) -> None:
        """An empty file is whole with an empty part."""
        nothing = hashlib.sha256(b"").hexdigest()
        part = uploads.add(PUBLICATION, nothing, 0, 0, nothing, io.BytesIO())
        assert part == 0
        assert blobs.read(nothing) == b""

    def test_lost(self) -> None:
        """A part after one that was lost is refused with the place to go on from."""
        send(0, WHOLE[:CUT])
        with pytest.raises(RefusedError) as raised:
            send(2 * CUT, WHOLE[2 * CUT :])
        assert raised.value.code == "bad-offset"
        assert raised.value.params == {"received": CUT, "offset": 2 * CUT}
        assert received() == CUT

    def test_repeated(self) -> None:
        """A part that is sent again because its answer was lost does no harm."""
        send(0, WHOLE[:CUT])
        assert send(0, WHOLE[:CUT]) == CUT
        send(CUT, WHOLE[CUT:])
        assert send(CUT, WHOLE[CUT:]) == len(WHOLE)
        assert send(0, WHOLE[:CUT]) == len(WHOLE)
        assert blobs.read(SHA256) == WHOLE

    def test_overlapping(self) -> None:
        """A part that begins within what is here and goes on beyond it is refused."""
        send(0, WHOLE[:CUT])
        assert refused(CUT - 1, WHOLE[CUT - 1 : CUT + 5]) == "bad-offset"

    def test_damaged(self) -> None:
        """A part with another hash than it came with is refused, and the rest stays."""
        send(0, WHOLE[:CUT])
        assert refused(CUT, b"x" * CUT, said=WHOLE[CUT : 2 * CUT]) == "bad-part"
        assert received() == CUT

    def test_wrong_whole(self) -> None:
        """Parts that are right alone and wrong together are thrown away with the last one."""
        send(0, b"x" * CUT)
        assert refused(CUT, WHOLE[CUT:]) == "bad-part"
        assert received() == 0
        assert not blobs.exists(SHA256)
        assert send(0, WHOLE) == len(WHOLE)

    def test_beyond_the_end(self) -> None:
        """A part that makes the file longer than was announced is refused."""
        assert refused(0, WHOLE + b"x") == "too-large"

    def test_empty_part(self) -> None:
        """An empty part of a file that is not empty is refused."""
        assert refused(0, b"") == "bad-offset"

    def test_too_long(self) -> None:
        """Of a part that is too long no more is read than tells it."""
        body = io.BytesIO(b"x" * (uploads.PART + filestore.CHUNK * 4))
        with pytest.raises(RefusedError) as raised:
            uploads.add(PUBLICATION, SHA256, uploads.PART * 2, 0, "", body)
        assert raised.value.code == "too-large"
        assert body.tell() <= uploads.PART + filestore.CHUNK

    def test_short_reads(self) -> None:
        """A body that gives fewer bytes than are asked for is read to its end."""

        class Slow(io.BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                return super().read(min(size or 0, 7))

        part = hashlib.sha256(WHOLE).hexdigest()
        assert uploads.add(PUBLICATION, SHA256, len(WHOLE), 0, part, Slow(WHOLE)) == len(WHOLE)

    def test_elsewhere(self) -> None:
        """A file that another publication brought is here already."""
        blobs.put(WHOLE)
        assert received() == len(WHOLE)
        assert send(0, WHOLE[:CUT]) == len(WHOLE)


class TestNames:
    @pytest.mark.parametrize(
        "name", ["", ".", "..", "../blobs", "a/b", "a\\b", "a\0b", "\u202ea", "🦉", "-a", "a" * 65]
    )
    def test_publication(self, folder: Path, name: str) -> None:
        """A name that no publication bears opens no place in the storage."""
        for ask in (uploads.discard, lambda named: uploads.received(named, SHA256)):
            with pytest.raises(RefusedError, match="no publication"):
                ask(name)

    @pytest.mark.parametrize("name", ["", "..", "../../x", "CON", "A" * 64, "\0" * 64])
    def test_hash(self, folder: Path, name: str) -> None:
        """A name that is no SHA-256 is a publication's file nowhere."""
        with pytest.raises(RefusedError) as raised:
            uploads.received(PUBLICATION, name)
        assert raised.value.code == "unknown-file"
        assert refused(0, WHOLE, sha256=name) == "unknown-file"


class TestDiscard:
    def test_only_its_own(self) -> None:
        """A publication's parts go together, and those of others stay."""
        send(0, WHOLE[:CUT])
        uploads.add("other", SHA256, len(WHOLE), 0, _hash(WHOLE[:9]), io.BytesIO(WHOLE[:9]))
        assert uploads.leftovers() == {PUBLICATION, "other"}
        uploads.discard(PUBLICATION)
        assert uploads.leftovers() == {"other"}
        assert received() == 0
        uploads.discard(PUBLICATION)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_full_disk(small_disk: Callable[[str], Path]) -> None:
    """On a full disk a part is refused, what was received stays, and the upload goes on later."""
    filler = small_disk("4m") / "filler"
    million = 1024 * 1024
    whole = os.urandom(2 * million)
    sha256, half = _hash(whole), whole[:million]
    filler.write_bytes(bytes(million * 3 // 2))

    def part(offset: int, content: bytes) -> int:
        body = io.BytesIO(content)
        return uploads.add("full", sha256, len(whole), offset, _hash(content), body)

    assert part(0, half) == million
    with pytest.raises(RefusedError) as raised:
        part(million, whole[million:])
    assert raised.value.code == "no-space"
    assert uploads.received("full", sha256) == million
    assert filestore.sweep(-1) == 0
    filler.unlink()
    assert part(million, whole[million:]) == len(whole)
    assert blobs.read(sha256) == whole
