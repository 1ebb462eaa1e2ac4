"""A status strip: how many of a whole are in each state, as counts, never as a percentage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages.charts import band
from ckanext.infoprog.core.pages.charts import chart as charts
from ckanext.infoprog.core.pages.charts.chart import Chart, Form, made
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.reports.words import Words


@dataclass(frozen=True, slots=True)
class Part:
    """How many are in a state."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Names(charts.Names):
    """The words of a chart, with the heading of its counts."""

    count: str


def chart(id_: str, names: Names, parts: Sequence[Part], words: Words) -> Chart:
    """Return the counts as a chart with its description and table."""
    drawn = [
        band.Part(one.label, Decimal(one.count), i18n.number(one.count, words.lang))
        for one in parts
    ]
    columns = (Column("state", names.row, is_head=True), Column("count", names.count, Kind.NUMBER))
    rows = tuple((Cell(one.label), Cell(one.text, code=str(one.amount))) for one in drawn)
    return made(
        Form.STRIP,
        names,
        Grid(id_, names.subtitle, columns, rows),
        (words.say("{row}: {plan}.", row=one.label, plan=one.text) for one in drawn),
        band.segments(drawn),
        band.height(len(parts)),
    )
