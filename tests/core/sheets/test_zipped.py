"""Archives depend on nothing but what is in them."""

import zipfile
from pathlib import Path

import pytest

from ckanext.infoprog.core.errors import ExportError
from ckanext.infoprog.core.sheets import zipped


class TestWrite:
    def test_members(self, tmp_path: Path):
        """Members stand in the order given, with a fixed day and plain rights, and read back."""
        path = tmp_path / "a.zip"
        zipped.write([("б.csv", b"1"), ("data/а.csv", b"2" * 100)], path)
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            assert [entry.filename for entry in entries] == ["б.csv", "data/а.csv"]
            assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
            assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
            assert archive.read("data/а.csv") == b"2" * 100

    def test_file(self, tmp_path: Path):
        """A member that is a file gives the same bytes as its content, however large it is."""
        content = b"".join(str(at).encode() for at in range(500_000))
        (tmp_path / "one").write_bytes(content)
        zipped.write([("a", tmp_path / "one")], tmp_path / "a.zip")
        zipped.write([("a", content)], tmp_path / "b.zip")
        assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()

    def test_twice(self, tmp_path: Path):
        """A name that would stand twice is refused."""
        with pytest.raises(ExportError, match=r"^The file a would stand twice"):
            zipped.write([("a", b""), ("a", b"")], tmp_path / "a.zip")
