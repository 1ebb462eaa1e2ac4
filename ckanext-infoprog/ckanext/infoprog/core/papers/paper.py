"""A document before it is written: its lines, its tables and the places for signatures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import i18n

LANG: Final = "uk"
NOTHING: Final = "–"
THOUSAND: Final = 3  # zeros
_MARK: Final = re.compile(r"\{([A-Za-z]+)\}", re.ASCII)

Content = str | Decimal | None


class Kind(StrEnum):
    """What a column holds, which is how it is shown."""

    TEXT = "text"
    MONEY = "money"
    THOUSANDS = "thousands"
    NUMBER = "number"
    PERCENT = "percent"

    @property
    def counts(self) -> bool:
        """Whether the column holds numbers."""
        return self is not Kind.TEXT


class Weight(StrEnum):
    """What a row is: the heading of those below, a row of its own, a sum."""

    HEADING = "heading"
    ROW = "row"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its share of the width, and what it holds."""

    heading: str
    width: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; a heading has one cell, which stands over all columns."""

    cells: tuple[Content, ...]
    weight: Weight = Weight.ROW


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `name` is its mark in templates, `numbered` adds a row with the columns' numbers."""

    name: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    note: str = ""
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """The place where somebody signs."""

    office: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: `marks` are the words that its {marks}, or those of a template, stand for."""

    title: str
    lines: tuple[str, ...]
    marks: Mapping[str, str]
    grids: tuple[Grid, ...]
    signatures: tuple[Signature, ...]

    def filled(self, text: str) -> str:
        """Return a text with its {marks} replaced; one that nothing is known of stays."""
        return _MARK.sub(lambda found: self.marks.get(found[1], found[0]), text)

    def places(self, text: str) -> tuple[tuple[int, int, str], ...]:
        """Return where marks stand in a text and what each gives way to."""
        found = _MARK.finditer(text)
        return tuple((*one.span(), self.marks.get(one[1], one[0])) for one in found)


_LEAST: Final = MappingProxyType({Kind.MONEY: 2, Kind.PERCENT: 2, Kind.THOUSANDS: 3})


def marks_in(text: str) -> tuple[str, ...]:
    """Return the names of the marks in a text."""
    return tuple(_MARK.findall(text))


def shown(content: Content, kind: Kind) -> str:
    """Return a cell as a document prints it; no number loses a digit that it has."""
    if content is None:
        return NOTHING
    if isinstance(content, str):
        return content
    value = content.scaleb(-THOUSAND) if kind is Kind.THOUSANDS else content
    return i18n.number(value, LANG, decimals(value, kind))


def decimals(value: Decimal, kind: Kind) -> int:
    """Return how many decimals a number is shown with: those it needs, or those of its kind."""
    needed = -int(value.normalize().as_tuple().exponent)
    stated = 0 if kind in _LEAST else -int(value.as_tuple().exponent)
    return max(needed, stated, _LEAST.get(kind, 0))
