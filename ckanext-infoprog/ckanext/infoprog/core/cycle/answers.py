"""What came back in a form, and how it is kept: plain JSON, decimals as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

from ckanext.infoprog.core.cycle.notes import stop

Value = str | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class MeasureAnswer:
    """What a body says of a measure from one source; `used` is that of the period alone."""

    key: str
    measure: str
    executant: str | None
    source: str | None
    fund: str | None
    planned: Decimal | None
    allocated: Decimal | None
    used: Decimal | None
    status: str | None
    progress: str | None
    nil: bool


@dataclass(frozen=True, slots=True)
class MetricAnswer:
    """A value of a metric, or why there is none."""

    key: str
    metric: str
    executant: str | None
    value: Decimal | None
    note: str | None


@dataclass(frozen=True, slots=True)
class IndicatorAnswer:
    """A value of an indicator entered by hand: a number, yes or no, or why there is none."""

    key: str
    value: Decimal | None
    answer: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """Under which letter the information came, and who signed it."""

    number: str | None = None
    date: date | None = None
    signatory: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that one body has answered for one period."""

    programme: str
    edition: str
    body: str
    period: str
    version: str
    letter: Letter
    measures: tuple[MeasureAnswer, ...] = field(default=())
    metrics: tuple[MetricAnswer, ...] = field(default=())
    indicators: tuple[IndicatorAnswer, ...] = field(default=())


Row = MeasureAnswer | MetricAnswer | IndicatorAnswer
_DECIMALS: Final = frozenset({"planned", "allocated", "used", "value"})
_LISTS: Final = ("measures", "metrics", "indicators")


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that a later answer says otherwise: where it stands, and both words."""

    sheet: str
    key: str
    column: str
    before: Value
    after: Value


def to_json(answer: Answer) -> str:
    """Return an answer as text: the same answer gives the same bytes."""
    return json.dumps(asdict(answer), default=_plain, ensure_ascii=False, indent=2) + "\n"


def from_json(text: str, name: str) -> Answer:
    """Return an answer as it was kept; a damaged file is refused by its name."""
    try:
        return _answer(json.loads(text))
    except (ValueError, TypeError, KeyError, ArithmeticError) as error:
        stop("cycle-damaged", table=name, fault=type(error).__name__)


def changes(before: Answer, after: Answer) -> tuple[Change, ...]:
    """Return what a later answer says otherwise, in the order of sheets and rows."""
    return tuple(
        change
        for sheet in _LISTS
        for change in _of_rows(sheet, getattr(before, sheet), getattr(after, sheet))
    )


def _of_rows(sheet: str, before: tuple[Row, ...], after: tuple[Row, ...]) -> list[Change]:
    """Return the cells that differ between two lists of rows."""
    old = {row.key: row for row in before}
    new = {row.key: row for row in after}
    found = []
    for key in dict.fromkeys((*old, *new)):
        names = [one.name for one in fields(old.get(key) or new[key])]
        for name in names:
            said = [getattr(rows[key], name) if key in rows else None for rows in (old, new)]
            if said[0] != said[1]:
                found.append(Change(sheet, key, name, said[0], said[1]))
    return found


def _plain(value: object) -> str:
    """Return what JSON has no form for as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _answer(entry: dict[str, Any]) -> Answer:
    """Return an answer from plain values."""
    letter = dict(entry["letter"])
    day = letter.pop("date")
    plain = {name: value for name, value in entry.items() if name not in (*_LISTS, "letter")}
    return Answer(
        **plain,
        letter=Letter(date=date.fromisoformat(day) if day else None, **letter),
        measures=tuple(MeasureAnswer(**_typed(row)) for row in entry["measures"]),
        metrics=tuple(MetricAnswer(**_typed(row)) for row in entry["metrics"]),
        indicators=tuple(IndicatorAnswer(**_typed(row)) for row in entry["indicators"]),
    )


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its numbers as decimals."""
    return {
        name: Decimal(value) if name in _DECIMALS and value is not None else value
        for name, value in row.items()
    }
