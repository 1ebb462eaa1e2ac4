"""A value of an indicator as it is computed: inputs, the arithmetic unfolded, what is printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.pages.indicator import Indicator
from ckanext.infoprog.core.validation import editioned, expression
from ckanext.infoprog.core.validation import indicators as rules
from ckanext.infoprog.core.validation.expression import ExpressionError
from ckanext.infoprog.core.validation.records import Record, records

SHOWN_DECIMALS: Final = 6
_LETTER: Final = re.compile(r"[A-Z][A-Z0-9]*")
_SIGNS: Final = str.maketrans({"*": "×", "-": "−"})


@dataclass(frozen=True, slots=True)
class Input:
    """A metric behind a letter; `value` is None where the document gives no such number."""

    letter: str
    metric: str
    title: str
    unit: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Worked:
    """A value worked out: its inputs, the line of arithmetic, the rounded result.

    `agrees` is None where nothing can be computed or the value is not printed as a number.
    """

    value: str
    inputs: tuple[Input, ...]
    line: str
    result: Decimal | None
    agrees: bool | None


def of(package: Package, indicator: Indicator, lang: str) -> tuple[Worked, ...]:
    """Return the arithmetic behind each whole value; nothing where there is no expression."""
    if not indicator.expression:
        return ()
    metrics = {row.key: row for row in records(package, rules.METRICS)}
    wholes, _ = rules.metric_values(package)
    found = []
    for row in editioned.in_force(package, rules.VALUES):
        if row.text("indicatorId") == indicator.key and row.text("executantId") is None:
            kind = row.text("valueType")
            of_kind, moment = rules.METRIC_TYPES.get(kind or ""), rules.when(row, kind)
            numbers = {
                letter: (one.decimal("value") if one else None)
                for letter, metric in indicator.inputs
                for one in [wholes.get((metric, of_kind, moment))]
            }
            found.append(_worked(row, indicator, numbers, metrics, lang))
    return tuple(found)


def line(text: str, numbers: Mapping[str, Decimal], lang: str) -> str:
    """Return an expression with numbers for its letters: `527 / 611 × 100`."""

    def shown(match: re.Match[str]) -> str:
        found = numbers.get(match[0])
        return match[0] if found is None else i18n.number(found, lang)

    return _LETTER.sub(shown, text.translate(_SIGNS))


def _worked(
    row: Record,
    indicator: Indicator,
    numbers: Mapping[str, Decimal | None],
    metrics: Mapping[str, Record],
    lang: str,
) -> Worked:
    """Return a value with its arithmetic, as far as the numbers allow."""
    inputs = tuple(
        Input(letter, metric, _of(metrics, metric, "title"), _of(metrics, metric, "unit"),
              numbers[letter])
        for letter, metric in indicator.inputs
    )  # fmt: skip
    known = {letter: number for letter, number in numbers.items() if number is not None}
    said = line(indicator.expression, known, lang)
    if len(known) < len(numbers):
        return Worked(row.key, inputs, said, None, None)
    try:
        exact = expression.evaluate(indicator.expression, known)
    except ExpressionError:
        return Worked(row.key, inputs, said, None, None)
    result = rules.rounded(exact, rules.decimals(row))
    value = row.decimal("value")
    agrees = None if value is None else value == result
    return Worked(row.key, inputs, f"{said} {_equals(exact, lang)}", result, agrees)


def _equals(exact: Decimal, lang: str) -> str:
    """Return a result: equal where it is written whole, else about equal."""
    short = rules.rounded(exact, SHOWN_DECIMALS)
    sign = "=" if short == exact else "≈"
    plain = short.normalize()
    return f"{sign} {i18n.number(Decimal(format(plain, 'f')), lang)}"


def _of(rows: Mapping[str, Record], key: str, name: str) -> str:
    row = rows.get(key)
    return (row.text(name) or "") if row else ""
