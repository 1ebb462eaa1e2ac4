"""When a report is due, by the duties that the document sets; nobody is called late here."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from ckanext.infoprog.core.pages.programme import Duty, Programme
from ckanext.infoprog.core.pages.states import State

Day = date
_AFTER_QUARTER: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th) day after the quarter")
_OF_YEAR: Final = re.compile(r"(\d{2})-(\d{2})")
_LAST_MONTHS: Final = (3, 6, 9, 12)


def dates(duty: Duty, years: tuple[int, ...]) -> Iterator[tuple[date, date]]:
    """Yield the end of each period of a duty with the day when its report is due."""
    after, fixed = _AFTER_QUARTER.fullmatch(duty.deadline), _OF_YEAR.fullmatch(duty.deadline)
    for year in years:
        if after:
            for month in _LAST_MONTHS:
                end = date(year, month, calendar.monthrange(year, month)[1])
                following = (year, month + 1) if month < _LAST_MONTHS[-1] else (year + 1, 1)
                yield end, date(*following, min(int(after[1]), 28))
        elif fixed and (due := _day(year + 1, int(fixed[1]), int(fixed[2]))):
            yield date(year, 12, 31), due


def next_due(programme: Programme, today: Day) -> tuple[date, Duty] | None:
    """Return the next day on which a report is due, with its duty; None where there is none."""
    found = [
        (due, duty)
        for duty in programme.duties
        for _, due in dates(duty, programme.years)
        if due >= today
    ]
    return min(found, key=lambda one: (one[0], one[1].key), default=None)


def year_due(programme: Programme, year: int) -> date | None:
    """Return the last day set for a report on a whole year."""
    found = [
        due
        for duty in programme.duties
        if duty.frequency == "year"
        for _, due in dates(duty, (year,))
    ]
    return max(found, default=None)


def unreported(programme: Programme, year: int, today: Day) -> State:
    """Return why a year has no executed money: its report is not due yet, or is not here."""
    due = year_due(programme, year) or date(year, 12, 31)
    return State.NOT_DUE if today <= due else State.NOT_PUBLISHED


def _day(year: int, month: int, day: int) -> date | None:
    """Return a day, or None where there is no such one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
