"""A dumbbell: a number before and after, one row each; what is no number is said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.pages.charts import chart as charts
from ckanext.infoprog.core.pages.charts.chart import (
    WIDTH,
    Chart,
    Form,
    Write,
    across,
    beside,
    largest,
    made,
)
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.states import Value
from ckanext.infoprog.core.reports.words import Words

ROW: Final = 46
SIDE: Final = 8
GAP: Final = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A number before and after."""

    label: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Pair:
    """A row as drawn: the places of both numbers, None where there is none."""

    y: int
    label: str
    text: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Names(charts.Names):
    """The words of a chart, with the headings of both numbers."""

    before: str
    after: str


def chart(id_: str, names: Names, rows: Sequence[Row], write: Write, words: Words) -> Chart:
    """Return the rows as a chart with its description and table."""
    most = largest([value for one in rows for value in (one.before, one.after)])

    def place(value: Value) -> float | None:
        if value.amount is None:
            return None
        return SIDE + across(value.amount, most, WIDTH - 2 * SIDE)

    pairs, said, cells = [], [], []
    for at, one in enumerate(rows):
        text = f"{write(one.before)} → {write(one.after)}"
        label = beside(one.label, text, GAP, is_bold=True)
        pairs.append(Pair(at * ROW, label, text, place(one.before), place(one.after)))
        said.append(
            words.say(
                "{row}: was {before}, is {after}.",
                row=one.label,
                before=write(one.before),
                after=write(one.after),
            )
        )
        cells.append((Cell(one.label), *(Cell(write(v), v) for v in (one.before, one.after))))
    columns = (
        Column("row", names.row, is_head=True),
        Column("before", names.before, Kind.MONEY),
        Column("after", names.after, Kind.MONEY),
    )
    grid = Grid(id_, names.subtitle, columns, tuple(cells))
    return made(Form.DUMBBELL, names, grid, said, tuple(pairs), len(rows) * ROW)
