"""The rows of indicators and metrics in the documents of a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.cycle import editions
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.cycle.reached import metric_wholes, reached
from ckanext.infoprog.core.cycle.reportrow import Fact, gathered
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.papers.paper import Content, Weight
from ckanext.infoprog.core.validation import indicators as facts
from ckanext.infoprog.core.validation.records import Record, listed, records

_YES: Final = MappingProxyType({True: "yes", False: "reportNo"})


def indicators(package: Package, when: Period) -> Iterator[Fact]:
    """Yield the indicators by priority."""
    own = gathered(of_indicators(package, when), lambda row: row.text("indicatorId"))
    rows = gathered(records(package, facts.INDICATORS), lambda row: row.text("priorityId"))
    found = reached(package, when)
    for priority in listed(records(package, "priorities")):
        title = f"{priority.key}. {priority.text('title') or ''}"
        yield Fact({"title": title}, Weight.HEADING)
        for at, row in enumerate(rows.get(priority.key, []), 1):
            one, values = found[row.key], own.get(row.key, [])
            base = next((v for v in values if v.text("valueType") == facts.BASELINE), None)
            yield Fact({
                "number": f"{priority.key}.{at}",
                "title": row.text("title"),
                "unit": row.text("unit"),
                "formula": row.text("formula"),
                "baseline": _said(base),
                "target": one.target if one.target_text is None else one.target_text,
                "value": one.value if one.value is not None else one.text,
                "deviation": one.deviation,
                "reached": None if one.reached is None else word(_YES[one.reached]),
                "dynamics": one.dynamics,
                "note": note(values, when),
            })  # fmt: skip


def metrics(package: Package, when: Period) -> Iterator[Fact]:
    """Yield the metrics: the whole of each."""
    wholes = metric_wholes(package, when)
    every = editions.values(package, facts.METRIC_VALUES, when.end)
    own = gathered(_undivided(every), lambda row: row.text("metricId"))
    for row in listed(records(package, facts.METRICS)):
        values = own.get(row.key, [])
        forecast = next(
            (v for v in values
             if v.text("valueType") == facts.FORECAST and v.year("year") == when.year),
            None,
        )  # fmt: skip
        yield Fact({
            "number": row.key,
            "title": row.text("title"),
            "unit": row.text("unit"),
            "forecast": _said(forecast),
            "value": wholes.get(row.key, _worded(values, when)),
            "note": note(values, when),
        })  # fmt: skip


def of_indicators(package: Package, when: Period) -> list[Record]:
    """Return the values of indicators that are not one body's own."""
    return _undivided(editions.values(package, facts.VALUES, when.end))


def note(values: Iterable[Record], when: Period) -> str | None:
    """Return what the period's report says beside a value."""
    return next((text for row in _reported(values, when) if (text := row.text("note"))), None)


def _worded(values: Iterable[Record], when: Period) -> str | None:
    """Return a value that the period's report gives in words."""
    return next((row.text("textValue") for row in _reported(values, when)), None)


def _reported(values: Iterable[Record], when: Period) -> Iterator[Record]:
    """Yield the values of the period's report."""
    for row in values:
        if row.text("reportId") == when.report_id and row.text("valueType") == facts.ACTUAL:
            yield row


def _undivided(rows: Iterable[Record]) -> list[Record]:
    """Return the values that are not one body's own."""
    return [row for row in rows if row.text("executantId") is None]


def _said(row: Record | None) -> Content:
    """Return a value as it is stated: in words where it has any."""
    if row is None:
        return None
    text = row.text("textValue")
    return text if text is not None else row.decimal("value")
