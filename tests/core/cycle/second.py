"""The figures of a report reckoned a second way, by other means than the project’s."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from ckanext.infoprog.core.cycle.period import Period

Rows = list[dict[str, str]]


def table(folder: Path, name: str) -> Rows:
    """Return a table as plain texts."""
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def half_up(value: Fraction, decimals: int = 2) -> Decimal:
    """Round as documents do, in whole numbers only."""
    scaled = abs(value) * 10**decimals * 2
    whole = (scaled.numerator // scaled.denominator + 1) // 2
    return Decimal(-whole if value < 0 else whole).scaleb(-decimals)


class Second:
    """The same figures counted another way: fractions over the files' texts."""

    def __init__(self, folder: Path, when: Period) -> None:
        """Read plan and execution of one period."""
        self.rows = [r for r in table(folder, "execution") if r["reportId"] == when.report_id]
        starts = {row["editionId"]: row["validFrom"] for row in table(folder, "editions")}
        amended = date.fromisoformat(starts["amendment-1"]) <= when.end
        plan: dict[tuple[str, ...], Fraction] = {}
        for edition in ("original", "amendment-1") if amended else ("original",):
            for row in table(folder, "funding"):
                if row["editionId"] == edition and row["year"] == str(when.year):
                    names = ("measureId", "source", "fund", "executantId")
                    plan[tuple(row[name] for name in names)] = Fraction(row["amount"])
        self.plan = plan
        self.directions = {r["measureId"]: r["directionId"] for r in table(folder, "measures")}

    def percent(self, measures: set[str]) -> Decimal | None:
        """Return executed in percent of the plan over those of the measures that have both."""
        planned: dict[str, Fraction] = defaultdict(Fraction)
        for key, amount in self.plan.items():
            planned[key[0]] += amount
        done: dict[str, Fraction] = defaultdict(Fraction)
        for row in self.rows:
            if row["executed"] != "null":
                done[row["measureId"]] += Fraction(row["executed"])
        both = set(planned) & set(done) & measures
        below = sum((planned[one] for one in both), Fraction(0))
        if below == 0:
            return None
        return half_up(sum((done[one] for one in both), Fraction(0)) / below * 100)

    def sums(self, column: str, value: str) -> tuple[Fraction, Fraction]:
        """Return what was allocated and executed in the rows with this cell."""
        chosen = [row for row in self.rows if row[column] == value]
        amounts = [
            [Fraction(r[n]) for r in chosen if r[n] != "null"] for n in ("allocated", "executed")
        ]
        return sum(amounts[0], Fraction(0)), sum(amounts[1], Fraction(0))
