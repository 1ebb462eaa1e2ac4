"""Forms that come back: right ones are kept, wrong ones refused with sheet, cell and advice."""

import hashlib
import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ckanext.infoprog.core import catalogue, package, workspace
from ckanext.infoprog.core.cycle import answers, asking, collecting, formbook, locking
from ckanext.infoprog.core.cycle.answers import Answer, Letter
from ckanext.infoprog.core.cycle.asked import Asked
from ckanext.infoprog.core.cycle.collecting import Collected
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.cycle.store import Store
from ckanext.infoprog.core.sheets.form import FIRST
from tests.core.cycle import filling, places
from tests.core.cycle.filling import Answers
from tests.core.cycle.places import BODIES, CENTRE, DIGITAL, ENTERPRISE, SCHOOLS, SOCIAL

OFFICE = shutil.which("soffice")
WHEN = Period(2026, 1)
YEAR = Period(2026)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return places.example(tmp_path)


def asked(folder: Path, body: str, when: Period = WHEN) -> Asked:
    return asking.of_body(package.read_package(folder), when, body)


def filled(folder: Path, body: str, when: Period = WHEN, name: str | None = None) -> Path:
    """Return a body's form with an answer to everything."""
    one = asked(folder, body, when)
    return filling.fill(filling.make(one, folder / "forms", name), filling.full(one))


def collect(folder: Path, *files: Path, when: Period = WHEN, partial: bool = False) -> Collected:
    return collecting.collect(folder, when, files, partial=partial)


def codes(found: Collected) -> list[str]:
    """Return the codes of all findings, warnings too."""
    return [issue.code for one in found.received for issue in one.issues]


def kept_files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "cycle").rglob("*") if path.is_file())


def answer(found: Collected) -> Answer:
    """Return the answer of the one file that was read."""
    (one,) = found.received
    assert one.answer
    return one.answer


def edited(folder: Path, changes: Answers, body: str = DIGITAL, when: Period = YEAR) -> Collected:
    """Collect a form that is right but for these cells."""
    return collect(folder, filling.fill(filled(folder, body, when), changes), when=when)


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


def test_filename():
    """A form is named after programme, period and body."""
    one = asking.of_body(package.read_package(places.SOURCE), WHEN, SOCIAL)
    assert formbook.filename(one) == f"{places.NAME}_2026-Q1_{SOCIAL}.xlsx"


class TestTwoAtOnce:
    def test_refused(self, folder: Path):
        """While another command writes into the package, a form is refused and nothing is kept."""
        path = filled(folder, SCHOOLS)
        with locking.alone(folder), pytest.raises(CycleError) as stopped:
            collect(folder, path)
        assert [issue.code for issue in stopped.value.issues] == ["cycle-busy"]
        assert not (folder / "cycle").exists()
        assert collect(folder, path).kept == (SCHOOLS,)
