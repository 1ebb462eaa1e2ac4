"""One SQLite file holds every table of a package with its types, keys and references."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ckanext.infoprog.core.errors import ExportError
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.sheets import sqlite
from tests.core.validation import small

TABLES = {
    "directions": """
        directionId,title,position
        1,"=1+1 ' "" 😀",1
    """,
    "measures": """
        measureId,directionId,title,startYear
        1.1,1,Сайт,2026
        1.10,1,Портал,2026
    """,
    "programme": """
        programmeId,title,validFrom,totalAmount
        p,Програма,2026-01-01,100.50
    """,
    "sourceTables": """
        tableId,title,isPrimary
        annex-1,Додаток,true
    """,
}


@pytest.fixture
def package() -> Package:
    return small.package(TABLES)


def written(package: Package) -> bytes:
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "tables.sqlite"
        sqlite.write(package, path)
        return path.read_bytes()


def ask(content: bytes, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(content)
        return base.execute(question).fetchall()


class TestWrite:
    def test_rows(self, package: Package):
        """Rows stand in the order of the table with their types; a missing value is NULL."""
        found = ask(written(package), "SELECT measureId, startYear, taskId FROM measures")
        assert found == [("1.1", 2026, None), ("1.10", 2026, None)]

    def test_values(self, package: Package):
        """Money is a number, a day its ISO text, true is 1, text is the same to the letter."""
        content = written(package)
        assert ask(content, "SELECT validFrom, totalAmount FROM programme") == [
            ("2026-01-01", 100.5)
        ]
        assert ask(content, "SELECT isPrimary FROM sourceTables") == [(1,)]
        assert ask(content, "SELECT title FROM directions") == [("=1+1 ' \" 😀",)]

    def test_types(self, package: Package):
        """Columns declare their types, the key is the primary key."""
        found = ask(written(package), "SELECT name, type, pk FROM pragma_table_info('programme')")
        declared = {name: (kind, key) for name, kind, key in found}
        assert declared["programmeId"] == ("TEXT", 1)
        assert declared["totalAmount"] == ("REAL", 0)
        assert declared["statedDecimals"] == ("INTEGER", 0)

    def test_references(self, package: Package):
        """References lead to tables of the package only."""
        found = ask(
            written(package), 'SELECT "table", "from" FROM pragma_foreign_key_list("measures")'
        )
        assert found == [("directions", "directionId")]

    def test_same_bytes(self, package: Package):
        """The same package gives the same bytes."""
        assert written(package) == written(package)

    def test_no_history(self, package: Package):
        """Neither how often the file was changed nor which SQLite wrote it stands in it."""
        content = written(package)
        assert content[24:28] == bytes(4)
        assert content[92:100] == bytes(8)

    def test_replaced(self, package: Package, tmp_path: Path):
        """A file that an interrupted making left behind is replaced."""
        path = tmp_path / "tables.sqlite"
        path.write_bytes(b"half")
        sqlite.write(package, path)
        assert path.read_bytes() == written(package)

    def test_full_disk(self, package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        """A full disk is a full disk, and not a table that does not fit."""

        def fill(package: Package, into: Path) -> None:
            with closing(sqlite3.connect(into, isolation_level=None)) as base:
                base.execute("PRAGMA max_page_count = 2")
                base.execute("CREATE TABLE t (x)")
                base.execute("INSERT INTO t VALUES (zeroblob(100000))")

        monkeypatch.setattr(sqlite, "_fill", fill)
        with pytest.raises(OSError, match="No space left") as full:
            sqlite.write(package, tmp_path / "out.sqlite")
        assert full.value.errno == errno.ENOSPC

    def test_two_rows_of_one_key(self):
        """Rows that share a key are refused in a sentence."""
        table = "directionId,title\n1,Один\n1,Два"
        with pytest.raises(ExportError, match=r"^zrazok does not fit into SQLite: UNIQUE"):
            written(small.package({"directions": table}))
