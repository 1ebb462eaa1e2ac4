"""The answers of a period as rows of the package's tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core import keys, schema
from ckanext.infoprog.core.cycle.answers import Answer, Letter, MeasureAnswer, MetricAnswer
from ckanext.infoprog.core.cycle.asked import Asked, MeasureLine, MetricLine
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.model import Cell, Row
from ckanext.infoprog.core.validation import indicators

CURRENCY: Final = "UAH"
Made = dict[str, Cell]


def report(
    programme: str,
    when: Period,
    letter: Letter,
    before: Row | None,
    *,
    official: bool | None = None,
) -> Made:
    """Return the row of a period's report; what was known of it stays where nothing new is said."""
    known: Mapping[str, Cell] = before or {}
    fresh: Made = {
        "reportId": when.report_id,
        "programmeId": programme,
        "kind": when.kind,
        "periodStart": when.start,
        "periodEnd": when.end,
        "title": f"{word('formTitle' if when.quarter else 'formTitleYear')} {word('for')} "
        f"{when.title('uk')}",
        "official": False,
    }
    said: Made = {
        "receivedNumber": letter.number,
        "receivedDate": letter.date,
        "signatory": letter.signatory,
        "official": official,
        "acceptedDate": letter.date if official else None,
    }
    return {**fresh, **known, **{name: cell for name, cell in said.items() if cell is not None}}


def execution(when: Period, answer: Answer, asked: Asked) -> Iterator[Made]:
    """Yield a body's rows of execution; money counts from 1 January."""
    lines = {line.key: line for line in asked.measures}
    for one in answer.measures:
        yield _execution(when, one, lines[one.key], adds=asked.adds)


def _execution(when: Period, one: MeasureAnswer, line: MeasureLine, *, adds: bool) -> Made:
    """Return the row of a measure."""
    executed = one.used
    if executed is not None and adds and line.used is not None:
        executed += line.used
    planned = None if one.nil else one.planned
    amounts = (planned, one.allocated, executed)
    row: Made = {
        "reportId": when.report_id,
        "measureId": one.measure,
        "source": one.source,
        "fund": one.fund,
        "executantId": one.executant,
        "planned": planned,
        "allocated": one.allocated,
        "executed": executed,
        "currency": None if amounts == (None, None, None) else CURRENCY,
        "status": one.status,
        "progressText": one.progress,
        "nil": one.nil,
    }
    return keyed("execution", row)


def metric_values(
    when: Period, answers: Iterable[Answer], every: Mapping[str, Asked]
) -> Iterator[Made]:
    """Yield the values of metrics: one supplier's as the whole, several as parts and their sum."""
    lines: dict[str, list[MetricLine]] = defaultdict(list)
    for asked in every.values():
        for line in asked.metrics:
            lines[line.metric].append(line)
    given: dict[str, list[MetricAnswer]] = defaultdict(list)
    for answer in answers:
        for one in answer.metrics:
            given[one.metric].append(one)
    for metric, found in given.items():
        (first, *_) = lines[metric]
        for one in found:
            part = one.executant if first.shared else None
            yield _value(when, metric, part, one.value, one.note, flow=first.flow)
        values = [one.value for one in found if one.value is not None]
        if first.shared and len(values) == len(lines[metric]):
            whole = sum(values, Decimal(0))
            yield _value(when, metric, None, whole, None, flow=first.flow)


def _value(
    when: Period,
    metric: str,
    executant: str | None,
    value: Decimal | None,
    note: str | None,
    *,
    flow: bool,
) -> Made:
    """Return a value of a metric."""
    row: Made = {
        "metricId": metric,
        "executantId": executant,
        "valueType": indicators.ACTUAL,
        **moment(when, flow=flow),
        "value": value,
        "reportId": when.report_id,
        "note": note,
    }
    return keyed("metricValues", row)


def indicator_value(
    when: Period, indicator: str, value: Decimal | None, text: str | None, note: str | None
) -> Made:
    """Return a value of an indicator."""
    row: Made = {
        "indicatorId": indicator,
        "valueType": indicators.ACTUAL,
        **moment(when, flow=False),
        "value": value,
        "textValue": text,
        "reportId": when.report_id,
        "note": note,
    }
    return keyed("indicatorValues", row)


def moment(when: Period, *, flow: bool) -> Made:
    """Return the columns that say when a value holds: a year, a day, the days since 1 January."""
    if when.quarter is None:
        return {"year": when.year}
    if flow:
        return {"periodStart": when.since, "periodEnd": when.end}
    return {"asOf": when.end}


def keyed(table: str, row: Made) -> Made:
    """Return a row with the key that its columns make."""
    declared = schema.load(table)
    parts = declared.key_parts
    return {declared.key: keys.key_of(row, parts), **row} if parts else row
