"""How fresh a dataset is: its next due update, item 15's three working days, the analysts' rule.

Nothing here calls a dataset late: the portal knows only what was published on it.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Final, Self

from ckanext.infoprog.core import package
from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.passport import vocabulary
from ckanext.infoprog.core.passport.vocabulary import Frequency

WORKING_DAYS: Final = 3  # item 15 of Resolution 835
FINISHED: Final = "no longer updated"
LONGEST: Final = 366  # nobody rests for longer than a year


class CalendarError(InfoprogError):
    """A calendar of working days cannot be read, or knows no working day at all."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are working days."""

    weekend: frozenset[int]
    holidays_apply: bool
    holidays: frozenset[str]
    days_off: frozenset[date]
    working_days: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Tell whether people work on this day."""
        if day in self.working_days:
            return True
        is_holiday = self.holidays_apply and day.strftime("%m-%d") in self.holidays
        return not is_holiday and day not in self.days_off and day.isoweekday() not in self.weekend

    def after(self, day: date, count: int) -> date:
        """Return the working day that comes `count` working days after a day."""
        left, found = count, day
        for _step in range(LONGEST):
            found += timedelta(days=1)
            left -= self.is_working(found)
            if left == 0:
                return found
        raise CalendarError("The calendar of working days has no working day in a year.")

    def extended(self, text: str) -> Self:
        """Return the calendar with the keys that a city's own file says."""
        return replace(self, **_entries(text))


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a day says of a dataset that was changed last on another.

    `due` is the next update by the publisher's own periodicity; `unplanned` the last day for an
    update where the data change today; `stale_after` the last day on which analysts call it fresh.
    """

    today: date
    changed: date | None
    frequency: Frequency | None
    due: date | None
    unplanned: date | None
    stale_after: date | None

    @property
    def is_due_past(self) -> bool:
        """Whether the day of the next planned update is over."""
        return self.due is not None and self.today > self.due

    @property
    def is_stale(self) -> bool:
        """Whether the analysts' rule calls the dataset not updated."""
        return self.stale_after is not None and self.today > self.stale_after


def freshness(frequency: str, changed: date | None, today: date, calendar: Calendar) -> Freshness:
    """Return how fresh a dataset of this frequency is that was changed last on this day."""
    known = vocabulary.frequency(frequency)
    is_finished = frequency == FINISHED
    return Freshness(
        today=today,
        changed=changed,
        frequency=known,
        due=_due(known, changed),
        unplanned=None if is_finished else calendar.after(today, WORKING_DAYS),
        stale_after=_stale_after(known, changed),
    )


@cache
def standard() -> Calendar:
    """Return the calendar that the project ships."""
    file = resources.files("ckanext.infoprog.core.passport") / "calendar.yaml"
    return Calendar(**_entries(file.read_text("utf-8")))


def _due(known: Frequency | None, changed: date | None) -> date | None:
    """Return the day by which the periodicity asks for the next update."""
    if known is None or changed is None or not (known.days or known.months):
        return None
    return _later(changed, known.months) + timedelta(days=known.days)


def _stale_after(known: Frequency | None, changed: date | None) -> date | None:
    if known is None or changed is None or known.stale_days is None:
        return None
    return changed + timedelta(days=known.stale_days)


def _later(day: date, count: int) -> date:
    """Return the same day some months later, the month's last one where there is no such day."""
    whole = day.month - 1 + count
    year, month = day.year + whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def _entries(text: str) -> dict[str, Any]:
    """Return the keys of a calendar's file as a Calendar holds them."""
    found = package.load_yaml(text) or {}
    if not isinstance(found, Mapping):
        raise CalendarError("The calendar of working days is not a list of keys and values.")
    readers: dict[str, Any] = {
        "weekend": lambda value: frozenset(int(one) for one in value),
        "holidays_apply": bool,
        "holidays": lambda value: frozenset(str(one) for one in value),
        "days_off": _days,
        "working_days": _days,
    }
    if unknown := sorted(set(map(str, found)) - set(readers)):
        raise CalendarError(f"The calendar of working days has an unknown key: {unknown[0]}.")
    try:
        return {name: readers[name](value) for name, value in found.items()}
    except (TypeError, ValueError) as error:
        raise CalendarError(f"The calendar of working days cannot be read: {error}.") from error


def _days(value: Any) -> frozenset[date]:  # noqa: ANN401 - whatever the file holds
    return frozenset(
        one if isinstance(one, date) else date.fromisoformat(str(one)) for one in value
    )
