"""Archives depend on nothing but what is in them."""

import io
import zipfile

import pytest

from ckanext.infoprog.core.errors import ExportError
from ckanext.infoprog.core.sheets import zipped


class TestWrite:
    def test_members(self):
        """Members stand in the order given, with a fixed day and plain rights, and read back."""
        content = zipped.write([("б.csv", b"1"), ("data/а.csv", b"2" * 100)])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            assert [entry.filename for entry in entries] == ["б.csv", "data/а.csv"]
            assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
            assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
            assert archive.read("data/а.csv") == b"2" * 100

    def test_twice(self):
        """A name that would stand twice is refused."""
        with pytest.raises(ExportError, match=r"^The file a would stand twice"):
            zipped.write([("a", b""), ("a", b"")])
