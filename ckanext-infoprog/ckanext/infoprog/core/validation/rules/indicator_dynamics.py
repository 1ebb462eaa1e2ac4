"""The printed dynamics follow from the values of their edition by the programme's method.

`meanYearlyChange` is the mean of the yearly changes in percent; `targetMinusBase` the last target
less the baseline, where yes counts as 100 and no as 0. Both are taken from unrounded values where
an expression gives them, and rounded half up at the end. Where a change starts from zero there are
no dynamics, whatever is printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, localcontext
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import editioned, indicators, money
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "indicator-dynamics"
DYNAMICS: Final = "indicatorDynamics"
NEEDS: Final = (
    DYNAMICS,
    "programme",
    money.EDITIONS,
    indicators.INDICATORS,
    indicators.VALUES,
    indicators.METRIC_VALUES,
)
_HUNDRED: Final = Decimal(100)
_SHORTEST: Final = 2

Method = Callable[[list[Decimal]], Decimal | None]


def apply(package: Package) -> Iterator[Issue]:
    """Yield printed dynamics that the values do not give."""
    methods = {row.text("dynamicsMethod") for row in records(package, "programme")}
    method = METHODS.get(methods.pop() or "") if len(methods) == 1 else None
    if method is None:
        return
    order = money.editions(package)
    values = {edition: series(package, order[: at + 1]) for at, edition in enumerate(order)}
    adopted = values[order[0]] if order else series(package)
    for row in records(package, DYNAMICS):
        own = values.get(row.text(editioned.EDITION) or "", adopted)
        value, found = row.decimal("value"), method(own.get(row.key, []))
        if value is None or found is None:
            continue
        expected = indicators.rounded(found, indicators.decimals(row))
        if value != expected:
            yield row.mismatch(CODE, "value", expected)


def series(package: Package, order: tuple[str, ...] | None = None) -> Mapping[str, list[Decimal]]:
    """Return the values of each indicator: baseline, then targets by year; [] where one lacks.

    The targets are those that hold after the last of these editions, of all by default.
    """
    exact = indicators.exact_values(package)
    rows: dict[str, list[Record]] = defaultdict(list)
    for row in editioned.in_force(package, indicators.VALUES, order):
        if row.text("executantId") is None and row.text("indicatorId") is not None:
            rows[row.text("indicatorId") or ""].append(row)
    return {name: _in_order(found, exact) for name, found in rows.items()}


def mean_yearly_change(values: list[Decimal]) -> Decimal | None:
    """Return the mean of the yearly changes in percent, None where one starts from zero."""
    if len(values) < _SHORTEST or 0 in values[:-1]:
        return None
    with localcontext(prec=indicators.PRECISION):
        changes = [after * _HUNDRED / before - _HUNDRED for before, after in pairwise(values)]
        return sum(changes, Decimal(0)) / len(changes)


def target_minus_base(values: list[Decimal]) -> Decimal | None:
    """Return the last target less the baseline."""
    return values[-1] - values[0] if len(values) >= _SHORTEST else None


def _in_order(rows: list[Record], exact: Mapping[str, Decimal]) -> list[Decimal]:
    """Return the baseline and the targets of one indicator; [] where one of them has no value."""
    bases = [row for row in rows if row.text("valueType") == indicators.BASELINE]
    targets = [row for row in rows if row.text("valueType") == indicators.TARGET]
    if len(bases) != 1 or any(row.year("year") is None for row in targets):
        return []
    ordered = bases + sorted(targets, key=lambda row: row.year("year") or 0)
    numbers = [number(row, exact) for row in ordered]
    return [n for n in numbers if n is not None] if None not in numbers else []


def number(row: Record, exact: Mapping[str, Decimal]) -> Decimal | None:
    """Return a value as a number: computed, else printed; yes is 100, no is 0."""
    said = indicators.word(row.text("textValue"))
    if said is not None:
        return _HUNDRED if said else Decimal(0)
    return exact.get(row.key, row.decimal("value"))


METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {"meanYearlyChange": mean_yearly_change, "targetMinusBase": target_minus_base}
)
RULE: Final = Rule((CODE,), apply, needs=NEEDS)
