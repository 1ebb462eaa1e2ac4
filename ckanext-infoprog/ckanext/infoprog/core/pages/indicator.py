"""The indicators of a programme as their pages see them, read from the tables of its package."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core import keys
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.pages import states
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.validation import editioned, money
from ckanext.infoprog.core.validation import indicators as rules
from ckanext.infoprog.core.validation.records import Record, records

BASELINE: Final = "baseline"
TARGET: Final = "target"
ACTUAL: Final = "actual"


@dataclass(frozen=True, slots=True)
class Measured:
    """A value of an indicator: a number, or the word that the document prints instead.

    `edition` is the amendment that sets it; nothing is the adopted text.
    """

    key: str
    kind: str
    value: Value
    printed: str
    year: int | None
    day: date | None
    executant: str
    report: str
    note: str
    place: str
    edition: str = ""

    @property
    def of_year(self) -> int | None:
        """The year that the value is of."""
        return self.year or (self.day.year if self.day else None)


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator; unknown texts are empty. `split` are the values of single bodies.

    `replaced` are the targets that an amendment has taken the place of.
    """

    key: str
    priority: str
    title: str
    unit: str
    formula: str
    expression: str
    inputs: tuple[tuple[str, str], ...]
    kind: str
    direction: str
    basis: str
    responsible: str
    note: str
    place: str
    dynamics: str
    dynamics_value: Decimal | None
    values: tuple[Measured, ...]
    split: tuple[Measured, ...]
    replaced: tuple[Measured, ...] = ()

    @property
    def baseline(self) -> Measured | None:
        """The baseline, where there is one."""
        return next((one for one in self.values if one.kind == BASELINE), None)

    @property
    def is_word(self) -> bool:
        """Whether the indicator is answered by yes or no."""
        return self.kind == rules.YES_NO

    def target(self, year: int) -> Measured | None:
        """Return the target of a year."""
        found = (one for one in self.values if one.kind == TARGET)
        return next((one for one in found if one.year == year), None)

    def actual(self, year: int) -> Measured | None:
        """Return the actual value of a year: of the whole year, else the latest within it."""
        found = [one for one in self.values if one.kind == ACTUAL and one.of_year == year]
        whole = [one for one in found if one.year == year]
        if whole:
            return whole[-1]
        return max(found, key=lambda one: str(one.day), default=None)


def of(package: Package) -> tuple[Indicator, ...]:
    """Return the indicators of a package in the document's order."""
    values: dict[str, list[Measured]] = defaultdict(list)
    replaced: dict[str, list[Measured]] = defaultdict(list)
    holding = {row.key for row in editioned.in_force(package, rules.VALUES)}
    first = money.editions(package)[:1]
    for row in records(package, rules.VALUES):
        chosen = values if row.key in holding else replaced
        chosen[row.text("indicatorId") or ""].append(_measured(row, first))
    dynamics = {row.key: row for row in records(package, "indicatorDynamics")}
    listed = sorted(records(package, rules.INDICATORS), key=lambda row: keys.natural(row.key))
    return tuple(
        _indicator(row, values[row.key], replaced[row.key], dynamics.get(row.key)) for row in listed
    )


def years(indicators: tuple[Indicator, ...]) -> tuple[int, ...]:
    """Return the years that any target or actual value is of."""
    found = {
        one.of_year
        for indicator in indicators
        for one in indicator.values
        if one.kind != BASELINE and one.of_year
    }
    return tuple(sorted(year for year in found if year))


def priorities(package: Package) -> dict[str, str]:
    """Return the titles of the priorities of the indicators' annex."""
    rows = sorted(records(package, "priorities"), key=lambda row: keys.natural(row.key))
    return {row.key: row.text("title") or row.key for row in rows}


def _indicator(
    row: Record, values: list[Measured], replaced: list[Measured], dynamics: Record | None
) -> Indicator:
    """Return an indicator with its values in the order of time."""
    order = {BASELINE: 0, TARGET: 1, ACTUAL: 2}
    values.sort(key=lambda v: (order.get(v.kind, 3), v.of_year or 0, str(v.day or "")))
    return Indicator(
        key=row.key,
        priority=_text(row, "priorityId"),
        title=_text(row, "title"),
        unit=_text(row, "unit"),
        formula=_text(row, "formula"),
        expression=_text(row, "expression"),
        inputs=tuple(rules.inputs(row).items()),
        kind=_text(row, "kind"),
        direction=_text(row, "desiredDirection"),
        basis=_text(row, "desiredDirectionBasis"),
        responsible=_text(row, "responsibleId"),
        note=_text(row, "note"),
        place=_text(row, "sourceRef"),
        dynamics=_text(dynamics, "printed") if dynamics else "",
        dynamics_value=dynamics.decimal("value") if dynamics else None,
        values=tuple(one for one in values if not one.executant),
        split=tuple(one for one in values if one.executant),
        replaced=tuple(replaced),
    )


def _measured(row: Record, first: tuple[str, ...]) -> Measured:
    """Return a value; a word, and what has no number, is never a number."""
    number, text = row.decimal("value"), _text(row, "textValue")
    if number is not None:
        value = states.amount(number)
    elif text:
        value = Value(State.AS_WRITTEN, words=text)
    else:
        value = Value(State.NOT_STATED)
    return Measured(
        key=row.key,
        kind=_text(row, "valueType"),
        value=value,
        printed=_text(row, "printed") or text,
        year=row.year("year"),
        day=row.day("asOf") or row.day("periodEnd"),
        executant=_text(row, "executantId"),
        report=_text(row, "reportId"),
        note=_text(row, "note"),
        place=_text(row, "sourceRef"),
        edition="" if _text(row, editioned.EDITION) in first else _text(row, editioned.EDITION),
    )


def _text(row: Record, name: str) -> str:
    return row.text(name) or ""
