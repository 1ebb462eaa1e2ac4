"""Forms that come back right: what was typed is what is kept, and what they replace is told."""

import hashlib
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ckanext.infoprog.core import package, workspace
from ckanext.infoprog.core.cycle import answers, asking, collecting, formbook
from ckanext.infoprog.core.cycle.answers import Letter
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.cycle.store import Store
from ckanext.infoprog.core.sheets.form import FIRST
from tests.core.cycle import filling, places
from tests.core.cycle.collected import (
    OFFICE,
    WHEN,
    YEAR,
    answer,
    asked,
    codes,
    collect,
    edited,
    filled,
    kept_files,
)
from tests.core.cycle.places import BODIES, CENTRE, DIGITAL, ENTERPRISE, SCHOOLS, SOCIAL


class TestTaken:
    def test_values(self, folder: Path):
        """What was typed is what is kept, to the kopiyka."""
        found = collect(folder, filled(folder, SCHOOLS))
        assert (codes(found), found.kept) == ([], (SCHOOLS,))
        rows = {row.key: row for row in answer(found).measures}
        own = rows[f"1.4~localBudget~-~{SCHOOLS}"]
        assert (own.planned, own.allocated) == (Decimal("60000.00"), Decimal("2000.00"))
        assert (own.used, own.status, own.progress) == (
            Decimal("201.00"),
            "inProgress",
            "Зроблено 2",
        )
        assert {one.key: one.value for one in answer(found).metrics} == {
            f"1.5~{SCHOOLS}": Decimal(5),
            f"2.2~{SCHOOLS}": Decimal(10),
        }

    def test_letter(self, folder: Path):
        """Number, date and signatory are kept as in the form, unless the clerk says otherwise."""
        path = filled(folder, SCHOOLS)
        assert answer(collect(folder, path)).letter == Letter(
            "15", date(2026, 4, 3), "Заступник начальника"
        )
        given = Letter("48/01", date(2026, 4, 4), None)
        found = collecting.collect(folder, WHEN, [path], given)
        assert answer(found).letter == Letter("48/01", date(2026, 4, 4), "Заступник начальника")

    def test_unsigned(self, folder: Path):
        """A form that nobody has signed is taken with a warning."""
        one = asked(folder, SCHOOLS)
        path = filling.fill(filling.make(one, folder / "forms"), filling.full(one), {})
        found = collect(folder, path)
        assert (codes(found), found.kept) == (["form-unsigned"], (SCHOOLS,))

    def test_source(self, folder: Path):
        """Where the programme names no source, the body's choice is kept."""
        found = collect(folder, filled(folder, DIGITAL))
        assert [row.source for row in answer(found).measures] == [None, "localBudget"]

    def test_nil(self, folder: Path):
        """A row with nothing to report is kept as such."""
        key = f"2.2~-~-~{DIGITAL}"
        empty = dict.fromkeys(("status", "progress", "allocated", "used", "source"))
        found = edited(folder, {"measures": {key: {**empty, "nil": "так"}}})
        (row,) = [row for row in answer(found).measures if row.key == key]
        assert (found.ok, row.nil, row.used, row.status) == (True, True, None, None)

    def test_not_due(self, folder: Path):
        """In a quarter metrics may stay empty."""
        one = asked(folder, DIGITAL)
        path = filling.make(one, folder / "forms")
        found = collect(folder, filling.fill(path, {"measures": filling.full(one)["measures"]}))
        assert (found.ok, answer(found).metrics, answer(found).indicators) == (True, (), ())

    def test_any_name(self, folder: Path):
        """A form is known by its sign, not by its name."""
        found = collect(folder, filled(folder, SOCIAL, name="копія (2) фінал.xlsx"))
        assert found.kept == (SOCIAL,)

    def test_rows_moved(self, folder: Path):
        """Rows in another order, columns of another width and a hidden one change nothing."""
        path = filled(folder, SCHOOLS)
        before = answer(collect(folder, path))
        book = openpyxl.load_workbook(path)
        page = book[word("measures")]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=FIRST + 1)]
        for at, row in enumerate(reversed(rows), FIRST + 1):
            for column, value in enumerate(row, 1):
                page.cell(at, column).value = value
        page.column_dimensions["C"].width = 90
        page.column_dimensions["E"].hidden = True
        page.title = "Перейменовано"
        book.move_sheet(page, 1)
        book.save(path)
        after = answer(collect(folder, path))
        assert {row.key: row for row in after.measures} == {row.key: row for row in before.measures}

    @pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
    @pytest.mark.parametrize("form", [filling.XLSX, "ods"])
    def test_saved_by_libreoffice(self, folder: Path, tmp_path: Path, form: str):
        """A form that LibreOffice has saved says the same, as a workbook of its own kind too."""
        paths = [filled(folder, body, YEAR) for body in (SCHOOLS, DIGITAL)]
        filling.recalculated(str(OFFICE), paths, tmp_path / "out", form)
        for path in paths:
            one = answer(collect(folder, path, when=YEAR))
            saved = (tmp_path / "out" / path.name).with_suffix(f".{form.partition(':')[0]}")
            again = collect(folder, saved, when=YEAR)
            assert (codes(again), again.kept) == ([], ())
            assert answer(again) == one

    @pytest.mark.parametrize("name", ["kropyvnytskyi-2025-2027", "kremenchuk-2026-2028"])
    def test_real_programmes(self, tmp_path: Path, name: str):
        """Every form of a real programme comes back as it was filled in, no row and no sum lost."""
        source = workspace.find(Path(__file__)).package(name)
        folder = tmp_path / name
        shutil.copytree(source, folder)
        every = asking.asked(package.read_package(folder), YEAR)
        typed = {body: filling.full(one) for body, one in every.items()}
        paths = [filling.fill(filling.make(every[b], tmp_path / "in"), typed[b]) for b in every]
        found = collect(folder, *paths, when=YEAR)
        assert (found.ok, codes(found), found.missing) == (True, [], ())
        for one in found.received:
            assert one.answer
            said = {row.key: row.used for row in one.answer.measures}
            cells = typed[one.answer.body]["measures"]
            wanted = {key: row.get("used") for key, row in cells.items()}
            assert said == {k: None if v is None else Decimal(str(v)) for k, v in wanted.items()}
            assert len(one.answer.metrics) == len(every[one.answer.body].metrics)
            assert len(one.answer.indicators) == len(every[one.answer.body].indicators)


class TestKept:
    def test_bytes(self, folder: Path):
        """The received file is kept unchanged under its SHA-256, and read back when asked for."""
        path = filled(folder, SCHOOLS)
        collect(folder, path)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        store = Store(folder, WHEN)
        assert store.received(sha256).read_bytes() == path.read_bytes()
        kept = store.get(SCHOOLS)
        assert kept
        assert (kept.file, kept.sha256, kept.answer.body) == (path.name, sha256, SCHOOLS)

    def test_json(self, folder: Path):
        """An answer comes back from its file as it went in."""
        one = answer(collect(folder, filled(folder, DIGITAL, YEAR), when=YEAR))
        assert answers.from_json(answers.to_json(one), "x") == one

    def test_damaged(self, folder: Path):
        """A kept file that is no longer what was received is refused by name."""
        path = filled(folder, SCHOOLS)
        collect(folder, path)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        Store(folder, WHEN).received(sha256).write_bytes(b"x")
        with pytest.raises(CycleError, match="damaged"):
            Store(folder, WHEN).get(SCHOOLS)

    def test_all_or_nothing(self, folder: Path):
        """One wrong file keeps all others out, unless what is valid is asked for."""
        good = filled(folder, SCHOOLS)
        bad = filling.fill(
            filled(folder, DIGITAL), {"measures": {f"2.2~-~-~{DIGITAL}": {"used": -1}}}
        )
        found = collect(folder, good, bad)
        assert (found.ok, found.kept, kept_files(folder)) == (False, (), [])
        found = collect(folder, good, bad, partial=True)
        assert (found.ok, found.kept) == (False, (SCHOOLS,))

    def test_missing(self, folder: Path):
        """Whoever has not answered is named, until everybody has."""
        found = collect(folder, filled(folder, SCHOOLS), filled(folder, DIGITAL))
        assert found.missing == (ENTERPRISE, CENTRE, SOCIAL)
        found = collect(folder, *(filled(folder, body) for body in BODIES))
        assert found.missing == ()

    def test_replaced(self, folder: Path):
        """A second file of a body takes the place of its first, and each difference is shown."""
        path = filled(folder, SCHOOLS)
        collect(folder, path)
        first = hashlib.sha256(path.read_bytes()).hexdigest()
        key = f"1.4~localBudget~-~{SCHOOLS}"
        found = collect(folder, filling.fill(path, {"measures": {key: {"used": 300.25}}}))
        (one,) = found.received
        assert [(c.sheet, c.key, c.column, c.before, c.after) for c in one.changes] == [
            ("measures", key, "used", Decimal("201.00"), Decimal("300.25"))
        ]
        kept = Store(folder, WHEN).get(SCHOOLS)
        assert kept
        assert kept.replaced == (first,)
        assert Store(folder, WHEN).received(first).is_file()

    def test_same_again(self, folder: Path):
        """The same file once more writes nothing."""
        path = filled(folder, SCHOOLS)
        collect(folder, path)
        before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in kept_files(folder)}
        assert collect(folder, path).kept == ()
        assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in kept_files(folder)} == before

    def test_bytes_at_hand(self, folder: Path):
        """What was received is taken from memory as from a file."""
        content = filled(folder, SCHOOLS).read_bytes()
        assert collecting.take(folder, WHEN, [("лист.xlsx", content)]).kept == (SCHOOLS,)
        kept = Store(folder, WHEN).get(SCHOOLS)
        assert kept
        assert kept.file == "лист.xlsx"

    def test_not_published(self, folder: Path):
        """Nothing of what was received is among the files that a publication sends."""
        from ckanext.infoprog.core.publish import inputs

        before = inputs.paths(folder)
        collect(folder, filled(folder, SCHOOLS))
        assert inputs.paths(folder) == before


def test_filename():
    """A form is named after programme, period and body."""
    one = asking.of_body(package.read_package(places.SOURCE), WHEN, SOCIAL)
    assert formbook.filename(one) == f"{places.NAME}_2026-Q1_{SOCIAL}.xlsx"
