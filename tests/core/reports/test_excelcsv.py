"""CSV for spreadsheets."""

import pytest

from ckanext.infoprog.core.reports import excelcsv


class TestInert:
    @pytest.mark.parametrize(
        "cell",
        ['=HYPERLINK("https://evil.example","x")', "+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1"],
    )
    def test_formula(self, cell: str) -> None:
        """A cell that a spreadsheet would run begins with the sign that makes it a text."""
        quoted = '"' + cell.replace('"', '""') + '"'
        shown = excelcsv.inert(f"name,value\na,{quoted}\n")
        assert f"'{cell[0]}" in shown.splitlines()[1]

    @pytest.mark.parametrize("text", ["a,b\n-,-5\n", 'a\n"x, ""y"""\n', "a\n+380\n", "a\n''\n"])
    def test_harmless(self, text: str) -> None:
        """A dash, a signed number and quoted texts stay byte for byte."""
        assert excelcsv.inert(text) == text
