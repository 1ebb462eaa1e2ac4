"""How wide a column and how high a row must be for its texts to be read whole."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from ckanext.infoprog.core.model import Field, FieldType, Table

NARROWEST, WIDEST = 9, 40
OF_MONEY, OF_DAYS, OF_NUMBERS = 16, 13, 12
LINE: Final = 17  # pixels of a line of text
HIGHEST: Final = 540  # pixels; spreadsheets allow no more than 409 points
WRAPPING: Final = 1.1  # a wrapped line is not filled to its end


def width(field: Field, table: Table) -> float:
    """Return a column's width in characters: of its longest text, within bounds."""
    if field.is_money:
        return OF_MONEY
    if field.type is not FieldType.STRING:
        return OF_DAYS if field.type is FieldType.DATE else OF_NUMBERS
    lengths = (len(str(row[field.name])) for row in table.rows if row[field.name] is not None)
    return min(WIDEST, max(NARROWEST, 2 + max(lengths, default=0)))


def height(texts: Iterable[str], widths: Sequence[float]) -> int:
    """Return a row's height in pixels: of the text that takes the most lines."""
    lines = max(
        (_lines(text, across) for text, across in zip(texts, widths, strict=True) if text),
        default=1,
    )
    return min(HIGHEST, LINE * lines + 2)


def _lines(text: str, across: float) -> int:
    """Return how many lines a text takes in a column."""
    if len(text) * WRAPPING <= across and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(len(part) * WRAPPING / across)) for part in text.split("\n"))
