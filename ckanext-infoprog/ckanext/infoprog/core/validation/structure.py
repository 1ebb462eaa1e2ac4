"""Structure of a table: its header and rows against its schema, and its rows with typed cells."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Table
from ckanext.infoprog.core.validation import header, typed
from ckanext.infoprog.core.validation.engine import Engine
from ckanext.infoprog.core.validation.sources import TableSource


@dataclass(frozen=True, slots=True)
class Structured:
    """A table as the rules can read it, and whether all of it could be read."""

    table: Table
    whole: bool
    issues: tuple[Issue, ...]


def examine(source: TableSource, engine: Engine) -> Structured:
    """Return a table with typed rows and every finding about its structure."""
    rows = typed.read(source)
    found = (*header.examine(source), *engine.examine(source, rows))
    return Structured(rows.table, rows.whole, found)
