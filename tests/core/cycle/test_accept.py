"""A period accepted: what bodies have answered becomes rows, whole or not at all."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ckanext.infoprog.core import package
from ckanext.infoprog.core.check import check
from ckanext.infoprog.core.cycle import accepting, asking, collecting, computed, reached
from ckanext.infoprog.core.cycle.accepting import Acceptance
from ckanext.infoprog.core.cycle.answers import Letter
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.cycle.period import Period
from tests.core.cycle import filling, places
from tests.core.cycle.filling import Answers
from tests.core.cycle.places import BODIES, CENTRE, DIGITAL, ENTERPRISE, SCHOOLS, SOCIAL

TODAY = date(2027, 3, 1)
Q1, Q2, YEAR = Period(2026, 1), Period(2026, 2), Period(2026)


def answered(
    folder: Path, when: Period, *bodies: str, used: str = "100.50", changes: Answers | None = None
) -> None:
    """Collect the filled forms of these bodies."""
    every = asking.asked(package.read_package(folder), when)
    paths = []
    for body in bodies or tuple(every):
        path = filling.make(every[body], folder / "forms")
        filling.fill(path, filling.full(every[body], used))
        paths.append(filling.fill(path, changes or {}) if len(bodies) == 1 else path)
    found = collecting.collect(folder, when, paths)
    assert found.ok, [issue for one in found.received for issue in one.issues]


def accept(folder: Path, when: Period, *, incomplete: bool = False) -> Acceptance:
    planned = accepting.plan(folder, when, incomplete=incomplete)
    accepting.apply(folder, planned, TODAY)
    return planned


def data(folder: Path) -> dict[str, bytes]:
    """Return the package's files, without what was received."""
    paths = [*(folder / "data").iterdir(), folder / "datapackage.json"]
    return {path.name: path.read_bytes() for path in paths}


class TestRows:
    def test_execution(self, folder: Path):
        """Each row that was answered stands in the table as it was answered."""
        answered(folder, Q1)
        accept(folder, Q1)
        row = places.row(folder, "execution", f"r-2026-q1~1.4~localBudget~-~{SCHOOLS}")
        assert row["planned"] == Decimal("60000.00")
        assert (row["allocated"], row["executed"]) == (Decimal("2000.00"), Decimal("201.00"))
        assert (row["status"], row["progressText"], row["nil"]) == (
            "inProgress",
            "Зроблено 2",
            False,
        )

    def test_cumulative(self, folder: Path):
        """Money of a quarter is added to what was used since 1 January."""
        for when in (Q1, Q2):
            answered(folder, when)
            accept(folder, when)
        key = f"2.4~localBudget~-~{SCHOOLS}"
        first, second = (
            places.cell(folder, "execution", f"r-2026-q{n}~{key}", "executed") for n in (1, 2)
        )
        assert (first, second) == (Decimal("301.50"), Decimal("603.00"))

    def test_year_is_whole(self, folder: Path):
        """The year's sum is given whole, whatever its quarters said."""
        for when in (Q1, YEAR):
            answered(folder, when)
            accept(folder, when)
        key = f"r-2026~2.4~localBudget~-~{SCHOOLS}"
        assert places.cell(folder, "execution", key, "executed") == Decimal("301.50")

    def test_report(self, folder: Path):
        """The period's report says what it is; number, date and signatory as the publisher says."""
        answered(folder, Q1)
        planned = accepting.plan(folder, Q1, Letter("7", date(2026, 4, 6), "Керуючий справами"))
        accepting.apply(folder, planned, TODAY)
        row = places.row(folder, "reports", "r-2026-q1")
        assert (row["kind"], row["periodEnd"], row["official"]) == (
            "statusInfo", date(2026, 3, 31), False,
        )  # fmt: skip
        assert (row["receivedNumber"], row["signatory"]) == ("7", "Керуючий справами")
        accept(folder, Q1)
        assert places.cell(folder, "reports", "r-2026-q1", "receivedNumber") == "7"

    def test_signatories_stay_home(self, folder: Path):
        """Who signed a body's letter is kept beside it and stands in no table."""
        answered(folder, Q1)
        accept(folder, Q1)
        signatory = str(filling.LETTER["signatory"]).encode()
        assert [name for name, content in data(folder).items() if signatory in content] == []

    def test_metric_parts(self, folder: Path):
        """A metric's parts stand each for itself, and their sum as the whole."""
        answered(folder, YEAR)
        accept(folder, YEAR)
        parts = [places.cell(folder, "metricValues", f"1.5~{body}~actual~2026", "value")
                 for body in (CENTRE, SCHOOLS, SOCIAL)]  # fmt: skip
        whole = places.cell(folder, "metricValues", "1.5~-~actual~2026", "value")
        assert whole == sum(Decimal(str(part)) for part in parts)
        assert "1.1~-~actual~2026" in places.keys(folder, "metricValues")

    def test_part_missing(self, folder: Path):
        """Without one part there is no whole, and no indicator that needs it."""
        answered(folder, YEAR, *[body for body in BODIES if body != SOCIAL])
        accept(folder, YEAR, incomplete=True)
        assert "1.5~-~actual~2026" not in places.keys(folder, "metricValues")
        assert "ind-1-3~-~actual~2026" not in places.keys(folder, "indicatorValues")

    def test_indicators(self, folder: Path):
        """Indicators are computed from the metrics, and those entered by hand are as entered."""
        answered(folder, YEAR)
        accept(folder, YEAR)
        read = package.read_package(folder)
        wholes = reached.metric_wholes(read, YEAR)
        value = places.cell(folder, "indicatorValues", "ind-1-1~-~actual~2026", "value")
        assert value == round(wholes["1.1"] / wholes["1.2"] * 100, 2)
        key = "ind-1-4~-~actual~2026"
        assert places.cell(folder, "indicatorValues", key, "textValue") == "Так"

    def test_nil(self, folder: Path):
        """Nothing to report is a row of its own, without money."""
        key = f"1.4~localBudget~-~{SOCIAL}"
        empty = dict.fromkeys(("status", "progress", "allocated", "used"))
        answered(folder, Q1, SOCIAL, changes={"measures": {key: {**empty, "nil": "так"}}})
        accept(folder, Q1, incomplete=True)
        row = places.row(folder, "execution", f"r-2026-q1~{key}")
        assert (row["nil"], row["executed"], row["currency"]) == (True, None, None)


class TestWhole:
    def test_year(self, folder: Path):
        """Four quarters and a year bring no error into the data, and the sums are those given."""
        before = {(i.code, i.key) for i in check(folder, TODAY).findings}
        for when in (*(Period(2026, quarter) for quarter in range(1, 5)), YEAR):
            answered(folder, when, used="100.50" if when.quarter else "402.00")
            accept(folder, when)
        assert {(i.code, i.key) for i in check(folder, TODAY).findings} <= before
        sums = [
            figures.executed for _, figures in computed.years(package.read_package(folder), 2026)
        ]
        assert sums[3] == sums[4]
        assert [one / sums[0] for one in sums[:4] if one and sums[0]] == [1, 2, 3, 4]

    def test_twice(self, folder: Path):
        """Accepting the same answers again changes nothing."""
        answered(folder, Q1)
        accept(folder, Q1)
        before = data(folder)
        assert accept(folder, Q1).changes == ()
        assert data(folder) == before

    def test_late(self, folder: Path):
        """A period without one body is accepted when asked for; the late one is added alone."""
        answered(folder, Q1, *[body for body in BODIES if body != ENTERPRISE])
        with pytest.raises(CycleError, match=ENTERPRISE):
            accepting.plan(folder, Q1)
        first = accept(folder, Q1, incomplete=True)
        assert first.missing == (ENTERPRISE,)
        answered(folder, Q1, ENTERPRISE)
        second = accept(folder, Q1)
        assert {change.kind for change in second.changes} == {"added"}
        assert all("2.1" in c.key or "2.3" in c.key or "ind-2-1" in c.key for c in second.changes)

    def test_corrected(self, folder: Path):
        """A second form of a body changes its rows only, cell by cell."""
        answered(folder, Q1)
        accept(folder, Q1)
        key = f"2.2~-~-~{DIGITAL}"
        answered(folder, Q1, DIGITAL, changes={"measures": {key: {"used": 55.5}}})
        (change,) = accept(folder, Q1).changes
        assert change.key == f"r-2026-q1~2.2~localBudget~-~{DIGITAL}"
        assert change.cells == (("executed", "201.00", "55.50"),)

    def test_plan_writes_nothing(self, folder: Path):
        """A plan is only a plan."""
        answered(folder, Q1)
        before = data(folder)
        assert accepting.plan(folder, Q1).changes
        assert data(folder) == before

    def test_cut_off(self, folder: Path, monkeypatch: pytest.MonkeyPatch):
        """An acceptance that was cut off between two tables is finished by the same command."""
        answered(folder, Q1)
        real, calls = Path.replace, 0

        def broken(self: Path, target: Path) -> Path:
            nonlocal calls
            calls += self.suffix == ".part"
            if calls == 2:
                raise OSError(28, "No space left on device")
            return real(self, target)

        planned = accepting.plan(folder, Q1)
        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", broken)
            with pytest.raises(OSError, match="No space left"):
                accepting.apply(folder, planned, TODAY)
        assert accept(folder, Q1).changes
        assert accept(folder, Q1).changes == ()
        assert [path.suffix for path in (folder / "data").iterdir()] == [".csv"] * len(
            package.table_files(folder)
        )

    def test_no_answers(self, folder: Path):
        """A period without answers is not accepted."""
        with pytest.raises(CycleError, match="No answer is kept"):
            accepting.plan(folder, Q1, incomplete=True)

    def test_outdated(self, folder: Path):
        """Answers to questions that have changed since are not accepted."""
        answered(folder, Q1)
        path = folder / "data" / "measures.csv"
        path.write_text(path.read_text("utf-8").replace("Електронна черга", "Черга"), "utf-8")
        with pytest.raises(CycleError, match="has changed since"):
            accepting.plan(folder, Q1)

    def test_new_error(self, folder: Path):
        """What would break a rule across tables is refused, and nothing is written."""
        answered(folder, Q2)
        accept(folder, Q2)
        answered(folder, Q1, used="999.99")
        before = data(folder)
        with pytest.raises(CycleError) as caught:
            accept(folder, Q1)
        assert {issue.code for issue in caught.value.issues} == {"cumulative-execution"}
        assert data(folder) == before
