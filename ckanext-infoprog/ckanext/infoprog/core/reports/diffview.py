"""What a difference shows to people: tables with their counts and rows, description, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ckanext.infoprog.core.publish.difference import (
    Change,
    Difference,
    FileChange,
    TableDifference,
)
from ckanext.infoprog.core.reports import rowview, rowwords
from ckanext.infoprog.core.reports.rowview import ShownField, ShownRow
from ckanext.infoprog.core.reports.rowwords import Names, no_names
from ckanext.infoprog.core.reports.words import Words


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table that differs: its title, counts in words, rows, and how many are not shown."""

    table: str
    title: str
    change: Change
    counts: str
    rows: tuple[ShownRow, ...]
    hidden: int
    notes: tuple[str, ...]
    derived: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference as people read it: the package's own tables first, then what follows."""

    summary: str
    tables: tuple[ShownTable, ...]
    derived: tuple[ShownTable, ...]
    metadata: tuple[ShownField, ...]
    files: tuple[FileChange, ...]
    inputs: tuple[FileChange, ...]


def difference(found: Difference, words: Words, names: Names = no_names) -> Shown:
    """Return a difference in words."""
    tables = [table(one, words, names) for one in found.tables]
    return Shown(
        summary=summary(found, words),
        tables=tuple(one for one in tables if not one.derived),
        derived=tuple(one for one in tables if one.derived),
        metadata=tuple(rowview.described(one, words) for one in found.metadata),
        files=found.files,
        inputs=found.inputs,
    )


def summary(found: Difference, words: Words) -> str:
    """Return in one line how much differs."""
    if found.is_empty:
        return words.say("Nothing differs.")
    own, metadata, files = len(found.own), len(found.metadata), len(found.files)
    told = (
        own and words.say_count("{count} table", "{count} tables", own),
        _rows({str(one): found.count(one) for one in Change}, words),
        metadata
        and words.say_count(
            "{count} field of the description", "{count} fields of the description", metadata
        ),
        files and words.say_count("{count} file", "{count} files", files),
    )
    return "; ".join(str(one) for one in told if one)


def table(found: TableDifference, words: Words, names: Names = no_names) -> ShownTable:
    """Return a table's difference in words."""
    rows = tuple(rowview.row(one, found.table, found.schema, words, names) for one in found.changes)
    return ShownTable(
        table=found.table,
        title=rowwords.title({"name": found.table, **found.schema}, words),
        change=found.change,
        counts=_rows(found.counts, words),
        rows=rows,
        hidden=found.total - len(rows),
        notes=tuple(_notes(found, words)),
        derived=found.derived,
    )


def _rows(counts: Mapping[str, int], words: Words) -> str:
    """Return how many rows were changed, added and removed; kinds without any are left out."""
    changed, added, removed = (
        counts.get(one, 0) for one in (Change.CHANGED, Change.ADDED, Change.REMOVED)
    )
    told = (
        changed and words.say_count("{count} row changed", "{count} rows changed", changed),
        added and words.say_count("{count} row added", "{count} rows added", added),
        removed and words.say_count("{count} row removed", "{count} rows removed", removed),
    )
    return ", ".join(str(one) for one in told if one)


def _notes(found: TableDifference, words: Words) -> list[str]:
    """Return what else is to be said of a table."""
    told = []
    if found.redacted:
        told.append(words.say("A file of the table was redacted: its rows cannot be compared."))
    if found.change is Change.ADDED:
        told.append(words.say("The table is new."))
    if found.change is Change.REMOVED:
        told.append(words.say("The table is gone."))
    if found.columns_added:
        names = ", ".join(found.columns_added)
        told.append(words.say("New columns: {names}.", names=names))
    if found.columns_removed:
        names = ", ".join(found.columns_removed)
        told.append(words.say("Columns that are gone: {names}.", names=names))
    return told
