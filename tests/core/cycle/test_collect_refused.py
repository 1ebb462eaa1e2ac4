"""Forms that come back wrong: refused with sheet, cell and advice, and nothing is kept."""

import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.cycle import locking
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.sheets.form import FIRST
from tests.core.cycle import filling, places
from tests.core.cycle.collected import (
    OFFICE,
    YEAR,
    answer,
    codes,
    collect,
    edited,
    filled,
    kept_files,
)
from tests.core.cycle.places import DIGITAL, ENTERPRISE, SCHOOLS, SOCIAL


class TestRefusedForm:
    def test_other_period(self, folder: Path):
        """A form of another period is refused."""
        found = collect(folder, filled(folder, SCHOOLS, Period(2025, 4)))
        assert (codes(found), kept_files(folder)) == (["form-period"], [])

    def test_other_programme(self, folder: Path, tmp_path: Path):
        """A form of another programme is refused."""
        path = filled(folder, SCHOOLS)
        target = tmp_path / "examples" / "insha-hromada"
        shutil.copytree(folder, target)
        text = (
            (target / "package.yaml")
            .read_text("utf-8")
            .replace(f"name: {places.NAME}", "name: insha-hromada", 1)
        )
        (target / "package.yaml").write_text(text, "utf-8")
        assert codes(collect(target, path)) == ["form-programme"]

    def test_outdated(self, folder: Path):
        """A form is outdated once what it asks has changed."""
        path = filled(folder, SCHOOLS)
        table = folder / "data" / "funding.csv"
        table.write_text(
            table.read_text("utf-8").replace('210000.00,"210,000"', '211000.00,"211,000"'), "utf-8"
        )
        assert codes(collect(folder, path)) == ["form-outdated"]
        assert codes(collect(folder, filled(folder, SCHOOLS))) == []

    def test_other_edition(self, folder: Path):
        """A form of an edition that no longer holds is refused."""
        path = filled(folder, SCHOOLS, Period(2025, 2))
        table = folder / "data" / "editions.csv"
        table.write_text(table.read_text("utf-8").replace("2025-07-01", "2025-06-01"), "utf-8")
        assert codes(collect(folder, path, when=Period(2025, 2))) == ["form-edition"]

    def test_body_gone(self, folder: Path):
        """A form of a body that no longer reports is refused."""
        path = filled(folder, ENTERPRISE)
        for name in ("measureExecutants", "metricSources"):
            table = folder / "data" / f"{name}.csv"
            lines = table.read_text("utf-8").splitlines(keepends=True)
            table.write_text("".join(one for one in lines if ENTERPRISE not in one), "utf-8")
        assert codes(collect(folder, path)) == ["form-body"]

    def test_twice(self, folder: Path):
        """Two forms of one body at once are refused: nobody knows which is the later."""
        found = collect(folder, filled(folder, SCHOOLS), filled(folder, SCHOOLS, name="2.xlsx"))
        assert (codes(found), found.kept) == (["form-body-twice"] * 2, ())

    @pytest.mark.parametrize("content", [b"", b"x", b"%PDF-1.7", b"PK\x03\x04", b"a,b\n1,2\n"])
    def test_no_form(self, folder: Path, content: bytes):
        """What is no form is refused by a finding."""
        path = folder / "letter.xlsx"
        path.write_bytes(content)
        found = collect(folder, path)
        assert not found.ok
        assert len(codes(found)) == 1

    def test_mixed(self, folder: Path):
        """Sheets of two forms in one book are refused."""
        path, other = filled(folder, SCHOOLS), filled(folder, SOCIAL)
        book, from_other = openpyxl.load_workbook(path), openpyxl.load_workbook(other)
        page = book[word("metrics")]
        for row in from_other[word("metrics")].iter_rows():
            for cell in row:
                page[cell.coordinate].value = cell.value
        book.save(path)
        assert codes(collect(folder, path)) == ["form-mixed"]

    def test_sheets(self, folder: Path):
        """A sheet that is not there, or stands twice, is told by its name."""
        path = filled(folder, SCHOOLS)
        book = openpyxl.load_workbook(path)
        book.copy_worksheet(book[word("metrics")])
        book.save(path)
        assert codes(collect(folder, path)) == ["form-sheet-twice"]
        del book[word("metrics")], book[f"{word('metrics')} Copy"]
        book.save(path)
        assert codes(collect(folder, path)) == ["form-sheet-missing"]

    def test_headings_swapped(self, folder: Path):
        """Headings that changed places are refused: the numbers under them would be taken amiss."""
        path = filled(folder, SCHOOLS)
        book = openpyxl.load_workbook(path)
        page = book[word("measures")]
        one, two = page.cell(FIRST, 8), page.cell(FIRST, 9)
        one.value, two.value = two.value, one.value
        book.save(path)
        found = collect(folder, path)
        assert ("form-columns" in codes(found), found.kept) == (True, ())


FREE = f"2.2~-~-~{DIGITAL}"
CLOSED = f"1.3~-~-~{DIGITAL}"
NUMBER = f"1.3~{DIGITAL}"
WRONG: list[tuple[str, str, str, Mapping[str, filling.Typed]]] = [
    ("form-negative", "measures", FREE, {"used": -1}),
    ("form-too-large", "measures", FREE, {"allocated": 10**13}),
    ("number-form", "measures", FREE, {"used": "сто"}),
    ("number-ambiguous", "measures", FREE, {"used": "1,234"}),
    ("too-many-decimals", "measures", FREE, {"used": 1.005}),
    ("date-in-number", "measures", FREE, {"used": date(2026, 1, 1)}),
    ("form-source", "measures", FREE, {"source": None}),
    ("form-choice", "measures", FREE, {"source": "гроші"}),
    ("form-choice", "measures", FREE, {"status": "майже"}),
    ("form-status", "measures", FREE, {"status": None}),
    ("form-progress", "measures", FREE, {"progress": None}),
    ("form-too-long", "measures", FREE, {"progress": "ї" * 2001}),
    ("form-formula", "measures", FREE, {"progress": "@SUM(A1)"}),
    ("form-nil", "measures", FREE, {"nil": "так"}),
    ("form-choice", "measures", FREE, {"nil": "ні"}),
    ("form-closed", "measures", CLOSED, {"used": 5}),
    ("form-empty", "measures", CLOSED, {"status": None, "progress": None}),
    ("form-label", "measures", FREE, {"title": "Інший захід"}),
    ("form-label", "measures", FREE, {"number": "2.3"}),
    ("form-row-foreign", "measures", FREE, {"key": f"1.4~localBudget~-~{SCHOOLS}"}),
    ("form-value", "metrics", NUMBER, {"value": None}),
    ("form-negative", "metrics", NUMBER, {"value": -3}),
    ("number-form", "metrics", NUMBER, {"value": "5 осіб"}),
    ("form-value", "indicators", "ind-1-4", {"answer": None}),
    ("form-choice", "indicators", "ind-1-4", {"answer": "мабуть"}),
    ("form-closed", "indicators", "ind-1-4", {"value": 1}),
]


class TestRefusedCell:
    @pytest.mark.parametrize(("code", "sheet", "key", "cells"), WRONG)
    def test_wrong(
        self, folder: Path, code: str, sheet: str, key: str, cells: Mapping[str, filling.Typed]
    ):
        """What cannot be is told with file, sheet and cell, in both languages; nothing is kept."""
        found = edited(folder, {sheet: {key: cells}})
        (one,) = found.received
        told = [issue for issue in one.issues if issue.code == code]
        assert len(told) == 1
        assert kept_files(folder) == []
        assert told[0].table == word(sheet)
        assert str(told[0].param("place")).startswith(f"{word(sheet)}!")
        for lang in ("uk", "en"):
            assert f"{word(sheet)}!" in catalogue.explain(told[0], lang)
        others = {issue.code for issue in one.issues} - {code}
        assert others <= ({"form-row-missing"} if code == "form-row-foreign" else set())

    def test_amount_needed(self, folder: Path):
        """Where the programme provides an amount, what was used must be said, be it 0."""
        key = f"2.4~localBudget~-~{SCHOOLS}"
        found = edited(folder, {"measures": {key: {"used": None}}}, SCHOOLS)
        assert codes(found) == ["form-used"]
        assert edited(folder, {"measures": {key: {"used": 0}}}, SCHOOLS).ok

    def test_more_than_allocated(self, folder: Path):
        """More used than allocated is a warning, for the progress explains it."""
        key = f"2.4~localBudget~-~{SCHOOLS}"
        found = edited(folder, {"measures": {key: {"used": 9999}}}, SCHOOLS)
        assert (codes(found), found.kept) == (["form-over"], (SCHOOLS,))

    def test_row_twice(self, folder: Path):
        """A row that was copied is told at both places."""
        path = filled(folder, SCHOOLS)
        book = openpyxl.load_workbook(path)
        page = book[word("measures")]
        for at in range(1, page.max_column + 1):
            page.cell(page.max_row + (at == 1), at).value = page.cell(FIRST + 1, at).value
        book.save(path)
        assert codes(collect(folder, path)) == ["form-row-twice"] * 2

    def test_row_deleted(self, folder: Path):
        """A row that was deleted is told by what it was of."""
        path = filled(folder, SCHOOLS)
        book = openpyxl.load_workbook(path)
        book[word("measures")].delete_rows(FIRST + 1)
        book.save(path)
        (one,) = collect(folder, path).received
        assert [issue.code for issue in one.issues] == ["form-row-missing"]
        assert str(one.issues[0].param("label")).startswith("1.2 Приклад")

    @pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
    def test_typed_formula(self, folder: Path, tmp_path: Path):
        """A formula in an input is told with the value that it gives, and taken."""
        path = filled(folder, DIGITAL, YEAR)
        filling.fill(path, {"measures": {FREE: {"used": "=100+20.5"}}})
        filling.recalculated(str(OFFICE), [path], tmp_path / "out")
        found = collect(folder, tmp_path / "out" / path.name, when=YEAR)
        (one,) = found.received
        assert [(i.code, i.value) for i in one.issues] == [("form-typed-formula", "120.50")]
        (row,) = [row for row in answer(found).measures if row.key == FREE]
        assert (found.ok, row.used) == (True, Decimal("120.50"))

    def test_formula_without_value(self, folder: Path):
        """A formula that nobody has computed is refused."""
        found = edited(folder, {"measures": {FREE: {"used": "=100+20.5"}}})
        assert codes(found) == ["formula-without-value"]

    def test_numbers_as_text(self, folder: Path):
        """Numbers typed as people write them are read as they are meant."""
        found = edited(folder, {"measures": {FREE: {"allocated": "1 250,50", "used": "7,5"}}})
        (row,) = [row for row in answer(found).measures if row.key == FREE]
        assert (row.allocated, row.used) == (Decimal("1250.50"), Decimal("7.50"))


class TestTwoAtOnce:
    def test_refused(self, folder: Path):
        """While another command writes into the package, a form is refused and nothing is kept."""
        path = filled(folder, SCHOOLS)
        with locking.alone(folder), pytest.raises(CycleError) as stopped:
            collect(folder, path)
        assert [issue.code for issue in stopped.value.issues] == ["cycle-busy"]
        assert not (folder / "cycle").exists()
        assert collect(folder, path).kept == (SCHOOLS,)
