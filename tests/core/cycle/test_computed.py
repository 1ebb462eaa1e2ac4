"""What follows from a period's report, beside a second way of counting that shares no code."""

import csv
import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from ckanext.infoprog.core import package
from ckanext.infoprog.core.cycle import computed, deviations, reached
from ckanext.infoprog.core.cycle.computed import Figures
from ckanext.infoprog.core.cycle.deviations import Kind
from ckanext.infoprog.core.cycle.period import Period
from tests.core.cycle import places
from tests.core.cycle.places import DIGITAL, ENTERPRISE, SCHOOLS
from tests.core.cycle.second import Second, half_up, table

PACKAGE = package.read_package(places.SOURCE)
PERIODS = [*(Period(2025, quarter) for quarter in range(1, 5)), Period(2025)]


def same(figures: Figures, second: tuple[Fraction, Fraction]) -> bool:
    """Return whether sums agree to the last digit."""
    found = (figures.allocated or 0, figures.executed or 0)
    return tuple(Fraction(one) for one in found) == second


def scattered(folder: Path, seed: int) -> None:
    """Write random amounts, some of them missing, into the plan and the reports."""
    rng = random.Random(f"money-{seed}")
    for name, columns in (("execution", ("allocated", "executed")), ("funding", ("amount",))):
        rows = table(folder, name)
        for row in rows:
            for column in columns:
                if row[column] != "null" and rng.random() < 0.8:
                    amount = f"{rng.randrange(10 ** rng.randint(1, 11))}.{rng.randrange(100):02d}"
                    row[column] = "null" if name == "execution" and rng.random() < 0.1 else amount
        with (folder / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


class TestMoney:
    @pytest.mark.parametrize("seed", range(25))
    def test_second_implementation(self, tmp_path: Path, seed: int):
        """Sums and percentages agree with a second way of counting, whatever the amounts."""
        folder = places.example(tmp_path)
        if seed:
            scattered(folder, seed)
        read = package.read_package(folder)
        for when in PERIODS:
            found, second = computed.execution(read, when), Second(folder, when)
            every = set(second.directions)
            assert found.programme.percent == second.percent(every)
            for measure, figures in found.measures.items():
                assert figures.percent == second.percent({measure})
                assert same(figures, second.sums("measureId", measure))
            for direction, figures in found.directions.items():
                mine = {m for m, d in second.directions.items() if d == direction}
                assert figures.percent == second.percent(mine)
            for source, figures in found.sources.items():
                assert same(figures, second.sums("source", source))
            for executant, figures in found.executants.items():
                assert same(figures, second.sums("executantId", executant))
            planned = sum(second.plan.values(), Fraction(0))
            assert Fraction(found.programme.planned or 0) == planned

    def test_compared(self):
        """A percentage says over how many measures it is taken: those with plan and execution."""
        found = computed.execution(PACKAGE, Period(2025, 3)).programme
        assert (found.compared, found.parts, found.percent) == (4, 7, Decimal("52.14"))
        assert found.compared_planned == Decimal("850000.00")

    def test_of_allocated(self):
        """What the budget does not allocate is not held against what it allocates."""
        found = computed.execution(PACKAGE, Period(2025)).executants[ENTERPRISE]
        assert (found.executed, found.of_allocated) == (Decimal("349300.10"), Decimal("99.53"))

    def test_edition(self):
        """The plan is that of the edition in force at the end of the period."""
        before, after = (computed.execution(PACKAGE, Period(2025, q)).programme for q in (2, 3))
        assert (before.planned, after.planned) == (Decimal("1170000.00"), Decimal("1200000.00"))

    def test_years(self):
        """A year's periods stand in order, each cumulative since 1 January."""
        found = computed.years(PACKAGE, 2025)
        assert [when for when, _ in found] == PERIODS
        sums = [figures.executed for _, figures in found]
        assert sums == sorted(sums, key=lambda one: one or 0)
        assert computed.years(PACKAGE, 2026) == ()

    def test_no_report(self):
        """Without a report there is the plan, and no percentage."""
        found = computed.execution(PACKAGE, Period(2026)).programme
        assert (found.planned, found.executed, found.percent) == (Decimal("1045000.00"), None, None)

    @pytest.mark.parametrize(
        ("part", "whole", "shown"),
        [("1", "3", "33.33"), ("2", "3", "66.67"), ("1", "800", "0.13"), ("0.005", "100", "0.01")],
    )
    def test_rounding(self, part: str, whole: str, shown: str):
        """Percentages are rounded half up to two decimals, once."""
        assert computed.percent(Decimal(part), Decimal(whole)) == Decimal(shown)


class TestIndicators:
    def test_stated(self):
        """What the expressions give is what the year's report states."""
        found = reached.reached(PACKAGE, Period(2025))
        for row in PACKAGE.rows("indicatorValues"):
            if row["reportId"] == "r-2025":
                one = found[str(row["indicatorId"])]
                assert (one.value, one.text) == (row["value"], row["textValue"])

    @pytest.mark.parametrize("seed", range(20))
    def test_second_implementation(self, tmp_path: Path, seed: int):
        """Values and dynamics agree with fractions taken straight from the files."""
        folder = places.example(tmp_path)
        values = table(folder, "metricValues")
        rng = random.Random(f"metrics-{seed}")
        for row in values:
            if row["reportId"] == "r-2025" and row["executantId"] == "null":
                row["value"] = str(rng.randint(1, 10**6))
        path = folder / "data" / "metricValues.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(values[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(values)
        found = reached.reached(package.read_package(folder), Period(2025))
        numbers = {
            (row["metricId"], row["valueType"]): Fraction(row["value"])
            for row in values
            if row["executantId"] == "null"
            and (row["reportId"] == "r-2025" or row["asOf"] == "2024-11-01")
        }
        for key, make in FORMULAS.items():
            actual, base = (make(numbers, kind) for kind in ("actual", "baseline"))
            assert found[key].value == half_up(actual), key
            assert found[key].dynamics == half_up((actual / base - 1) * 100), key

    def test_parts(self):
        """A metric's whole is the sum of its parts, once every supplier has given its own."""
        assert reached.metric_wholes(PACKAGE, Period(2025))["1.5"] == Decimal(3420)
        assert reached.metric_wholes(PACKAGE, Period(2025, 3)) == {}

    def test_yes_no(self):
        """A word is held against the target's word."""
        found = reached.reached(PACKAGE, Period(2025))
        assert (found["ind-2-3"].text, found["ind-2-3"].reached) == ("Ні", True)


FORMULAS = {
    "ind-1-1": lambda n, k: n["1.1", k] / n["1.2", k] * 100,
    "ind-1-2": lambda n, k: n["1.3", k] / n["1.4", k] * 1000,
    "ind-1-3": lambda n, k: n["1.5", k] / n["1.6", k] * 100,
    "ind-1-5": lambda n, k: (n["1.6", k] - n["1.5", k]) / n["1.6", k] * 100,
    "ind-2-1": lambda n, k: n["2.1", k],
    "ind-2-2": lambda n, k: n["2.2", k],
}


class TestDeviations:
    def test_year(self):
        """A year's delays, unused plans and missed targets ask for an explanation."""
        found = deviations.deviations(PACKAGE, Period(2025))
        kinds = {(one.kind, one.key, one.explained) for one in found}
        assert (Kind.HINDERED, f"r-2025~2.4~localBudget~-~{SCHOOLS}", True) in kinds
        assert (Kind.UNDERUSED, "2.4", True) in kinds
        assert (Kind.NOT_REACHED, "ind-1-1", False) in kinds
        assert not [one for one in found if one.key == "ind-1-5"]

    def test_over_allocated(self, tmp_path: Path):
        """More executed than allocated is one of them, in a quarter too."""
        folder = places.example(tmp_path)
        path = folder / "data" / "execution.csv"
        text = path.read_text("utf-8").replace("25000.00,3000.00", "25000.00,33000.00")
        path.write_text(text, "utf-8")
        (one,) = deviations.deviations(package.read_package(folder), Period(2025, 1))
        key = f"r-2025-q1~2.2~localBudget~-~{DIGITAL}"
        assert (one.kind, one.key, one.expected) == (Kind.OVER_ALLOCATED, key, Decimal("25000.00"))
