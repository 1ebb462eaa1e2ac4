"""A decision is entered by a workbook and becomes an edition; what held before stays readable."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ckanext.infoprog.core import catalogue, ingest, package, workspace
from ckanext.infoprog.core.check import check
from ckanext.infoprog.core.cycle import (
    amending,
    asking,
    computed,
    editionchanges,
    editions,
    reportfacts,
)
from ckanext.infoprog.core.cycle.amending import Planned
from ckanext.infoprog.core.cycle.asked import MeasureLine
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.cycle.period import parse
from ckanext.infoprog.core.cycle.reached import reached
from ckanext.infoprog.core.derive import flat
from ckanext.infoprog.core.issues import Severity
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.sheets.form import FIRST
from ckanext.infoprog.core.validation import money
from tests.core.cycle import amendfilling, filling, places
from tests.core.cycle.amendfilling import ACT, TAKEN, TODAY, WHOLE
from tests.core.cycle.filling import Answers

OFFICE = shutil.which("soffice")
PROGRAMMES = ["kropyvnytskyi-2022-2024", "kropyvnytskyi-2025-2027", "kremenchuk-2026-2028"]
BEFORE, AFTER = date(2026, 3, 31), date(2026, 4, 9)
EDITION = "amendment-2"


def planned(folder: Path, answers: Answers = WHOLE, name: str = "зміни.xlsx") -> Planned:
    path = amendfilling.fill(amendfilling.make(folder, folder.parent / "in"), answers)
    return amending.plan(folder, path, name, TODAY)


def written(folder: Path, answers: Answers = WHOLE) -> Package:
    found = planned(folder, answers)
    amending.apply(folder, found, TODAY)
    return package.read_package(folder)


def codes(folder: Path, answers: Answers) -> list[str]:
    """Return why a decision is refused; each reason has its sentence in both languages."""
    before = {path: path.read_bytes() for path in folder.glob("data/*.csv")}
    with pytest.raises(CycleError) as stopped:
        planned(folder, answers)
    for issue in stopped.value.issues:
        assert all(catalogue.explain(issue, lang) for lang in ("uk", "en"))
    assert {path: path.read_bytes() for path in folder.glob("data/*.csv")} == before
    return [issue.code for issue in stopped.value.issues]


def shown(path: Path) -> dict[str, list[list[str]]]:
    return {grid.sheet or "": [list(row.cells) for row in grid.rows]
            for grid in ingest.read(path).grids}  # fmt: skip


class TestBook:
    def test_same_bytes(self, folder: Path, tmp_path: Path):
        """The same package always gives the same workbook."""
        one, two = (amendfilling.make(folder, tmp_path / name) for name in ("a", "b"))
        assert one.read_bytes() == two.read_bytes()

    def test_shows_what_stands(self, folder: Path, tmp_path: Path):
        """Money, terms and targets stand in the workbook as they are in force now."""
        rows = shown(amendfilling.make(folder, tmp_path / "in"))
        held = {row[0]: row for row in rows[word("money")]}
        assert Decimal(held["1.2~localBudget~-~-~2025"][5]) == 230000
        assert held["1.3~-~-~-~-"][6] == "Не потребує фінансування"
        assert next(r for r in rows[word("changed")] if r[0] == "2.1")[3] == "2025–2027 роки"
        aims = {row[0]: row for row in rows[word("targets")]}
        assert aims["ind-2-1~-~target~2027"][4] == "15"

    @pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
    def test_problems(self, folder: Path, tmp_path: Path):
        """Formulas say what a workbook lacks or cannot be; LibreOffice counts them."""
        empty = amendfilling.make(folder, tmp_path / "a")
        good = amendfilling.fill(amendfilling.make(folder, tmp_path / "b")).rename(
            tmp_path / "b" / "good.xlsx"
        )
        wrong = amendfilling.fill(amendfilling.make(folder, tmp_path / "c"), _wrong()).rename(
            tmp_path / "c" / "wrong.xlsx"
        )
        filling.recalculated(str(OFFICE), [empty, good, wrong], tmp_path / "out")
        told = {path.stem: [row[2] for row in shown(path)[word("problems")][4:] if row[2:]]
                for path in (tmp_path / "out").glob("*.xlsx")}  # fmt: skip
        first = [word("askAct"), word("askDay"), word("askAct")]
        assert [one for one in told[empty.stem] if one] == first
        assert [one for one in told["good"] if one] == []
        assert [one for one in told["wrong"] if one] == [
            word("askExcluded"), word("askNumberTaken"), word("askDecimals"), word("askBoth"),
            word("askMeasureUnknown"), word("askNegative"),
        ]  # fmt: skip
        untouched = [row[2] for row in shown(empty)[word("problems")][4:] if row[2:]]
        assert [one for one in untouched if one] == first

    @pytest.mark.parametrize("name", PROGRAMMES)
    def test_real_programmes(self, tmp_path: Path, name: str):
        """A decision of one amount can be entered for every real programme, and adds up."""
        folder = tmp_path / name
        shutil.copytree(workspace.find(Path(__file__)).package(name), folder)
        before = package.read_package(folder)
        order = money.editions(before)
        row = next(r for r in money.in_force_rows(before, order) if money.amount_of(r))
        answers: Answers = {
            "decision": ACT | {"legalActAccepted": {"day": date(2024, 2, 1)},
                               "validFrom": {"day": _within(before)}},
            "money": {row.key: {"newAmount": 12345.5}},
        }  # fmt: skip
        after = written(folder, answers)
        (change,) = editionchanges.of(after, "amendment-1").money
        assert (change.before and change.before.key) == row.key
        assert change.after is not None
        assert change.after.decimal("amount") == Decimal("12345.50")
        assert money.in_force_rows(after, order)[0].row == money.in_force_rows(before, order)[0].row


class TestTaken:
    def test_difference(self, folder: Path):
        """The difference names measures, money with its sums, targets and forecasts."""
        found = planned(folder)
        assert [(one.key, one.kind) for one in found.changes.measures] == [
            ("1.1", "changed"), ("2.3", "excluded"), ("2.5", "added"),
        ]  # fmt: skip
        assert dict((name, (a, b)) for name, a, b in found.changes.measures[0].cells) == {
            "endYear": (2027, 2026), "termText": ("2025–2027 роки", "2025–2026 роки"),
        }  # fmt: skip
        moved = [
            (o.measure, o.place[3], o.after and money.amount_of(o.after))
            for o in found.changes.money
        ]
        assert moved == [
            ("1.1", 2027, Decimal(0)), ("1.3", None, None), ("2.3", None, None),
            ("2.4", 2026, Decimal("400000.50")), ("2.5", 2027, Decimal(90000)),
        ]  # fmt: skip
        whole = found.changes.sums[-1]
        assert (whole.before, whole.after) == (Decimal(3015000), Decimal("3075000.50"))
        assert [(one.owner, one.year) for one in found.changes.values] == [
            ("ind-2-2", 2027), ("ind-2-3", 2026), ("2.2", 2027),
        ]  # fmt: skip

    def test_written(self, folder: Path):
        """What is written is free of errors, and the edition before still says what it said."""
        before = package.read_package(folder)
        after = written(folder)
        found = [i for i in check(folder, TODAY).findings if i.severity is Severity.ERROR]
        assert [issue.code for issue in found] == []
        assert _held(after, BEFORE) == _held(before, BEFORE)
        assert _held(after, AFTER) != _held(before, AFTER)
        said = {row.key: row.text("termText") for row in editions.measures(after, BEFORE)}
        assert said == {row.key: row.text("termText") for row in editions.measures(before, BEFORE)}
        now = {row.key for row in editions.measures(after, AFTER)}
        assert (now - set(said), set(said) - now) == ({"2.5"}, {"2.3"})

    def test_rows_stay(self, folder: Path):
        """No row of an earlier edition changes but for the measure's latest wording."""
        before = package.read_package(folder)
        after = written(folder)
        for name in ("funding", "indicatorValues", "metricValues", "editions", "measureEditions"):
            old, new = before.tables[name].by_key(), after.tables[name].by_key()
            assert all(dict(new[key]) == dict(row) for key, row in old.items())
            fresh = {row.get("editionId") for key, row in new.items() if key not in old}
            kept = {"original"} if name == "measureEditions" else set()
            assert fresh == {EDITION} | kept

    def test_flat(self, folder: Path):
        """The table for people has the measures in force: the added one, not the excluded one."""
        made = flat.flat(written(folder))
        assert made is not None
        numbers = {row["measureId"] for row in made.table.rows}
        assert ("2.3" in numbers, "2.5" in numbers) == (False, True)

    def test_total(self, folder: Path):
        """A printed total is the programme's amount; without one an amount that ended is none."""
        said = {**WHOLE, "decision": {**ACT, "totalAmount": {"amount": 3075000.5}}}
        assert planned(folder, said).amended.total == Decimal("3075000.50")
        assert planned(folder).amended.total is None

    def test_rows_moved(self, folder: Path):
        """A renamed workbook with rows in another order says the same."""
        path = amendfilling.fill(amendfilling.make(folder, folder.parent / "in"))
        book = openpyxl.load_workbook(path)
        for sheet in ("money", "targets", "added"):
            page = book[word(sheet)]
            rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=FIRST + 1)]
            for at, row in enumerate(reversed(rows), FIRST + 1):
                for column, value in enumerate(row, 1):
                    page.cell(at, column).value = value
            page.title = f"Аркуш {sheet}"
        book.save(path)
        again = amending.plan(folder, path, "інша назва.xlsx", TODAY)
        assert again.rows == planned(folder).rows

    @pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
    def test_saved_by_libreoffice(self, folder: Path, tmp_path: Path):
        """A workbook that LibreOffice has saved says the same, as one of its own kind too."""
        path = amendfilling.fill(amendfilling.make(folder, folder.parent / "in"))
        rows = planned(folder).rows
        for form in (filling.XLSX, "ods"):
            filling.recalculated(str(OFFICE), [path], tmp_path / "out", form)
            saved = (tmp_path / "out" / path.name).with_suffix(f".{form.partition(':')[0]}")
            assert amending.plan(folder, saved, saved.name, TODAY).rows == rows

    def test_second(self, folder: Path):
        """A second decision stands on the first; each edition keeps what it said."""
        written(folder)
        act = {**ACT, "legalActNumber": {"text": "0004"}, "validFrom": {"day": date(2026, 4, 15)}}
        after = written(folder, {
            "decision": act, "changed": {"1.1": {"newTitle": "Приклад: Черга"}},
            "money": {TAKEN: {"newAmount": 1}},
        })  # fmt: skip
        told = [
            next(r for r in editions.measures(after, day) if r.key == "1.1")
            for day in (BEFORE, AFTER, date(2026, 4, 15))
        ]
        assert [row.text("termText") for row in told] == [
            "2025–2027 роки", "2025–2026 роки", "2025–2026 роки",
        ]  # fmt: skip
        assert [row.text("title") == "Приклад: Черга" for row in told] == [False, False, True]
        sums = [_held(after, day)[TAKEN] for day in (BEFORE, AFTER, date(2026, 4, 15))]
        assert sums == [Decimal(350000), Decimal("400000.50"), Decimal(1)]


class TestRefused:
    @pytest.mark.parametrize(
        ("answers", "expected"),
        [
            ({"decision": ACT}, ["amend-nothing"]),
            ({"money": {TAKEN: {"newAmount": 5}}}, ["amend-needed"] * 3),
            ({"decision": ACT | {"legalActUrl": {"text": "rada"}}}, ["amend-url"]),
            ({"decision": ACT | {"legalActNumber": {"text": "0002"},
                                 "legalActAccepted": {"day": date(2025, 6, 26)},
                                 "validFrom": {"day": date(2025, 7, 1)}},
              "money": {TAKEN: {"newAmount": 5}}}, ["amend-twice"]),
            ({"decision": ACT | {"validFrom": {"day": date(2025, 6, 30)}},
              "money": {TAKEN: {"newAmount": 5}}}, ["amend-order"]),
            ({"decision": ACT | {"validFrom": {"day": date(2028, 1, 1)}},
              "money": {TAKEN: {"newAmount": 5}}}, ["amend-late"]),
            ({"decision": ACT | {"legalActAccepted": {"day": date(2026, 4, 21)}},
              "money": {TAKEN: {"newAmount": 5}}}, ["amend-future"]),
            ({"decision": ACT | {"totalAmount": {"amount": 1}},
              "money": {TAKEN: {"newAmount": 5}}}, ["amend-total"]),
            ({"decision": ACT, "changed": {"1.1": {"exclude": "так", "newTitle": "А"}}},
             ["amend-excluded"]),
            ({"decision": ACT, "changed": {"2.4": {"exclude": "так"}},
              "money": {TAKEN: {"newAmount": 5}}}, ["amend-excluded-money"]),
            ({"decision": ACT, "changed": {"1.1": {"newEnd": 2031}}}, ["amend-year"]),
            ({"decision": ACT, "changed": {"2.3": {"newEnd": 2025}}}, ["amend-years"]),
            ({"decision": ACT, "money": {TAKEN: {"newAmount": -5}}}, ["form-negative"]),
            ({"decision": ACT, "money": {TAKEN: {"newAmount": 5, "newWords": "суми не названо"}}},
             ["amend-both"]),
            ({"decision": ACT, "money": {"2.4~-~-~-~-": {"newWords": "суми не названо"},
                                         TAKEN: {"newAmount": 5}}}, ["amend-whole"]),
            ({"decision": ACT, "newmoney": {"money-1": {
                "newMeasure": "9.9", "newSource": "місцевий бюджет", "newYear": 2026,
                "newAmount": 1}}}, ["amend-measure"]),
            ({"decision": ACT, "newmoney": {"money-1": {
                "newMeasure": "2.4", "newSource": "місцевий бюджет", "newYear": 2026,
                "newAmount": 1}}}, ["amend-place-taken"]),
            ({"decision": ACT, "added": {"new-1": {
                "newNumber": "1.1", "direction": "7", "newTitle": "А", "executants": "Архів"}}},
             ["amend-body", "amend-direction", "amend-number-taken"]),
        ],
    )  # fmt: skip
    def test_why(self, folder: Path, answers: Answers, expected: list[str]):
        """What cannot be is refused whole with its reasons, and nothing is written."""
        assert sorted(codes(folder, answers)) == expected

    def test_new_error(self, folder: Path):
        """What would bring an error into the data is refused, and nothing is written."""
        found = planned(
            folder, {"decision": ACT, "forecasts": {"2.2~-~forecast~2027": {"newValue": 999}}}
        )
        before = {path: path.read_bytes() for path in folder.glob("data/*.csv")}
        with pytest.raises(CycleError) as stopped:
            amending.apply(folder, found, TODAY)
        assert "indicator-expression" in {issue.code for issue in stopped.value.issues}
        assert {path: path.read_bytes() for path in folder.glob("data/*.csv")} == before

    def test_outdated(self, folder: Path):
        """A workbook made before the data changed is refused, and so is a form of a period."""
        path = amendfilling.fill(amendfilling.make(folder, folder.parent / "early"))
        written(folder, {"decision": ACT, "money": {TAKEN: {"newAmount": 5}}})
        with pytest.raises(CycleError) as stopped:
            amending.plan(folder, path, path.name, TODAY)
        assert [issue.code for issue in stopped.value.issues] == ["amend-outdated"]
        one = asking.of_body(package.read_package(folder), parse("2026-Q2"), places.SCHOOLS)
        form = filling.make(one, folder.parent / "forms")
        with pytest.raises(CycleError) as stopped:
            amending.plan(folder, form, form.name, TODAY)
        assert [issue.code for issue in stopped.value.issues] == ["amend-form"]


class TestInForce:
    """An amendment in the middle of a year: each period is held against the edition of its day."""

    def test_asked(self, folder: Path):
        """Forms ask by the edition in force on the period's last day."""
        after = written(folder)
        early, late = (_asked(after, code) for code in ("2026-Q1", "2026-Q2"))
        old, new = ({line.measure for line in lines.values()} for lines in (early, late))
        assert (old - new, new - old) == ({"2.3"}, {"2.5"})
        key = f"2.4~localBudget~-~{places.SCHOOLS}"
        assert (early[key].planned, late[key].planned) == (350000, Decimal("400000.50"))

    def test_percent(self, folder: Path):
        """Execution is compared with the plan of the edition in force, never with both."""
        after = written(folder)
        plans = [
            computed.execution(after, parse(code)).measures["2.4"].planned
            for code in ("2026-Q1", "2026-Q2", "2026")
        ]
        assert plans == [350000, Decimal("400000.50"), Decimal("400000.50")]

    def test_targets(self, folder: Path):
        """Targets and forecasts are those of the edition in force on the period's last day."""
        after = written(folder)
        wanted = [
            reached(after, parse(code))["ind-2-3"].target_text for code in ("2026-Q1", "2026")
        ]
        assert wanted == ["Так", "Ні"]

    def test_document(self, folder: Path):
        """A document tells of the measures of its edition, in that edition's words."""
        after = written(folder)
        rows = [
            {fact.cells.get("number"): fact.cells for fact in
             reportfacts.Facts(after, parse(code)).rows("measures")}
            for code in ("2026-Q1", "2026-Q2")
        ]  # fmt: skip
        assert [("2.3" in one, "2.5" in one) for one in rows] == [(True, False), (False, True)]
        assert [one["1.1"]["term"] for one in rows] == ["2025–2027 роки", "2025–2026 роки"]

    def test_spent_before_excluded(self, folder: Path):
        """Money that an excluded measure used earlier in the year is still asked for."""
        path = folder / "data" / "execution.csv"
        row = (
            "r-2026-q1~2.3~localBudget~-~komunalne-pidpryiemstvo-zrazkove-misto,r-2026-q1,2.3,localBudget,"
            "null,komunalne-pidpryiemstvo-zrazkove-misto,null,null,70.00,UAH,inProgress,Почато,false\n"
        )
        path.write_text(path.read_text("utf-8") + row, "utf-8")
        reports = folder / "data" / "reports.csv"
        old = reports.read_text("utf-8")
        line = next(one for one in old.splitlines() if one.startswith("r-2025-q1,"))
        fresh = line.replace("r-2025-q1", "r-2026-q1").replace(
            "2025-01-01,2025-03-31", "2026-01-01,2026-03-31"
        )
        reports.write_text(f"{old}{fresh}\n", "utf-8")
        package.rewrite(folder)
        late = _asked(written(folder), "2026-Q2")
        line_of = late[f"2.3~localBudget~-~{places.ENTERPRISE}"]
        assert (line_of.used, line_of.planned, line_of.remark) == (70, None, word("excluded"))


def _asked(found: Package, code: str) -> dict[str, MeasureLine]:
    """Return every row of a measure that is asked for a period."""
    return {line.key: line for one in asking.asked(found, parse(code)).values()
            for line in one.measures}  # fmt: skip


def _held(found: Package, day: date) -> dict[str, object]:
    """Return the money in force on a day by place, without the edition."""
    return {
        "~".join(row.key.split("~")[:5]): money.amount_of(row) or row.text("fundingKind")
        for row in editions.funding(found, day)
    }


def _within(found: Package) -> date:
    """Return a day in the second year of a programme's term."""
    return date(money.programme_years(found)[1], 2, 1)


def _wrong() -> Answers:
    """Return a decision with a mistake on each sheet."""
    return {
        "decision": ACT,
        "changed": {"1.1": {"exclude": "так", "newTitle": "А"}},
        "added": {"new-1": {"newNumber": "1.1", "direction": "1"}},
        "money": {TAKEN: {"newAmount": 0.001},
                  "2.4~localBudget~-~-~2027": {"newAmount": 1, "newWords": "суми не названо"}},
        "newmoney": {"money-1": {"newMeasure": "9.9"}},
        "forecasts": {"2.2~-~forecast~2027": {"newValue": -1}},
    }  # fmt: skip
