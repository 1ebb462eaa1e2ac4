"""One stacked bar: the parts of a whole, each named with its value beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.pages.charts import band
from ckanext.infoprog.core.pages.charts import chart as charts
from ckanext.infoprog.core.pages.charts.chart import Chart, Form, Write, beside, made
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.states import Value
from ckanext.infoprog.core.reports.words import Words

SWATCH: Final = 32  # the mark before a label, and the room between label and text


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole; one without an amount is told in words beneath the bar."""

    label: str
    value: Value


@dataclass(frozen=True, slots=True)
class Names(charts.Names):
    """The words of a chart, with the heading of its values."""

    value: str


def chart(id_: str, names: Names, parts: Sequence[Part], write: Write, words: Words) -> Chart:
    """Return the parts as a chart with its description and table."""
    drawn = []
    for one in parts:
        text = write(one.value)
        drawn.append(band.Part(beside(one.label, text, SWATCH), one.value.amount, text))
    columns = (Column("part", names.row, is_head=True), Column("amount", names.value, Kind.MONEY))
    rows = tuple((Cell(one.label), Cell(write(one.value), one.value)) for one in parts)
    return made(
        Form.STACK,
        names,
        Grid(id_, names.subtitle, columns, rows),
        (words.say("{row}: {plan}.", row=one.label, plan=write(one.value)) for one in parts),
        band.segments(drawn),
        band.height(len(parts)),
    )
