"""The workbooks that bodies fill in: what they ask, what they show, what they say as one types."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ckanext.infoprog.core import ingest, package, workspace
from ckanext.infoprog.core.cycle import asking, declared, duties, formbook, stamp
from ckanext.infoprog.core.cycle.asked import Asked, Money
from ckanext.infoprog.core.cycle.formwords import SOURCES, STATUSES, word
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.cycle.period import Period, parse
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import words
from ckanext.infoprog.core.sheets.form import Formula
from tests.core.cycle import filling, places
from tests.core.cycle.places import CENTRE, DIGITAL, ENTERPRISE, SOCIAL

OFFICE = shutil.which("soffice")
PACKAGE = package.read_package(places.SOURCE)
REAL = [f for f in workspace.find(Path(__file__)).packages() if (f / "data/measures.csv").exists()]


def asked(body: str, period: str, source: Package = PACKAGE) -> Asked:
    return asking.of_body(source, parse(period), body)


def shown(path: Path) -> dict[str, list[list[str]]]:
    """Return the cells of a workbook's sheets as they are stored."""
    return {grid.sheet or "": [list(row.cells) for row in grid.rows]
            for grid in ingest.read(path).grids}  # fmt: skip


class TestPeriod:
    @pytest.mark.parametrize(
        ("code", "start", "end", "report"),
        [
            ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "r-2026-q1"),
            ("2026-q4", date(2026, 10, 1), date(2026, 12, 31), "r-2026-q4"),
            ("2028", date(2028, 1, 1), date(2028, 12, 31), "r-2028"),
        ],
    )
    def test_days(self, code: str, start: date, end: date, report: str):
        """A period is a quarter or a year, with its first and last day and its report's key."""
        when = parse(code)
        assert (when.start, when.end, when.report_id) == (start, end, report)

    @pytest.mark.parametrize("code", ["2026-Q5", "Q1", "26", "2026-1", "", "2026-Q1x", "٢٠٢٦"])
    def test_refused(self, code: str):
        """What is no quarter and no year is refused."""
        with pytest.raises(CycleError, match="not a reporting period"):
            parse(code)

    def test_outside(self):
        """A period outside the programme's term is refused."""
        with pytest.raises(CycleError, match="outside the programme's term"):
            asking.asked(PACKAGE, Period(2028, 1))


class TestDuties:
    def test_quarter(self):
        """The executors' quarterly information is due on the fifth day after the quarter."""
        found = duties.duty(PACKAGE, Period(2026, 2))
        assert found
        assert (found.duty_id, found.deadline) == ("D-01", date(2026, 7, 5))

    def test_year(self):
        """Of a year's duties the executors' is the first that falls due."""
        found = duties.duty(PACKAGE, Period(2026))
        assert found
        assert (found.duty_id, found.deadline) == ("D-02", date(2027, 1, 31))

    def test_other_programme(self):
        """A programme whose document asks only yearly reports has no duty for a quarter."""
        read = package.read_package(
            workspace.find(Path(__file__)).package("kropyvnytskyi-2022-2024")
        )
        assert duties.duty(read, Period(2024, 1)) is None
        found = duties.duty(read, Period(2024))
        assert found
        assert found.deadline == date(2025, 3, 1)


class TestAsked:
    def test_bodies(self):
        """Every body that answers for something is asked, and no other."""
        assert tuple(asking.asked(PACKAGE, Period(2026, 1))) == tuple(sorted(places.BODIES))

    def test_share(self):
        """A member of a group is told what the group has, and asked for its own part only."""
        (line, own) = asked(SOCIAL, "2026-Q1").measures
        assert (line.planned, line.of_measure) == (None, Decimal("210000.00"))
        assert "210" in (line.remark or "")
        assert (own.key, own.planned) == (f"1.4~localBudget~-~{SOCIAL}", Decimal("45000.00"))

    def test_edition(self):
        """The plan is that of the edition in force at the end of the period."""
        before = asking.asked(PACKAGE, Period(2025, 2))[SOCIAL]
        after = asking.asked(PACKAGE, Period(2025, 3))[SOCIAL]
        assert (before.edition, before.measures[0].of_measure) == ("original", Decimal("200000.00"))
        assert (after.edition, after.measures[0].of_measure) == (
            "amendment-1",
            Decimal("230000.00"),
        )

    def test_used(self):
        """What was used so far is the last earlier report's sum of the same year."""
        found = {line.key: line.used for line in asked(ENTERPRISE, "2025-Q4").measures}
        assert found[f"2.1~localBudget~-~{ENTERPRISE}"] == Decimal("60000.00")
        assert {line.used for line in asked(ENTERPRISE, "2026-Q1").measures} == {None}

    def test_kinds_of_money(self):
        """An amount must be answered, words may be, and «не потребує фінансування» is closed."""
        kinds = {one.measure: one.money for one in asked(DIGITAL, "2026-Q1").measures}
        assert kinds == {"1.3": Money.CLOSED, "2.2": Money.FREE}

    def test_source_once_named(self):
        """A source that a body named in one quarter stands in its next form."""
        (line,) = [one for one in asked(DIGITAL, "2025-Q2").measures if one.measure == "2.2"]
        assert (line.source, line.used) == ("localBudget", Decimal("3000.00"))

    def test_outside_term(self):
        """A measure of another year may be left empty."""
        due = {one.measure: one.due for one in asked(ENTERPRISE, "2025-Q1").measures}
        assert due == {"2.1": True, "2.3": False}

    def test_values(self):
        """Metrics and indicators bring their baseline, their plan and the last actual value."""
        found = {one.key: one for one in asked(SOCIAL, "2026").metrics}
        part = found[f"1.5~{SOCIAL}"]
        assert (part.baseline, part.previous, part.shared, part.flow) == ("800", "820", True, True)
        (first, second) = asked(DIGITAL, "2026").indicators
        assert (first.yes_no, first.previous) == (True, "Так")
        assert (second.target, second.previous) == ("Так", "Ні")

    def test_version(self):
        """The version of a form changes with what is asked, and with nothing else."""
        one = asked(SOCIAL, "2026-Q1")
        assert one.version == asked(SOCIAL, "2026-Q1").version
        others = [asked(SOCIAL, "2026-Q2"), asked(CENTRE, "2026-Q1"), asked(SOCIAL, "2025-Q1")]
        assert one.version not in {other.version for other in others}

    @pytest.mark.parametrize(("when", "same"), [("2025", True), ("2025-Q4", False)])
    def test_reference_is_no_question(self, tmp_path: Path, when: str, same: bool):
        """What is shown for reference may change under a form; a sum that it adds to may not."""
        folder = places.example(tmp_path)
        before = asked(SOCIAL, when, package.read_package(folder)).version
        for name, old, new in (
            ("execution", "60000.00,40000.10", "60000.00,41000.10"),
            ("execution", "60000.00,58999.60,UAH,inProgress", "60000.00,58000.00,UAH,inProgress"),
        ):
            path = folder / "data" / f"{name}.csv"
            text = path.read_text("utf-8")
            assert old in text
            path.write_text(text.replace(old, new), "utf-8")
        assert (asked(SOCIAL, when, package.read_package(folder)).version == before) is same

    @pytest.mark.parametrize("body", ["../hostile", ".hidden", "a/b", "відділ"])
    def test_name_of_a_file(self, tmp_path: Path, body: str):
        """A body whose id cannot name a file is refused before any file is named after it."""
        folder = places.example(tmp_path)
        for path in (folder / "data").glob("*.csv"):
            path.write_text(path.read_text("utf-8").replace(ENTERPRISE, body), "utf-8")
        with pytest.raises(CycleError, match="cannot name a file"):
            asking.asked(package.read_package(folder), Period(2026))

    def test_not_asked(self):
        """A body that answers for nothing gets no form."""
        with pytest.raises(CycleError, match="reports on nothing"):
            asked("arkhiv", "2026-Q1")

    @pytest.mark.parametrize("folder", REAL, ids=lambda f: f.name)
    def test_all_money_is_asked_for(self, folder: Path):
        """In every real programme each amount of the year stands in at least one body's form."""
        read = package.read_package(folder)
        years = {row["year"] for row in read.rows("funding") if row["year"]}
        for year in sorted(int(str(y)) for y in years):
            every = asking.asked(read, Period(year))
            found = {(o.measure, o.source, o.fund) for one in every.values() for o in one.measures}
            rows = [
                r for r in read.rows("funding") if r["year"] == year and r["amount"] is not None
            ]
            primary = {r["tableId"] for r in read.rows("sourceTables") if r["isPrimary"]} | {None}
            wanted = {(r["measureId"], r["source"], r["fund"]) for r in rows
                      if r["tableId"] in primary}  # fmt: skip
            assert wanted <= found


class TestWords:
    def test_codes(self):
        """Sources and states bear the words that pages use for them."""
        for code in STATUSES:
            assert word(code) == rowwords_of("status", code)
        for code in SOURCES:
            assert word(code) == rowwords_of("source", code)


def rowwords_of(field: str, code: str) -> str:
    """Return the word of a code on pages."""
    return str(rowwords.code(code, field, words("uk")))


class TestForm:
    def test_same_bytes(self, tmp_path: Path):
        """The same package gives the same bytes each time."""
        one = filling.make(asked(SOCIAL, "2026-Q1"), tmp_path, "1.xlsx")
        two = filling.make(asked(SOCIAL, "2026-Q1"), tmp_path, "2.xlsx")
        assert one.read_bytes() == two.read_bytes()

    def test_stamp(self, tmp_path: Path):
        """Every sheet bears the sign of programme, edition, body, period and version."""
        one = asked(SOCIAL, "2026-Q1")
        found = [stamp.read(rows[0][0]) for rows in shown(filling.make(one, tmp_path)).values()]
        assert {each[0] for each in found if each} == {stamp.expected(one)}
        assert [each[1] for each in found if each] == ["start", "measures", "metrics", "problems"]

    def test_protected(self, tmp_path: Path):
        """Only inputs are open, and each of them has a rule for what is typed."""
        one = asked(DIGITAL, "2026-Q1")
        book = openpyxl.load_workbook(filling.make(one, tmp_path))
        for sheet in declared.SHEETS:
            page = book[word(sheet)]
            assert page.protection.sheet
            ruled = {str(rule.sqref) for rule in page.data_validations.dataValidation}
            opened = {c.coordinate for row in page.iter_rows() for c in row
                      if not c.protection.locked}  # fmt: skip
            assert opened
            assert {part for text in ruled for part in text.split()} == opened

    @pytest.mark.parametrize("folder", REAL, ids=lambda f: f.name)
    def test_limits_of_the_format(self, folder: Path):
        """No formula, list or message of a real programme's form is longer than Excel takes."""
        read = package.read_package(folder)
        year = max(int(str(row["year"])) for row in read.rows("funding") if row["year"])
        for one in asking.asked(read, Period(year)).values():
            for page in formbook.pages(one):
                assert len(page.name) <= 31
                for line in page.lines:
                    formulas = [cell.text for cell in line.cells if isinstance(cell, Formula)]
                    assert all(len(text) <= 8192 for text in formulas)
                    rules = [*line.rules.values(), *(column.rule for column in page.columns)]
                    for rule in rules:
                        if rule is not None:
                            assert len(",".join(rule.choices)) <= 255
                            assert len(rule.wrong) <= 32
                            assert len(rule.tip) <= 255

    def test_start(self, tmp_path: Path):
        """The first sheet says whose form it is, for which period, and by when it is due."""
        rows = shown(filling.make(asked(SOCIAL, "2026-Q1"), tmp_path))[word("start")]
        found = {row[1]: row[2] for row in rows if len(row) > 2}
        assert found["Подати не пізніше"] == "05.04.2026"
        assert found["Редакція Програми"] == "рішення від 26.06.2025 № 0002"
        assert found["Стан форми"] == "Залишилося виправити рядків: 2"


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
class TestRecalculated:
    """The formulas say what is missing or impossible; LibreOffice counts them."""

    def test_problems(self, tmp_path: Path):
        """Empty, filled and wrong forms are told by the formulas what they lack."""
        one = asked(DIGITAL, "2026")
        empty = filling.fill(filling.make(one, tmp_path, "empty.xlsx"), {}, {})
        good = filling.fill(filling.make(one, tmp_path, "good.xlsx"), filling.full(one))
        wrong = filling.fill(filling.make(one, tmp_path, "wrong.xlsx"), _wrong(one))
        filling.recalculated(str(OFFICE), [empty, good, wrong], tmp_path / "out")
        told = {
            name: _told(tmp_path / "out" / f"{name}.xlsx") for name in ("empty", "good", "wrong")
        }
        assert (
            told["empty"]
            == [word("askEmpty")] * 2 + [word("askValue")] * 2 + [word("askAnswer")] * 2
        )
        assert told["good"] == []
        assert told["wrong"] == [
            word("askStatus"), word("askSource"), word("askNegative"), word("askValueNumber"),
        ]  # fmt: skip
        untouched = filling.make(one, tmp_path, "untouched.xlsx")
        assert _told(untouched) == told["empty"]

    def test_total(self, tmp_path: Path):
        """What was used since 1 January is counted by the form itself."""
        one = asked(SOCIAL, "2025-Q3")
        path = filling.fill(filling.make(one, tmp_path, "form.xlsx"), filling.full(one))
        filling.recalculated(str(OFFICE), [path], tmp_path / "out")
        rows = shown(tmp_path / "out" / "form.xlsx")[word("measures")]
        at = declared.table("measures").columns.index("total")
        found = [Decimal(row[at]) for row in rows if row[0].startswith("1.")]
        assert found == [Decimal("20000.10") + Decimal("100.50"), Decimal("10000") + Decimal(201)]


def _told(path: Path) -> list[str]:
    """Return what the list of problems says."""
    rows = shown(path)[word("problems")][4:]
    return [row[2] for row in rows if len(row) > 2 and row[2]]


def _wrong(one: Asked) -> filling.Answers:
    """Return answers with a mistake in four rows."""
    answers = filling.full(one)
    first, second = answers["measures"].values()
    first["status"] = None
    second["source"] = None
    (number, text) = answers["metrics"].values()
    number["value"] = -1
    text["value"] = "багато"
    return answers
