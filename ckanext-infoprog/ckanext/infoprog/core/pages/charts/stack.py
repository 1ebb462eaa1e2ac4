"""One stacked bar: the parts of a whole, each named with its value beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.pages.charts.chart import WIDTH, Chart, Form, Write, across, cut, long
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.states import Value
from ckanext.infoprog.core.reports.words import Words

BAR: Final = 34
LINE: Final = 26
SWATCH: Final = 24
STYLES: Final = 5  # so many fillings are told apart in print


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole; one without an amount is told in words beneath the bar."""

    label: str
    value: Value


@dataclass(frozen=True, slots=True)
class Segment:
    """A part as drawn: where it begins, how long it is, its filling, its line beneath."""

    x: float
    width: float | None
    style: int
    y: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Names:
    """The words of a chart: its title and subtitle, the headings of its table."""

    title: str
    subtitle: str
    row: str
    value: str


def chart(id_: str, names: Names, parts: Sequence[Part], write: Write, words: Words) -> Chart:
    """Return the parts as a chart with its description and table."""
    whole = sum((one.value.amount or Decimal(0) for one in parts), Decimal(0))
    segments, x = [], 0.0
    for at, one in enumerate(parts):
        amount = one.value.amount
        width = None if amount is None else across(amount, whole)
        text = write(one.value)
        label = cut(one.label, max(WIDTH - SWATCH - long(text) - 8, 60))
        segments.append(Segment(round(x, 1), width, at % STYLES, BAR + at * LINE, label, text))
        x += width or 0.0
    said = (words.say("{row}: {plan}.", row=p.label, plan=write(p.value)) for p in parts)
    columns = (Column("part", names.row, is_head=True), Column("amount", names.value, Kind.MONEY))
    rows = tuple((Cell(p.label), Cell(write(p.value), p.value)) for p in parts)
    return Chart(
        id=id_,
        form=Form.STACK,
        title=names.title,
        subtitle=names.subtitle,
        description=" ".join(said),
        grid=Grid(id_, names.subtitle, columns, rows),
        height=BAR + len(parts) * LINE,
        drawing=tuple(segments),
    )
