"""What every chart has, whatever its form: headline, description, table, size and drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from ckanext.infoprog.core.pages.grid import Grid
from ckanext.infoprog.core.pages.states import Value

WIDTH: Final = 360  # read on a phone at nearly its own size
LABEL: Final = 60  # so much room a label has even beside a long text
_CHARACTER: Final = 8.6  # pixels of a letter of 14 pixels, in the widest fonts that readers have
_BOLD: Final = 9.6  # of a bold one
#: Writes a value as a cell of a table: a number, or why there is none.
Write = Callable[[Value], str]


class Form(StrEnum):
    """The forms that stand alone; the sixth, a sparkline, stands in a row of a table."""

    BULLET = "bullet"
    STACK = "stack"
    LINE = "line"
    STRIP = "strip"
    DUMBBELL = "dumbbell"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: `drawing` is what the macro of its form places, `grid` the same as a table."""

    id: str
    form: Form
    title: str
    subtitle: str
    description: str
    grid: Grid
    height: int
    drawing: object
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Names:
    """The words of a chart: its title and subtitle, the heading of its rows; forms add theirs."""

    title: str
    subtitle: str
    row: str


def made(
    form: Form, names: Names, grid: Grid, said: Iterable[str], drawing: object, height: int
) -> Chart:
    """Return the chart of a drawing; it bears the id of its table, `said` is a sentence a row."""
    return Chart(
        id=grid.id,
        form=form,
        title=names.title,
        subtitle=names.subtitle,
        description=" ".join(said),
        grid=grid,
        height=max(height, 1),
        drawing=drawing,
    )


def largest(values: Sequence[Value | None]) -> Decimal:
    """Return the largest amount, at least nothing."""
    found = [one.amount for one in values if one is not None and one.amount is not None]
    return max([*found, Decimal(0)])


def across(amount: Decimal, most: Decimal, width: int = WIDTH) -> float:
    """Return how long a bar is: a part of the width that the largest takes whole."""
    if most <= 0 or amount <= 0:
        return 0.0
    return round(float(amount / most * width), 1)


def cut(text: str, pixels: float, *, is_bold: bool = False) -> str:
    """Return a text that fits into a width; what is cut ends with dots."""
    most = int(pixels / (_BOLD if is_bold else _CHARACTER))
    return text if len(text) <= most else f"{text[: max(most - 1, 1)].rstrip()}…"


def beside(label: str, text: str, taken: int, *, is_bold: bool = False) -> str:
    """Return a label as far as it fits before the text at the end of its line."""
    return cut(label, max(WIDTH - taken - long(text), LABEL), is_bold=is_bold)


def long(text: str) -> float:
    """Return about how many pixels a text takes."""
    return len(text) * _CHARACTER
