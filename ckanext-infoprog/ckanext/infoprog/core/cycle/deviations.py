"""What of a period asks for an explanation, and whether its row gives one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from ckanext.infoprog.core.cycle import computed
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.cycle.reached import reached
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import indicators
from ckanext.infoprog.core.validation.records import Record, records

HINDERED: Final = frozenset({"delayed", "notDone", "cancelled"})


class Kind(StrEnum):
    """Why something asks for an explanation."""

    OVER_ALLOCATED = "overAllocated"  # more executed than allocated
    HINDERED = "hindered"  # delayed, not done, cancelled
    UNDERUSED = "underused"  # less executed in the year than the programme provides
    NOT_REACHED = "notReached"  # an indicator short of the year's target
    UNKNOWN = "unknown"  # an indicator of the year without a value


@dataclass(frozen=True, slots=True)
class Deviation:
    """One of them: the row it is seen in, what it says and what it is held against."""

    kind: Kind
    table: str
    key: str
    stated: str | Decimal | None
    expected: str | Decimal | None
    explained: bool


def deviations(package: Package, when: Period) -> tuple[Deviation, ...]:
    """Return what of a period asks for an explanation: rows of measures first, then the rest."""
    found = [*_rows(package, when)]
    if when.quarter is None:
        found += [*_underused(package, when), *_indicators(package, when)]
    return tuple(found)


def _rows(package: Package, when: Period) -> Iterator[Deviation]:
    """Yield rows of execution that say of themselves that not all went as planned."""
    for row in _reported(package, when):
        explained = row.text("progressText") is not None
        allocated, executed = row.decimal("allocated"), row.decimal("executed")
        if allocated is not None and executed is not None and executed > allocated:
            yield Deviation(
                Kind.OVER_ALLOCATED, "execution", row.key, executed, allocated, explained
            )
        if row.text("status") in HINDERED:
            yield Deviation(
                Kind.HINDERED, "execution", row.key, row.text("status"), None, explained
            )


def _underused(package: Package, when: Period) -> Iterator[Deviation]:
    """Yield measures of which less was executed in the year than the programme provides."""
    said = {r.text("measureId") for r in _reported(package, when) if r.text("progressText")}
    for measure, figures in computed.execution(package, when).measures.items():
        planned, executed = figures.planned, figures.executed
        if planned is not None and executed is not None and executed < planned:
            yield Deviation(Kind.UNDERUSED, "measures", measure, executed, planned, measure in said)


def _indicators(package: Package, when: Period) -> Iterator[Deviation]:
    """Yield indicators short of the year's target, or without a value."""
    notes = {
        row.text("indicatorId")
        for row in records(package, indicators.VALUES)
        if row.text("reportId") == when.report_id and row.text("note")
    }
    for key, one in reached(package, when).items():
        target = one.target if one.target is not None else one.target_text
        value = one.value if one.value is not None else one.text
        if value is None and target is not None:
            yield Deviation(Kind.UNKNOWN, "indicators", key, None, target, key in notes)
        elif one.reached is False:
            yield Deviation(Kind.NOT_REACHED, "indicators", key, value, target, key in notes)


def _reported(package: Package, when: Period) -> list[Record]:
    """Return the rows of a period's report."""
    return [r for r in records(package, "execution") if r.text("reportId") == when.report_id]
