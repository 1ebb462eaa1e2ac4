"""A row of a period's documents, and the rows of the data by what they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ckanext.infoprog.core.papers.paper import Content, Weight
from ckanext.infoprog.core.validation.records import Record

Cells = Mapping[str, Content]


@dataclass(frozen=True, slots=True)
class Fact:
    """A row: its cells by field, and what it is among the others."""

    cells: Cells
    weight: Weight = Weight.ROW


def gathered(
    rows: Iterable[Record], owner: Callable[[Record], str | None]
) -> Mapping[str, list[Record]]:
    """Return rows by what they belong to."""
    found: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        if (name := owner(row)) is not None:
            found[name].append(row)
    return found
