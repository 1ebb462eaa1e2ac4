"""Parts one after another on one bar, each named beneath: what a stack and a strip share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.pages.charts.chart import across

BAR: Final = 34
LINE: Final = 26
STYLES: Final = 5  # so many fillings are told apart in print


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole in words; one without an amount has a line beneath alone."""

    label: str
    amount: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A part as drawn: where it begins, how long it is, its filling, its line beneath."""

    x: float
    width: float | None
    style: int
    y: int
    label: str
    text: str


def segments(parts: Sequence[Part]) -> tuple[Segment, ...]:
    """Return the parts as drawn."""
    whole = sum((one.amount or Decimal(0) for one in parts), Decimal(0))
    drawn, x = [], 0.0
    for at, one in enumerate(parts):
        width = None if one.amount is None else across(one.amount, whole)
        y = BAR + at * LINE
        drawn.append(Segment(round(x, 1), width, at % STYLES, y, one.label, one.text))
        x += width or 0.0
    return tuple(drawn)


def height(parts: int) -> int:
    """Return how high a bar is with the lines beneath it."""
    return BAR + parts * LINE
