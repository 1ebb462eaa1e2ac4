"""A package is pulled whole or not at all, also from a portal that sends nonsense."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ckanext.infoprog.core.client import Client, Patience, PortalError
from ckanext.infoprog.core.publish import fetching, pulling
from ckanext.infoprog.core.publish.progress import silent
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.remote import Remote
from tests.core.client import wire

TEXT = b"name: a-b\n" * 20


def version(*paths: str, content: bytes = TEXT) -> bytes:
    """Return the answer that tells of a version with these files."""
    digest = hashlib.sha256(content).hexdigest()
    inputs = [{"path": path, "sha256": digest, "size": len(content), "url": ""} for path in paths]
    return wire.result(
        {"package": "a-b", "package_id": "1", "version": 1, "publication": "7f", "created": "",
         "by": {}, "act": "publish", "inputs": inputs, "dataset": {}, "items": [], "schemas": "",
         "engine": "", "findings": {}, "url": ""}
    )  # fmt: skip


def file(content: bytes = TEXT, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content


def pull(folder: Path, *replies: wire.Reply) -> wire.Wire:
    """Pull version 1 from a portal that answers so."""
    with wire.serving(*replies) as at:
        remote = Remote(Client(at.address, patience=Patience(tries=1, read=2.0)))
        pulling.pull(remote, "a-b", 1, folder, silent)
    return at


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch):
    """Wait little between the tries."""
    monkeypatch.setattr(fetching, "PAUSE", 0.01)


class TestPull:
    def test_whole(self, tmp_path: Path):
        """The files stand under their paths, and nothing else is left beside."""
        at = pull(tmp_path / "out", version("package.yaml", "data/захід.csv"), file())
        assert (tmp_path / "out" / "package.yaml").read_bytes() == TEXT
        assert (tmp_path / "out" / "data" / "захід.csv").read_bytes() == TEXT
        assert [path.name for path in tmp_path.iterdir()] == ["out"]
        assert at.starts()[1] == "GET /dataset/a-b/version/1/package/package.yaml HTTP/1.1"

    def test_resumed(self, tmp_path: Path):
        """A file that breaks off is taken up where it broke off."""
        mega = 1 << 20
        whole = bytes(range(256)) * (3 * mega // 256)
        rest = file(whole[2 * mega :], "206 Partial Content")
        at = pull(
            tmp_path / "out", version("a.bin", content=whole), file(whole)[: -mega // 2], rest
        )
        assert (tmp_path / "out" / "a.bin").read_bytes() == whole
        assert f"Range: bytes={2 * mega}-" in at.requests[2]

    @pytest.mark.parametrize(
        "path", ["../out.txt", "/etc/passwd", "a/../../b", "a\\b", "con.txt", "a\u202eb", ""]
    )
    def test_unsafe_path(self, tmp_path: Path, path: str):
        """A path that leads out of the folder, or hides something, is refused unwritten."""
        with pytest.raises(RefusedError) as caught:
            pull(tmp_path / "out", version("package.yaml", path), file())
        assert caught.value.code == "bad-path"
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("content", [TEXT[:-1], TEXT + b"x", TEXT.replace(b"a-b", b"a-c")])
    def test_damaged(self, tmp_path: Path, content: bytes):
        """A file that is not what the version says is not kept, nor anything of the package."""
        with pytest.raises(PortalError, match=r"package\.yaml came damaged"):
            pull(tmp_path / "out", version("package.yaml"), file(content))
        assert list(tmp_path.iterdir()) == []

    def test_old_folder_stays(self, tmp_path: Path):
        """A folder that was to be replaced stays as it was where the portal fails."""
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "package.yaml").write_text("mine")
        with pytest.raises(PortalError):
            pull(tmp_path / "out", version("package.yaml"), wire.plain("404 Not Found", "gone"))
        assert (tmp_path / "out" / "package.yaml").read_text() == "mine"
        assert [path.name for path in tmp_path.iterdir()] == ["out"]


class TestMayTake:
    def test_folders(self, tmp_path: Path):
        """New and empty folders are taken, packages only to be replaced, others never."""
        (tmp_path / "empty").mkdir()
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "a.txt").write_text("")
        (tmp_path / "package").mkdir()
        (tmp_path / "package" / "package.yaml").write_text("")
        (tmp_path / "link").symlink_to(tmp_path / "package")
        names = ("new", "empty", "mine", "package", "link", "mine/a.txt")
        taken = [(pulling.may_take(tmp_path / n, replace=False),
                  pulling.may_take(tmp_path / n, replace=True)) for n in names]  # fmt: skip
        no, yes, replaced = (False, False), (True, True), (False, True)
        assert taken == [yes, yes, no, replaced, no, no]
