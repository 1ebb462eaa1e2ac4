"""One function a number: what reports say was executed, and its part of what was planned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.pages import duties, states
from ckanext.infoprog.core.pages.figures import WHOLE, Cut, value, value_of, without
from ckanext.infoprog.core.pages.programme import NIL, Measure, Programme, Report
from ckanext.infoprog.core.pages.states import State, Value

_RANK: Final = {"statusInfo": 0, "progress": 1, "results": 2, "final": 3}


@dataclass(frozen=True, slots=True)
class Share:
    """Executed money as a part of the planned, over the `counted` measures that have both."""

    percent: Decimal | None
    counted: int
    planned: Decimal
    executed: Decimal


def report_for(programme: Programme, year: int) -> Report | None:
    """Return the report that says most of a year: of the last period, of its year the fullest."""
    found = [one for one in programme.reports if one.end and one.end.year == year and one.rows]
    return max(found, key=lambda one: (one.end, _RANK.get(one.kind, 0)), default=None)


def executed(programme: Programme, measure: Measure, cut: Cut, today: duties.Day) -> Value:
    """Return the executed money of a measure in a year, else why it is not known."""
    assert cut.year is not None
    report = report_for(programme, cut.year)
    if report is None:
        return Value(duties.unreported(programme, cut.year, today))
    return reported(report, measure.key, cut)


def reported(report: Report, key: str, cut: Cut = WHOLE) -> Value:
    """Return what one report says was executed of a measure, else why that is not known."""
    rows = [one for one in report.rows if one.measure == key and cut.holds(one)]
    amounts = [one.executed for one in rows if one.executed is not None]
    if amounts:
        return states.amount(sum(amounts, Decimal(0)))
    return Value(State.NOT_STATED if rows else State.NOT_PUBLISHED)


def reported_whole(report: Report) -> Value:
    """Return all that one report says was executed."""
    amounts = [one.executed for one in report.rows if one.executed is not None]
    if not amounts:
        return Value(State.NOT_STATED)
    return states.amount(sum(amounts, Decimal(0)))


def spent(
    programme: Programme, measures: Sequence[Measure], cut: Cut, today: duties.Day
) -> tuple[Value, int]:
    """Return the executed money of a year over these measures, and of how many there is some."""
    found = [executed(programme, one, cut, today) for one in measures]
    amounts = [one.amount for one in found if one.amount is not None]
    if not amounts:
        return without(found), 0
    return states.amount(sum(amounts, Decimal(0))), len(amounts)


def share(pairs: Iterable[tuple[Value, Value]]) -> Share:
    """Return executed ÷ planned over the pairs that have both; no percentage over nothing."""
    both = [(p.amount, e.amount) for p, e in pairs if p.amount is not None and e.amount is not None]
    planned = sum((p for p, _ in both), Decimal(0))
    done = sum((e for _, e in both), Decimal(0))
    return Share(done / planned * 100 if planned else None, len(both), planned, done)


def planned(programme: Programme, measure: Measure, year: int) -> Value:
    """Return the money that the edition sets which was in force when a year was reported on.

    Without a report of the year that is the edition in force.
    """
    report = report_for(programme, year)
    if report is None or report.end is None or not measure.after:
        return value(measure, Cut(year=year))
    return value_of(measure.after[programme.edition_at(report.end)], Cut(year=year))


def whole_share(programme: Programme, today: duties.Day) -> Share:
    """Return executed ÷ planned over all measures and years that have both."""
    return share(
        (planned(programme, one, year), executed(programme, one, Cut(year=year), today))
        for year in programme.years
        for one in programme.measures
    )


def status(programme: Programme, measure: Measure) -> str:
    """Return the state of a measure by the latest report that names one; else nothing."""
    for report in reversed(programme.reports):
        found = [one.status for one in report.rows if one.measure == measure.key]
        named = [code for code in found if code not in ("", NIL)]
        if named:
            return named[0]
    return ""
