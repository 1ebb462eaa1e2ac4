"""Bullet rows: what is planned as an outline, what is executed as a solid bar within it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.pages.charts import chart as charts
from ckanext.infoprog.core.pages.charts.chart import (
    WIDTH,
    Chart,
    Form,
    Write,
    across,
    beside,
    cut,
    largest,
    made,
)
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports.words import Words

ROW: Final = 48
WITH_FACT: Final = 66
GAP: Final = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a chart: its name, what is planned, and what is executed where that is told."""

    label: str
    plan: Value
    fact: Value | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A row as drawn: widths in pixels, None where there is no number; `words` stand in a frame."""

    y: int
    label: str
    text: str
    plan: float | None
    fact: float | None
    fact_text: str
    words: str


@dataclass(frozen=True, slots=True)
class Names(charts.Names):
    """The words of a chart, with the headings of what is planned and executed."""

    plan: str
    fact: str = ""


def chart(id_: str, names: Names, rows: Sequence[Row], write: Write, words: Words) -> Chart:
    """Return the rows as a chart with its description and table."""
    told = any(one.fact is not None for one in rows)
    most = largest([value for one in rows for value in (one.plan, one.fact)])
    step = WITH_FACT if told else ROW
    bars = []
    for at, one in enumerate(rows):
        framed = one.plan.state is State.WITHIN_ALLOCATIONS
        text = "" if framed else write(one.plan)
        bars.append(
            Bar(
                y=at * step,
                label=beside(one.label, text, GAP, is_bold=True),
                text=text,
                plan=None if one.plan.amount is None else across(one.plan.amount, most),
                fact=_fact_width(one.fact, most),
                fact_text="" if one.fact is None else f"{names.fact}: {write(one.fact)}",
                words=cut(write(one.plan), WIDTH - GAP) if framed else "",
            )
        )
    return made(
        Form.BULLET,
        names,
        _grid(id_, names, rows, write, told=told),
        (_sentence(one, names, write, words) for one in rows),
        tuple(bars),
        len(rows) * step,
    )


def _fact_width(fact: Value | None, most: Decimal) -> float | None:
    """Return the length of the solid bar, None where nothing is executed or known."""
    if fact is None or fact.amount is None:
        return None
    return across(fact.amount, most)


def _sentence(one: Row, names: Names, write: Write, words: Words) -> str:
    """Return a row in words."""
    if one.fact is None:
        return words.say("{row}: {plan}.", row=one.label, plan=write(one.plan))
    return words.say(
        "{row}: {plan}; {name}: {fact}.",
        row=one.label,
        plan=write(one.plan),
        name=names.fact,
        fact=write(one.fact),
    )


def _grid(id_: str, names: Names, rows: Sequence[Row], write: Write, *, told: bool) -> Grid:
    """Return the chart as a table."""
    columns = [
        Column("row", names.row, is_head=True),
        Column("planned", names.plan, Kind.MONEY),
    ]
    if told:
        columns.append(Column("executed", names.fact, Kind.MONEY))
    cells = []
    for one in rows:
        line = [Cell(one.label), Cell(write(one.plan), one.plan, notes=one.plan.notes)]
        if told:
            fact = one.fact or Value(State.NOT_APPLICABLE)
            line.append(Cell(write(fact), fact))
        cells.append(tuple(line))
    return Grid(id_, names.subtitle, tuple(columns), tuple(cells))
