"""Indicators of a period: computed from the metrics or as entered, beside target and dynamics.

Nothing is rounded before the end; a computed value is rounded half up to two decimals, or to as
many as its baseline and targets are printed with where that is more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.cycle import editions
from ckanext.infoprog.core.cycle.answering import Answering
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import expression, indicators
from ckanext.infoprog.core.validation.expression import ExpressionError
from ckanext.infoprog.core.validation.indicators import ACTUAL
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rules import indicator_dynamics

DECIMALS: Final = 2


@dataclass(frozen=True, slots=True)
class Reached:
    """What an indicator has reached; `text` is a word (yes or no), `reached` None where unknown.

    `dynamics` are those of the baseline and the actual values of the years up to the period.
    """

    key: str
    value: Decimal | None
    text: str | None
    target: Decimal | None
    target_text: str | None
    reached: bool | None
    dynamics: Decimal | None

    @property
    def deviation(self) -> Decimal | None:
        """The value less the target."""
        if self.value is None or self.target is None:
            return None
        return self.value - self.target


def reached(package: Package, when: Period) -> Mapping[str, Reached]:
    """Return every indicator of a period by its key."""
    wholes = metric_wholes(package, when)
    rows = _values(editions.values(package, indicators.VALUES, when.end))
    series = _actual_series(package, when)
    method = _method(package)
    found = {}
    for row in records(package, indicators.INDICATORS):
        exact = computed(row, wholes)
        own = rows[row.key]
        value, text = _value(exact, own, when)
        target = _one(own, indicators.TARGET, "year", when.year)
        change = method(series.get(row.key, [])) if method else None
        found[row.key] = Reached(
            key=row.key,
            value=value,
            text=text,
            target=target.decimal("value") if target else None,
            target_text=target.text("textValue") if target else None,
            reached=_is_reached(row, value, text, target),
            dynamics=None if change is None else indicators.rounded(change, DECIMALS),
        )
    return MappingProxyType(found)


def metric_wholes(package: Package, when: Period) -> Mapping[str, Decimal]:
    """Return the value of each metric in a period's report: the whole, else all its parts' sum."""
    answering = Answering(package, when)
    wholes: dict[str, Decimal] = {}
    parts: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in records(package, indicators.METRIC_VALUES):
        value, metric = row.decimal("value"), row.text("metricId")
        if row.text("reportId") != when.report_id or value is None or metric is None:
            continue
        if row.text("valueType") == ACTUAL:
            executant = row.text("executantId")
            if executant is None:
                wholes[metric] = value
            else:
                parts[metric][executant] = value
    for metric, given in parts.items():
        wanted = {answer.executant for answer in answering.of_metric(metric)}
        if metric not in wholes and wanted <= set(given):
            wholes[metric] = sum(given.values(), Decimal(0))
    return MappingProxyType(wholes)


def computed(row: Record, wholes: Mapping[str, Decimal]) -> Decimal | None:
    """Return an indicator's unrounded value by its expression; None where it has none."""
    text = row.text("expression")
    if text is None:
        return None
    names = {name: wholes.get(metric) for name, metric in indicators.inputs(row).items()}
    known = {name: value for name, value in names.items() if value is not None}
    if len(known) < len(names):
        return None
    try:
        return expression.evaluate(text, known)
    except ExpressionError:
        return None


def shown(exact: Decimal, own: list[Record]) -> Decimal:
    """Return a computed value as it is stated: rounded at the end, without idle zeros."""
    printed = [indicators.decimals(row) for row in own if row.text("valueType") != ACTUAL]
    value = indicators.rounded(exact, max([DECIMALS, *printed]))
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def _value(
    exact: Decimal | None, own: list[Record], when: Period
) -> tuple[Decimal | None, str | None]:
    """Return the computed value, else what was entered for the period."""
    if exact is not None:
        return shown(exact, own), None
    row = _one(own, ACTUAL, "reportId", when.report_id)
    return (row.decimal("value"), row.text("textValue")) if row else (None, None)


def _is_reached(
    row: Record, value: Decimal | None, text: str | None, target: Record | None
) -> bool | None:
    """Return whether a value is at least as good as its target, by the desired direction."""
    if target is None:
        return None
    wanted, word = target.decimal("value"), target.text("textValue")
    if value is not None and wanted is not None:
        ways = {
            "increase": value >= wanted,
            "decrease": value <= wanted,
            "maintain": value == wanted,
        }
        return ways.get(row.text("desiredDirection") or "")
    said, meant = indicators.word(text), indicators.word(word)
    return None if said is None or meant is None else said == meant


def _values(rows: Iterable[Record]) -> Mapping[str, list[Record]]:
    """Return the whole values of each indicator."""
    found: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        if row.text("executantId") is None:
            found[row.text("indicatorId") or ""].append(row)
    return found


def _one(own: list[Record], kind: str, column: str, value: str | int) -> Record | None:
    """Return the row of a kind that has this cell."""
    rows = (row for row in own if row.text("valueType") == kind)
    return next((row for row in rows if row.cell(column) == value), None)


def _method(package: Package) -> indicator_dynamics.Method | None:
    """Return how the programme counts dynamics."""
    named = {row.text("dynamicsMethod") for row in records(package, "programme")}
    return indicator_dynamics.METHODS.get(named.pop() or "") if len(named) == 1 else None


def _actual_series(package: Package, when: Period) -> Mapping[str, list[Decimal]]:
    """Return the baseline of each indicator and its actual values of the years up to a period."""
    exact = indicators.exact_values(package)
    found = {}
    for key, rows in _values(records(package, indicators.VALUES)).items():
        bases = [row for row in rows if row.text("valueType") == indicators.BASELINE]
        actual = [
            (year, row)
            for row in rows
            if row.text("valueType") == ACTUAL and (year := row.year("year")) and year <= when.year
        ]
        ordered = [*bases[:1], *(row for _, row in sorted(actual, key=lambda one: one[0]))]
        numbers = [indicator_dynamics.number(row, exact) for row in ordered]
        complete = len(bases) == 1 and None not in numbers
        found[key] = [one for one in numbers if one is not None] if complete else []
    return found
