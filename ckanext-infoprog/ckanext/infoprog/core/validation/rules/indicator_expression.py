"""A printed value of an indicator is its expression over the metrics, rounded as printed.

Nothing in between is rounded. The baseline is computed from the metrics' baselines, a target from
the forecasts of its year, an actual value from the actual ones of its report or moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import expression, indicators, money
from ckanext.infoprog.core.validation.expression import ExpressionError
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "indicator-expression"
FORM: Final = "expression-form"
NEEDS: Final = (
    indicators.INDICATORS,
    indicators.VALUES,
    indicators.METRICS,
    indicators.METRIC_VALUES,
    money.EDITIONS,
)


def apply(package: Package) -> Iterator[Issue]:
    """Yield expressions that cannot be computed, and values that theirs does not give."""
    known = {row.key for row in records(package, indicators.METRICS)}
    for row in records(package, indicators.INDICATORS):
        yield from _form(row, known)
    exact = indicators.exact_values(package)
    for row in records(package, indicators.VALUES):
        value = row.decimal("value")
        if value is None or row.key not in exact:
            continue
        expected = indicators.rounded(exact[row.key], indicators.decimals(row))
        if value != expected:
            yield row.mismatch(CODE, "value", expected)


def _form(row: Record, known: set[str]) -> Iterator[Issue]:
    """Yield an expression that is no arithmetic, or inputs that are no metrics."""
    text, given = row.text("expression"), indicators.inputs(row)
    if text is not None:
        try:
            missing = expression.names_in(text) - set(given)
        except ExpressionError:
            yield row.issue(FORM, "expression", missing=None)
        else:
            if missing:
                yield row.issue(FORM, "expression", missing=", ".join(sorted(missing)))
    unknown = sorted(set(given.values()) - known)
    if unknown:
        yield row.issue(FORM, "inputs", missing=", ".join(unknown))


RULE: Final = Rule((CODE, FORM), apply, needs=NEEDS)
