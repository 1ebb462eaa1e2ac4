"""Numbers and marks of documents."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.infoprog.core.errors import ExportError
from ckanext.infoprog.core.papers import bookfile, wordfile
from ckanext.infoprog.core.papers.paper import Column, Grid, Kind, Line, Paper, Weight, shown
from tests.core.cycle import readback

MONEY = st.decimals(0, 10**11, places=2)


def paper(cell: str | Decimal | None, kind: Kind = Kind.TEXT) -> Paper:
    """Return a document with one cell."""
    grid = Grid("measures", "Таблиця", (Column("Стовпець", 1, kind),), (Line((cell,)),))
    return Paper("Назва", ("Рядок",), {}, (grid,), ())


class TestShown:
    @pytest.mark.parametrize(
        ("value", "kind", "text"),
        [
            ("1234567.5", Kind.MONEY, "1\u00a0234\u00a0567,50"),
            ("118990.40", Kind.THOUSANDS, "118,9904"),
            ("120000.00", Kind.THOUSANDS, "120,000"),
            ("0.00", Kind.THOUSANDS, "0,000"),
            ("7", Kind.PERCENT, "7,00"),
            ("23.30", Kind.NUMBER, "23,30"),
            ("1E+3", Kind.NUMBER, "1\u00a0000"),
            ("-1.67", Kind.NUMBER, "\u22121,67"),
        ],
    )
    def test_number(self, value: str, kind: Kind, text: str):
        """A number has the separators of Ukrainian and as many decimals as its kind or it needs."""
        assert shown(Decimal(value), kind) == text

    @given(MONEY)
    def test_thousands(self, amount: Decimal):
        """Hryvnias in thousands read back to the kopiyka."""
        assert readback.number(shown(amount, Kind.THOUSANDS)) == amount / 1000

    def test_nothing(self):
        """What nobody has said is a dash, never a nought."""
        assert shown(None, Kind.MONEY) == "–"


class TestMarks:
    def test_unknown(self):
        """A mark that nothing is known of stays, and what a mark gives is not searched again."""
        given_ = Paper("", (), {"a": "{b}", "b": "2"}, (), ())
        assert given_.filled("{a} {c} {b}") == "{b} {c} 2"


class TestWritten:
    @pytest.mark.parametrize("text", ["=1+1", "+380", "-5", "@SUM(A1)"])
    def test_formula(self, tmp_path: Path, text: str):
        """A text that looks like a formula stays a text."""
        bookfile.write(paper(text), tmp_path / "a.xlsx")
        cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["Таблиця"]["A4"]
        assert (cell.value, cell.data_type) == (text, "s")

    def test_braces(self, tmp_path: Path):
        """A cell's text is never taken for a mark."""
        given_ = paper("{programme} {measures}")
        wordfile.write(given_, wordfile.template(given_), tmp_path / "a.docx")
        assert readback.grids(tmp_path / "a.docx")["Таблиця"][1] == ["{programme} {measures}"]

    def test_control(self, tmp_path: Path):
        """A character that no document can hold is refused in a sentence, in both forms."""
        given_ = paper("a\x07b")
        with pytest.raises(ExportError, match=r"U\+0007"):
            bookfile.write(given_, tmp_path / "a.xlsx")
        with pytest.raises(ExportError, match=r"U\+0007"):
            wordfile.write(given_, wordfile.template(given_), tmp_path / "a.docx")

    @pytest.mark.parametrize("weight", list(Weight))
    def test_one_column(self, tmp_path: Path, weight: Weight):
        """A table of one column can have rows of every weight."""
        one = paper("x").grids[0]
        grid = Grid("measures", "Таблиця", one.columns, (Line(("x",), weight),), "примітка")
        given_ = Paper("Назва", ("Рядок",), {}, (grid,), ())
        wordfile.write(given_, wordfile.template(given_), tmp_path / "a.docx")
        bookfile.write(given_, tmp_path / "a.xlsx")
        assert readback.grids(tmp_path / "a.docx")["Таблиця"][1] == ["x"]
        assert readback.sheet(tmp_path / "a.xlsx", "Таблиця")[0] == ["x"]
