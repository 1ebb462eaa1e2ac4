"""Who owes the information of a period to whom, and by when: read from `reportingDuties`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import Record, records

DUTIES: Final = "reportingDuties"
_AFTER: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th) day after the (?:quarter|year)", re.ASCII)
_DAY: Final = re.compile(r"([0-9]{2})-([0-9]{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty for one period; the deadline is None where the document names no day."""

    duty_id: str
    from_name: str
    to_name: str | None
    deadline: date | None


def duty(package: Package, period: Period) -> Duty | None:
    """Return the executors' duty for a period; None where the programme asks nothing of the kind.

    A year's information goes through several hands (executors, manager, ministry): the executors'
    duty is the one that falls due first.
    """
    rows = [row for row in records(package, DUTIES) if row.text("frequency") == period.frequency]
    if not rows:
        return None
    row = min(rows, key=lambda one: (due(one, period) or date.max, one.key))
    return Duty(row.key, row.text("fromName") or "", row.text("toName"), due(row, period))


def due(row: Record, period: Period) -> date | None:
    """Return the last day on which a duty for a period is fulfilled in time."""
    text = row.text("deadline") or ""
    if found := _AFTER.fullmatch(text):
        return period.end + timedelta(days=int(found[1]))
    if found := _DAY.fullmatch(text):
        try:
            return date(period.end.year + 1, int(found[1]), int(found[2]))
        except ValueError:
            return None
    return None


def substitute(package: Package, period: Period) -> str | None:
    """Return the body that a duty names: it reports on what nobody else answers for.

    A duty of the period's own frequency is asked first, then the others in their order.
    """
    rows = records(package, DUTIES)
    ordered = sorted(rows, key=lambda row: row.text("frequency") != period.frequency)
    named = (row.text("fromId") or row.text("toId") for row in ordered)
    return next((body for body in named if body), None)
