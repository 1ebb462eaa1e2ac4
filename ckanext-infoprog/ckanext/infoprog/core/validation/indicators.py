"""Indicators and metrics as the rules see them: values by place in time, expressions, words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.model import Cell, Package
from ckanext.infoprog.core.validation import editioned, expression, money
from ckanext.infoprog.core.validation.expression import ExpressionError
from ckanext.infoprog.core.validation.records import Record, records

INDICATORS: Final = "indicators"
VALUES: Final = "indicatorValues"
METRIC_VALUES: Final = "metricValues"
METRICS: Final = "metrics"
YES_NO: Final = "yesNo"
BASELINE: Final = "baseline"
TARGET: Final = "target"
FORECAST: Final = "forecast"
ACTUAL: Final = "actual"
PRECISION: Final = 60
#: What an indicator's value is computed from: a target from the forecast of the same year.
METRIC_TYPES: Final = MappingProxyType({BASELINE: BASELINE, TARGET: FORECAST, ACTUAL: ACTUAL})

_WORDS: Final = MappingProxyType({"так": True, "yes": True, "ні": False, "no": False})
_NUMBER: Final = re.compile(r"[-+\u2212]?[0-9][0-9 \u00a0]*(?:[.,]([0-9]+))?", re.ASCII)

Place = tuple[str | None, str | None, tuple[Cell, ...]]


def word(text: str | None) -> bool | None:
    """Return whether a printed word says yes or no; None where it says neither."""
    return _WORDS.get((text or "").strip(" *").lower())


def inputs(row: Record) -> Mapping[str, str]:
    """Return the metrics of an indicator by letter: `A=1.1; B=1.2`."""
    pairs = (pair.partition("=") for pair in (row.text("inputs") or "").split(";"))
    return {name.strip(): metric.strip() for name, _, metric in pairs if metric.strip()}


def when(row: Record, kind: str | None) -> tuple[Cell, ...]:
    """Return the moment of a value; there is one baseline whatever its date."""
    if kind == BASELINE:
        return ()
    if kind == "actual" and row.text("reportId") is not None:
        return (row.text("reportId"),)
    return (row.cell("year"), row.cell("periodEnd"), row.cell("asOf"))


def metric_values(
    package: Package, order: tuple[str, ...] | None = None
) -> tuple[Mapping[Place, Record], Mapping[Place, Mapping[str | None, Decimal]]]:
    """Return the whole values of metrics by place, and the bodies' parts by the same place.

    They are those that hold after the last of these editions; after all of them by default.
    """
    wholes: dict[Place, Record] = {}
    parts: dict[Place, dict[str | None, Decimal]] = defaultdict(dict)
    for row in editioned.in_force(package, METRIC_VALUES, order):
        kind = row.text("valueType")
        place = (row.text("metricId"), kind, when(row, kind))
        value = row.decimal("value")
        if row.text("executantId") is None:
            wholes[place] = row
        elif value is not None:
            parts[place][row.text("executantId")] = value
    return wholes, parts


def exact_values(package: Package) -> Mapping[str, Decimal]:
    """Return the unrounded value of each indicator's value that its expression can give, by key.

    What a decision has replaced is computed from the forecasts that held before it.
    """
    formulas = {r.key: r for r in records(package, INDICATORS) if r.text("expression")}
    found: dict[str, Decimal] = {}
    for order, rows in _by_edition(package):
        wholes, _ = metric_values(package, order)
        numbers = {place: row.decimal("value") for place, row in wholes.items()}
        for row in rows:
            formula = formulas.get(row.text("indicatorId") or "")
            if formula is not None and row.text("executantId") is None:
                exact = _exact(formula, row, numbers)
                if exact is not None:
                    found[row.key] = exact
    return found


def _by_edition(package: Package) -> Iterator[tuple[tuple[str, ...], list[Record]]]:
    """Yield the values of indicators that were replaced after each edition, then those in force."""
    order = money.editions(package)
    left = {row.key for row in records(package, VALUES)}
    holding = editioned.in_force(package, VALUES)
    yield order, holding
    left -= {row.key for row in holding}
    for count in range(len(order) - 1, 0, -1):
        if not left:
            return
        rows = [r for r in editioned.in_force(package, VALUES, order[:count]) if r.key in left]
        left -= {row.key for row in rows}
        yield order[:count], rows


def _exact(formula: Record, row: Record, numbers: Mapping[Place, Decimal | None]) -> Decimal | None:
    """Return the expression's value, None where a metric is missing or it cannot be computed."""
    kind = row.text("valueType")
    moment = when(row, kind)
    names: dict[str, Decimal] = {}
    for name, metric in inputs(formula).items():
        number = numbers.get((metric, METRIC_TYPES.get(kind or ""), moment))
        if number is None:
            return None
        names[name] = number
    try:
        return expression.evaluate(formula.text("expression") or "", names)
    except ExpressionError:
        return None


def decimals(row: Record) -> int:
    """Return how many decimals a value is printed with."""
    printed = _NUMBER.fullmatch((row.text("printed") or "").strip(" *%+"))
    if printed:
        return len(printed[1] or "")
    value = row.decimal("value")
    return 0 if value is None else max(0, -int(value.as_tuple().exponent))


def rounded(value: Decimal, places: int) -> Decimal:
    """Return a value rounded half up to so many decimals, as documents round."""
    with localcontext(prec=PRECISION + abs(value.adjusted()) + places):
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
