"""Money of a period as its report says it: by measure, direction, source, executor, programme.

Sums are exact. A percentage is never taken across editions: it compares what was executed with the
plan in force at the end of the period, over the parts that have both, and says over how many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.cycle import editions
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import indicators, money
from ckanext.infoprog.core.validation.records import Record, records

PERCENT_DECIMALS: Final = 2
_HUNDRED: Final = Decimal(100)

Part = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums of a scope; None where nothing of the kind is said.

    `compared_…` are the sums over the parts (`compared` of `parts`) that have plan and execution,
    `budget_…` those over the rows that say both what was allocated and what was executed.
    """

    planned: Decimal | None
    allocated: Decimal | None
    executed: Decimal | None
    compared_planned: Decimal
    compared_executed: Decimal
    compared: int
    parts: int
    budget_allocated: Decimal
    budget_executed: Decimal

    @property
    def percent(self) -> Decimal | None:
        """Executed in percent of the plan, rounded half up to two decimals."""
        return percent(self.compared_executed, self.compared_planned)

    @property
    def of_allocated(self) -> Decimal | None:
        """Executed in percent of what was allocated, over the rows that say both."""
        return percent(self.budget_executed, self.budget_allocated)


@dataclass(frozen=True, slots=True)
class Execution:
    """What a period's report says of money; years count from 1 January."""

    measures: Mapping[str, Figures]
    directions: Mapping[str, Figures]
    sources: Mapping[str, Figures]
    executants: Mapping[str, Figures]
    programme: Figures


@dataclass(slots=True)
class _Part:
    """One part that plan and execution are compared over."""

    planned: Decimal | None = None
    allocated: Decimal | None = None
    executed: Decimal | None = None
    budget_allocated: Decimal | None = None
    budget_executed: Decimal | None = None

    def add(self, row: Record) -> None:
        """Add what a row of a report says of the budget and of execution."""
        allocated, executed = row.decimal("allocated"), row.decimal("executed")
        self.allocated = _plus(self.allocated, allocated)
        self.executed = _plus(self.executed, executed)
        if allocated is not None and executed is not None:
            self.budget_allocated = _plus(self.budget_allocated, allocated)
            self.budget_executed = _plus(self.budget_executed, executed)


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return a part in percent of a whole, half up to two decimals; None of nothing."""
    if whole == 0:
        return None
    with localcontext(prec=indicators.PRECISION):
        return indicators.rounded(part * _HUNDRED / whole, PERCENT_DECIMALS)


def execution(package: Package, when: Period) -> Execution:
    """Return the money of a period; without a report only the plan is there."""
    funding = _funding(package, when)
    reported = [r for r in records(package, "execution") if r.text("reportId") == when.report_id]
    told = {row.text("measureId") or "" for row in reported}
    measures = editions.measures(package, when.end, also=told)
    known = {row.key: row.text("directionId") for row in measures}
    by_measure = _parts(funding, reported, ("measureId",))
    by_source = _parts(funding, reported, ("measureId", "source", "fund"))
    return Execution(
        measures=_figures(by_measure, lambda part: part[0]),
        directions=_figures(by_measure, lambda part: known.get(part[0] or "")),
        sources=_figures(by_source, lambda part: part[1]),
        executants=_figures(_of_executants(reported), lambda part: part[0]),
        programme=_sum(by_measure.values()),
    )


def years(package: Package, year: int) -> tuple[tuple[Period, Figures], ...]:
    """Return the programme's money of each reported period of a year: quarters, then the year."""
    reported = {row.key for row in records(package, "reports")}
    every = (*(Period(year, quarter) for quarter in range(1, 5)), Period(year))
    found = [one for one in every if one.report_id in reported]
    return tuple((one, execution(package, one).programme) for one in found)


def _funding(package: Package, when: Period) -> list[Record]:
    """Return the amounts of the period's year in the edition in force at its end."""
    rows = editions.funding(package, when.end)
    return [r for r in rows if r.year("year") == when.year and money.amount_of(r) is not None]


def _parts(
    funding: Iterable[Record], reported: Iterable[Record], names: tuple[str, ...]
) -> Mapping[Part, _Part]:
    """Return plan and execution by these columns."""
    found: dict[Part, _Part] = defaultdict(_Part)
    for row in funding:
        part = found[tuple(row.text(name) for name in names)]
        part.planned = _plus(part.planned, money.amount_of(row))
    for row in reported:
        found[tuple(row.text(name) for name in names)].add(row)
    return found


def _of_executants(reported: Iterable[Record]) -> Mapping[Part, _Part]:
    """Return plan and execution by executor: the plan is what the report's own row bears."""
    found: dict[Part, _Part] = defaultdict(_Part)
    for row in reported:
        names = ("executantId", "measureId", "source", "fund")
        part = found[tuple(row.text(name) for name in names)]
        part.planned = _plus(part.planned, row.decimal("planned"))
        part.add(row)
    return found


def _figures(
    parts: Mapping[Part, _Part], scope: Callable[[Part], str | None]
) -> Mapping[str, Figures]:
    """Return the figures of each scope that the parts belong to."""
    gathered: dict[str, list[_Part]] = defaultdict(list)
    for key, part in parts.items():
        name = scope(key)
        if name is not None:
            gathered[name].append(part)
    return MappingProxyType({name: _sum(found) for name, found in gathered.items()})


def _sum(parts: Iterable[_Part]) -> Figures:
    """Return the sums of parts."""
    listed = list(parts)
    both = [part for part in listed if part.planned is not None and part.executed is not None]
    return Figures(
        planned=_total(part.planned for part in listed),
        allocated=_total(part.allocated for part in listed),
        executed=_total(part.executed for part in listed),
        compared_planned=_total(part.planned for part in both) or Decimal(0),
        compared_executed=_total(part.executed for part in both) or Decimal(0),
        compared=len(both),
        parts=len(listed),
        budget_allocated=_total(part.budget_allocated for part in listed) or Decimal(0),
        budget_executed=_total(part.budget_executed for part in listed) or Decimal(0),
    )


def _total(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of what is said; None where nothing is."""
    total: Decimal | None = None
    for value in values:
        total = _plus(total, value)
    return total


def _plus(total: Decimal | None, value: Decimal | None) -> Decimal | None:
    """Return a sum with one more value, if there is one."""
    if value is None:
        return total
    with localcontext(prec=indicators.PRECISION):
        return value if total is None else total + value
