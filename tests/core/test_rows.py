"""Rows that take little room read like any others."""

import csv
import io
from pathlib import Path

import pytest

from ckanext.infoprog.core import rows, workspace
from ckanext.infoprog.core.rows import TextRows, TypedRow

FILES = [
    path
    for folder in workspace.find(Path(__file__)).packages(examples=True)
    for path in sorted((folder / "data").glob("*.csv"))
]
ROW = TypedRow({"a": 0, "b": 1}, ("x", None))
CONTENTS = [
    "a,b\n1,2\n3,4\n", "a\n\n1\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r3,4", 'a\n"1\n2"\n3\n',
    'a\n"1\r2"\n3\n', "a\n😀\u2028𐍈\nїж\n", "a\n1", "a", 'a\n"1\r\n2"\r3\n',
]  # fmt: skip


def plain(content: str) -> list[tuple[str, ...]]:
    """Return the records as the standard library reads the whole text at once."""
    return [tuple(one) for one in csv.reader(io.StringIO(content, newline=""), strict=True)]


class TestTypedRow:
    def test_cells(self):
        """A cell is found by its column; one of no column is missing, as in any mapping."""
        assert (ROW["a"], ROW["b"], ROW.get("c"), ROW.get("c", 1)) == ("x", None, None, 1)
        assert "a" in ROW
        assert "c" not in ROW
        with pytest.raises(KeyError, match="c"):
            ROW["c"]

    def test_like_a_mapping(self):
        """It equals the plain mapping of the same cells, in the order of the columns."""
        assert ROW == {"a": "x", "b": None}
        assert list(ROW) == ["a", "b"]
        assert len(ROW) == 2
        assert dict(ROW) == {"a": "x", "b": None}
        assert repr(ROW) == "{'a': 'x', 'b': None}"

    def test_never_changed(self):
        """No cell of a row can be set."""
        with pytest.raises(TypeError):
            ROW["a"] = "y"  # type: ignore[index]


class TestTextRows:
    @pytest.mark.parametrize("content", CONTENTS, ids=ascii)
    @pytest.mark.parametrize("block", [1, 2, 1024])
    def test_same(self, content: str, block: int, monkeypatch: pytest.MonkeyPatch):
        """The records are those of the whole text, in a row, one by one and from the end."""
        monkeypatch.setattr(rows, "BLOCK", block)
        header, *wanted = plain(content)
        found = TextRows(content.encode())
        assert found.header == header
        assert list(found) == wanted == list(found)
        assert [found[at] for at in range(len(found))] == wanted
        assert [found[at] for at in reversed(range(len(found)))] == wanted[::-1]
        assert found[1:] == wanted[1:]

    @pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parts[-3]}/{p.stem}")
    def test_real_files(self, path: Path, monkeypatch: pytest.MonkeyPatch):
        """Every table of ours reads as the standard library reads it."""
        monkeypatch.setattr(rows, "BLOCK", 7)
        header, *wanted = plain(path.read_text("utf-8"))
        found = TextRows(path.read_bytes())
        assert (found.header, list(found)) == (header, wanted)
        assert [found[at] for at in range(len(found))] == wanted

    def test_outside(self):
        """A record beyond the last is no record."""
        found = TextRows(b"a\n1\n")
        assert found[-1] == ("1",)
        for at in (1, -2):
            with pytest.raises(IndexError):
                found[at]

    @pytest.mark.parametrize(
        ("content", "error"),
        [(b"a\n\xff\n", UnicodeDecodeError), (b'a\n"1', csv.Error), (b'a\n"1"2\n', csv.Error)],
    )
    def test_refused(self, content: bytes, error: type[Exception]):
        """What is not CSV in UTF-8 is refused before a record is given."""
        with pytest.raises(error):
            TextRows(content)

    def test_empty(self):
        """An empty text has neither header nor records."""
        found = TextRows(b"")
        assert (found.header, len(found)) == (None, 0)
