"""The rows of metrics and of indicators entered by hand that bodies are asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.cycle import editions
from ckanext.infoprog.core.cycle.answering import Answering
from ckanext.infoprog.core.cycle.asked import IndicatorLine, MetricLine
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.keys import build_key
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import indicators as facts
from ckanext.infoprog.core.validation.records import Record, records


def metrics(
    package: Package, when: Period, answering: Answering
) -> Iterator[tuple[str, MetricLine]]:
    """Yield each metric that is asked, with the body that supplies it or its part."""
    known = _Known(package, facts.METRIC_VALUES, "metricId", when)
    for row in records(package, facts.METRICS):
        answers = answering.of_metric(row.key)
        for answer in answers:
            shared = len(answers) > 1
            part = answer.executant if shared else None
            yield (
                answer.body,
                MetricLine(
                    key=build_key([row.key, answer.executant]),
                    metric=row.key,
                    title=row.text("title") or row.key,
                    unit=row.text("unit"),
                    executant=answer.executant,
                    flow=row.flag("flow"),
                    shared=shared,
                    baseline=known.baseline(row.key, part),
                    forecast=known.planned(row.key, part, facts.FORECAST),
                    previous=known.previous(row.key, part),
                    due=when.quarter is None,
                ),
            )


def indicators(
    package: Package, when: Period, answering: Answering
) -> Iterator[tuple[str, IndicatorLine]]:
    """Yield each indicator without an expression, with the body that enters it."""
    known = _Known(package, facts.VALUES, "indicatorId", when)
    for row in records(package, facts.INDICATORS):
        answer = answering.of_indicator(row.text("responsibleId"))
        if row.text("expression") is None and answer is not None:
            yield (
                answer.body,
                IndicatorLine(
                    key=row.key,
                    title=row.text("title") or row.key,
                    unit=row.text("unit"),
                    yes_no=row.text("kind") == facts.YES_NO,
                    baseline=known.baseline(row.key, None),
                    target=known.planned(row.key, None, facts.TARGET),
                    previous=known.previous(row.key, None),
                    due=when.quarter is None,
                ),
            )


class _Known:
    """What a table of values says already, in words for a person."""

    def __init__(self, package: Package, table: str, column: str, when: Period) -> None:
        """Keep the values by what they are of, and the days on which reports end."""
        self._rows: dict[tuple[str | None, str | None], list[Record]] = {}
        for row in editions.values(package, table, when.end):
            owner = (row.text(column), row.text("executantId"))
            self._rows.setdefault(owner, []).append(row)
        self._ends = {row.key: row.day("periodEnd") for row in records(package, "reports")}
        self._when = when

    def baseline(self, key: str, part: str | None) -> str | None:
        """Return the baseline."""
        return next((_shown(row) for row in self._of(key, part, facts.BASELINE)), None)

    def planned(self, key: str, part: str | None, kind: str) -> str | None:
        """Return the forecast or target of the period's year."""
        rows = self._of(key, part, kind)
        return next((_shown(r) for r in rows if r.year("year") == self._when.year), None)

    def previous(self, key: str, part: str | None) -> str | None:
        """Return the last actual value before the period."""
        dated = [(end, row) for row in self._of(key, part, facts.ACTUAL) if (end := self._end(row))]
        before = [(end, row) for end, row in dated if end < self._when.start]
        return _shown(max(before, key=lambda one: (one[0], one[1].key))[1]) if before else None

    def _of(self, key: str, part: str | None, kind: str) -> Iterator[Record]:
        """Yield the values of a kind."""
        rows = self._rows.get((key, part), [])
        return (row for row in rows if row.text("valueType") == kind)

    def _end(self, row: Record) -> date | None:
        """Return the last day that a value speaks of."""
        year = row.year("year")
        last = date(year, 12, 31) if year else None
        reported = self._ends.get(row.text("reportId") or "")
        return row.day("asOf") or row.day("periodEnd") or last or reported


def _shown(row: Record) -> str | None:
    """Return a value as a person reads it."""
    value: Decimal | None = row.decimal("value")
    return i18n.number(value, "uk") if value is not None else row.text("textValue")
