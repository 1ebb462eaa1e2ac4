"""A line over years: a hollow baseline, solid actual values, ticks for targets, visible gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.pages.charts import chart as charts
from ckanext.infoprog.core.pages.charts.chart import WIDTH, Chart, Form, Write, largest, made
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports.words import Words

HEIGHT: Final = 190
TOP: Final = 24
BOTTOM: Final = 158
SIDE: Final = 44


@dataclass(frozen=True, slots=True)
class Point:
    """What is known of a year: `value` is measured, `target` is set; either may be untold."""

    label: str
    value: Value | None
    target: Value | None
    is_baseline: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A year as drawn: its place, heights where there are numbers, and what is written there."""

    x: float
    label: str
    value_y: float | None
    value_text: str
    target_y: float | None
    target_text: str
    gap: str
    is_baseline: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The years and the lines between neighbours that both have a measured value."""

    marks: tuple[Mark, ...]
    lines: tuple[tuple[float, float, float, float], ...]
    axis: int


@dataclass(frozen=True, slots=True)
class Names(charts.Names):
    """The words of a chart, with the headings of its values."""

    value: str
    target: str
    baseline: str = ""


def chart(id_: str, names: Names, points: Sequence[Point], write: Write, words: Words) -> Chart:
    """Return the years as a chart with its description and table; the axis begins at nothing."""
    most = largest([value for one in points for value in (one.value, one.target)])
    step = (WIDTH - 2 * SIDE) / max(len(points) - 1, 1)
    marks = tuple(_mark(one, SIDE + at * step, most, write) for at, one in enumerate(points))
    lines = tuple(
        (a.x, a.value_y, b.x, b.value_y)
        for a, b in zip(marks, marks[1:], strict=False)
        if a.value_y is not None and b.value_y is not None
    )
    return made(
        Form.LINE,
        names,
        _grid(id_, names, points, write),
        (_sentence(one, names, write, words) for one in points),
        Drawing(marks, lines, BOTTOM),
        HEIGHT,
    )


def _mark(one: Point, x: float, most: Decimal, write: Write) -> Mark:
    """Return a year with its marks."""
    value, target = one.value, one.target
    gap = write(value) if value is not None and value.amount is None else ""
    return Mark(
        x=round(x, 1),
        label=one.label,
        value_y=_height(value, most),
        value_text=write(value) if value is not None and value.amount is not None else "",
        target_y=_height(target, most),
        target_text=write(target) if target is not None and target.amount is not None else "",
        gap=gap,
        is_baseline=one.is_baseline,
    )


def _height(value: Value | None, most: Decimal) -> float | None:
    """Return where a number stands, None where there is none."""
    if value is None or value.amount is None:
        return None
    part = float(value.amount / most) if most > 0 else 0.0
    return round(BOTTOM - max(part, 0.0) * (BOTTOM - TOP), 1)


def _sentence(one: Point, names: Names, write: Write, words: Words) -> str:
    """Return a year in words."""
    measured = names.baseline if one.is_baseline and names.baseline else names.value
    said = [
        words.say("{name} {value}", name=name.lower(), value=write(value))
        for name, value in ((measured, one.value), (names.target, one.target))
        if value is not None
    ]
    return words.say("{row}: {plan}.", row=one.label, plan="; ".join(said) or "–")


def _grid(id_: str, names: Names, points: Sequence[Point], write: Write) -> Grid:
    """Return the chart as a table."""
    columns = (
        Column("year", names.row, is_head=True),
        Column("value", names.value, Kind.VALUE),
        Column("target", names.target, Kind.VALUE),
    )
    none = Value(State.NOT_APPLICABLE)
    rows = []
    for one in points:
        value, target = one.value or none, one.target or none
        rows.append((Cell(one.label), Cell(write(value), value), Cell(write(target), target)))
    return Grid(id_, names.subtitle, columns, tuple(rows))
