"""What an engine of structure must do, so that another one can take its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.validation.sources import TableSource
from ckanext.infoprog.core.validation.typed import TypedRows


class Engine(Protocol):
    """Judges one table by its schema: rows, cells, constraints and repeated keys.

    Two engines are equal when they yield the same findings, in any order: every fault once, none
    left out however many there are, a cell that cannot be read with that one fault alone.
    """

    def examine(self, source: TableSource, typed: TypedRows) -> Iterator[Issue]:
        """Yield the findings of a table whose cells have been read as `typed`."""
        ...
