"""Files under the hash of their content, in a folder and in a storage that is none."""

import errno
import hashlib
import io
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ckan.lib import files
from ckan.lib.files.default import MemoryStorage

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import blobs, filestore

Put = Callable[[bytes], str]
TEXT = "Захід 1.3;1 604 850,00\n".encode() * 1000
SHA256 = hashlib.sha256(TEXT).hexdigest()


@pytest.fixture
def folder(storage: Path) -> Path:
    """Return the folder that CKAN's configuration leads our storage to."""
    return storage / filestore.NAME


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Give the storage that nobody configured, then one that is no folder."""
    if request.param == "memory":
        files.storages.register(filestore.NAME, MemoryStorage({"name": filestore.NAME}))
    yield request.param
    files.storages.reset()
    files.storages.collect()


class TestPut:
    @pytest.mark.parametrize("kind", ["bytes", "file", "path"])
    def test_kept_under_its_hash(self, store: str, tmp_path: Path, kind: str) -> None:
        """A content is kept under its SHA-256, whatever it comes as, and read back as it was."""
        path = tmp_path / "source.csv"
        path.write_bytes(TEXT)
        source = {"bytes": TEXT, "file": io.BytesIO(TEXT), "path": path}[kind]
        assert blobs.put(source) == (SHA256, len(TEXT))
        assert blobs.exists(SHA256)
        assert blobs.size(SHA256) == len(TEXT)
        assert blobs.read(SHA256) == TEXT
        assert list(blobs.all()) == [SHA256]

    def test_same_twice(self, folder: Path) -> None:
        """A content that is there already is not written again, and counts as new."""
        blobs.put(TEXT)
        stored = folder / "blobs" / SHA256[:2] / SHA256
        os.utime(stored, (1, 1))
        number = stored.stat().st_ino
        for source in (TEXT, io.BytesIO(TEXT)):
            assert blobs.put(source) == (SHA256, len(TEXT))
        assert stored.stat().st_ino == number
        assert blobs.modified(SHA256).timestamp() > time.time() - 60

    def test_nothing_half(self, folder: Path) -> None:
        """A source that breaks off leaves neither a file nor a draft."""

        def broken() -> Iterator[bytes]:
            yield TEXT
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            blobs.put_pieces(broken())
        assert [one for one in folder.rglob("*") if one.is_file()] == []

    def test_other_hash(self, store: str) -> None:
        """A content with another hash than expected is not kept."""
        with pytest.raises(blobs.DamagedError):
            blobs.put_pieces([TEXT], expected="0" * 64)
        assert list(blobs.all()) == []

    def test_read_only(self, folder: Path) -> None:
        """A stored file gives nobody the right to write to it."""
        blobs.put(TEXT)
        assert (folder / "blobs" / SHA256[:2] / SHA256).stat().st_mode & 0o777 == 0o440

    def test_killed(self, folder: Path) -> None:
        """What a killed process was writing is no file, and goes when it is old enough."""
        drafts = folder / filestore.DRAFTS
        drafts.mkdir(parents=True)
        (drafts / "left").write_bytes(TEXT[:10])
        assert list(blobs.all()) == []
        assert filestore.sweep(3600) == 0
        assert filestore.sweep(-1) == 1


class TestRead:
    def test_part(self, store: str) -> None:
        """A part of a file is read from its place, as long as it is asked for."""
        blobs.put(TEXT)
        assert b"".join(blobs.stream(SHA256, 5, 20)) == TEXT[5:25]
        assert b"".join(blobs.stream(SHA256, len(TEXT) - 3)) == TEXT[-3:]
        assert b"".join(blobs.stream(SHA256, 0, 0)) == b""

    def test_open(self, store: str) -> None:
        """An opened file can be read twice from its beginning."""
        blobs.put(TEXT)
        with blobs.open(SHA256) as opened:
            assert opened.read() == TEXT
            opened.seek(0)
            assert opened.read(5) == TEXT[:5]

    def test_removed_while_read(self, folder: Path) -> None:
        """Who has begun to read a file reads it to its end, though it is removed meanwhile."""
        blobs.put(TEXT)
        reading = blobs.stream(SHA256)
        blobs.remove(SHA256)
        assert b"".join(reading) == TEXT

    @pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, "0" * 65])
    def test_no_hash(self, folder: Path, name: str) -> None:
        """What is no SHA-256 is never looked for."""
        assert not blobs.exists(name)
        with pytest.raises(FileNotFoundError):
            blobs.stream(name)

    def test_missing(self, store: str) -> None:
        """A file that is not there is said to be missing by every function that needs it."""
        for ask in (blobs.size, blobs.stream, blobs.open, blobs.read):
            with pytest.raises(FileNotFoundError):
                ask(SHA256)
        blobs.remove(SHA256)


class TestPath:
    def test_given_out(self, store: str, tmp_path: Path) -> None:
        """A program gets a file at the path that it needs, with the same bytes."""
        blobs.put(TEXT)
        target = tmp_path / "work" / "data" / "measures.csv"
        assert blobs.path(SHA256, target) == target
        assert target.read_bytes() == TEXT
        assert blobs.path(SHA256, target) == target

    def test_linked(self, folder: Path, tmp_path: Path) -> None:
        """On one file system a file that is given out takes no second room."""
        blobs.put(TEXT)
        assert blobs.path(SHA256, tmp_path / "work" / "a.csv").stat().st_nlink == 2

    def test_missing(self, store: str, tmp_path: Path) -> None:
        """A file that is not there is not given out, and leaves no empty one."""
        with pytest.raises(FileNotFoundError):
            blobs.path(SHA256, tmp_path / "a.csv")
        assert not (tmp_path / "a.csv").exists()


class TestFull:
    def test_disk(self, small_disk: Callable[[str], Path]) -> None:
        """A full disk is a refusal with its sentence, leaves nothing, and files go in later."""
        small_disk("3m")
        with pytest.raises(RefusedError) as refused:
            blobs.put(os.urandom(4 * 1024 * 1024))
        assert refused.value.code == "no-space"
        assert list(blobs.all()) == []
        assert blobs.put(TEXT) == (SHA256, len(TEXT))

    def test_other_faults(self) -> None:
        """Other faults of the disk are no refusals: they stay what they are."""
        with pytest.raises(OSError, match="Input/output") as raised, filestore.space():
            raise OSError(errno.EIO, "Input/output error")
        assert raised.value.errno == errno.EIO
