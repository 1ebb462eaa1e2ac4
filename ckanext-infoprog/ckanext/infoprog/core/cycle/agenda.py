"""The periods of a programme that are reported on, each with its deadline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ckanext.infoprog.core.cycle import duties
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.cycle.standing import has_report
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import records

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Due:
    """A period: until when executors report on it, and whether the data have its report."""

    period: Period
    deadline: date | None
    has_report: bool

    def days_left(self, today: date) -> int | None:
        """Return the days until the deadline; below zero those that have passed since."""
        return None if self.deadline is None else (self.deadline - today).days


def agenda(package: Package) -> tuple[Due, ...]:
    """Return the periods of the programme's term, quarters where a duty is quarterly."""
    quarterly = any(row.text("frequency") == "quarter" for row in records(package, duties.DUTIES))
    return tuple(
        due_of(package, period)
        for year in _years(package)
        for period in (
            *(Period(year, one) for one in QUARTERS if quarterly),
            Period(year),
        )
    )


def due_of(package: Package, period: Period) -> Due:
    """Return one period with its deadline."""
    duty = duties.duty(package, period)
    return Due(period, duty.deadline if duty else None, has_report(package, period))


def at_hand(found: Iterable[Due], today: date) -> Due | None:
    """Return the period that people work on: of those that are over the last without a report.

    Where each has one, the first that is not over yet.
    """
    listed = list(found)
    over = [one for one in listed if one.period.end < today]
    waiting = [one for one in over if not one.has_report]
    coming = [one for one in listed if one.period.end >= today]
    return next(iter([*waiting[-1:], *coming, *over[-1:]]), None)


def _years(package: Package) -> range:
    """Return the years of the programme's term; none where it names no days."""
    for row in records(package, "programme"):
        first, last = row.day("validFrom"), row.day("validThrough")
        if first and last:
            return range(first.year, last.year + 1)
    return range(0)
