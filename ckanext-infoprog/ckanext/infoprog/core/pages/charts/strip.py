"""A status strip: how many of a whole are in each state, as counts, never as a percentage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages.charts.chart import Chart, Form, across
from ckanext.infoprog.core.pages.charts.stack import BAR, LINE, STYLES
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.reports.words import Words

NARROW: Final = 26  # a segment that is shorter bears no count


@dataclass(frozen=True, slots=True)
class Part:
    """How many are in a state."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A state as drawn: its place on the strip, the count within, its line beneath."""

    x: float
    width: float
    style: int
    y: int
    label: str
    text: str
    inside: str


@dataclass(frozen=True, slots=True)
class Names:
    """The words of a chart: its title and subtitle, the headings of its table."""

    title: str
    subtitle: str
    row: str
    count: str


def chart(id_: str, names: Names, parts: Sequence[Part], words: Words) -> Chart:
    """Return the counts as a chart with its description and table."""
    whole = Decimal(sum(one.count for one in parts))
    segments, x = [], 0.0
    for at, one in enumerate(parts):
        width, text = across(Decimal(one.count), whole), i18n.number(one.count, words.lang)
        inside = text if width >= NARROW else ""
        y = BAR + at * LINE
        segments.append(Segment(round(x, 1), width, at % STYLES, y, one.label, text, inside))
        x += width
    said = (
        words.say("{row}: {plan}.", row=one.label, plan=i18n.number(one.count, words.lang))
        for one in parts
    )
    columns = (Column("state", names.row, is_head=True), Column("count", names.count, Kind.NUMBER))
    rows = tuple((Cell(p.label), Cell(i18n.number(p.count, words.lang), code=str(p.count)))
                 for p in parts)  # fmt: skip
    return Chart(
        id=id_,
        form=Form.STRIP,
        title=names.title,
        subtitle=names.subtitle,
        description=" ".join(said),
        grid=Grid(id_, names.subtitle, columns, rows),
        height=BAR + len(parts) * LINE,
        drawing=tuple(segments),
    )
