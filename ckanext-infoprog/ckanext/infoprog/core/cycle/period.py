"""Periods that are reported on: a quarter (`2026-Q2`) or a year (`2026`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.cycle.notes import stop
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import records

QUARTER: Final = "quarter"
YEAR: Final = "year"
_FORM: Final = re.compile(r"(?P<year>[0-9]{4})(-[Qq](?P<quarter>[1-4]))?", re.ASCII)
_ROMAN: Final = ("I", "II", "III", "IV")
_KINDS: Final = MappingProxyType({QUARTER: "statusInfo", YEAR: "results"})


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, or one of its quarters; a quarter of None is the whole year."""

    year: int
    quarter: int | None = None

    @property
    def code(self) -> str:
        """The period as it is typed: `2026-Q2`, `2026`."""
        return f"{self.year:04d}" if self.quarter is None else f"{self.year:04d}-Q{self.quarter}"

    @property
    def frequency(self) -> str:
        """How often such a period comes, in the words of `reportingDuties`."""
        return YEAR if self.quarter is None else QUARTER

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, 1 if self.quarter is None else 3 * self.quarter - 2, 1)

    @property
    def end(self) -> date:
        """The last day."""
        if self.quarter in (None, 4):
            return date(self.year, 12, 31)
        return date(self.year, 3 * (self.quarter or 0) + 1, 1) - timedelta(days=1)

    @property
    def since(self) -> date:
        """The day from which money and flows are counted up: 1 January."""
        return date(self.year, 1, 1)

    @property
    def report_id(self) -> str:
        """The key of the period's report: `r-2026-q2`, `r-2026`."""
        return f"r-{self.code.lower()}"

    @property
    def kind(self) -> str:
        """What the period's report is: information of a quarter, results of a year."""
        return _KINDS[self.frequency]

    def title(self, lang: str) -> str:
        """Return the period in words: II квартал 2026 року."""
        if lang == "uk":
            return (
                f"{self.year} рік"
                if self.quarter is None
                else f"{_ROMAN[self.quarter - 1]} квартал {self.year} року"
            )
        return str(self.year) if self.quarter is None else f"quarter {self.quarter} of {self.year}"


def parse(text: str) -> Period:
    """Return the period that a text names."""
    found = _FORM.fullmatch(text.strip())
    if found is None or found["year"] == "0000":
        stop("cycle-period", table="reports", given=text)
    return Period(int(found["year"]), int(found["quarter"]) if found["quarter"] else None)


def within_term(period: Period, package: Package) -> None:
    """Refuse a period that lies outside the programme's term."""
    for row in records(package, "programme"):
        first, last = row.day("validFrom"), row.day("validThrough")
        if first and last and (period.end < first or last < period.start):
            stop(
                "cycle-period-outside",
                table="programme",
                period=period.code,
                first=first.isoformat(),
                last=last.isoformat(),
            )
