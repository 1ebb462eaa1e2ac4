"""Two states of a table compared row by row, by key, however large the table is."""

from __future__ import annotations

import csv
import heapq
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import chain, islice, pairwise, zip_longest
from typing import IO, Any, Final, Self

from ckanext.infoprog.core import keys
from ckanext.infoprog.core.model import MISSING

TextRow = Mapping[str, str]
Rows = Callable[[], Iterable[TextRow]]
CHUNK: Final = 20_000


class Change(StrEnum):
    """What happened to a row, a table, a file."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A cell as the files write it, before and after; None where there was no row at all."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that differs: its cells that do, and in `about` those that stayed, null ones left out.

    Of an added or removed row every cell that is not null stands in `fields`.
    """

    key: str
    change: Change
    fields: tuple[FieldChange, ...]
    about: TextRow = field(default_factory=dict)

    @property
    def row(self) -> dict[str, str]:
        """The row as it is now, or as it last was; null cells are left out."""
        removed = self.change is Change.REMOVED
        found = {one.name: one.old if removed else one.new for one in self.fields}
        told = {name: cell for name, cell in found.items() if cell not in (None, MISSING)}
        return {**self.about, **{name: str(cell) for name, cell in told.items()}}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the change that plain JSON values hold."""
        fields = tuple(FieldChange(**one) for one in plain["fields"])
        return cls(plain["key"], Change(plain["change"]), fields, plain["about"])


def changes(old: Rows | None, new: Rows | None, key: str) -> Iterator[RowChange]:
    """Yield the rows that differ, in the natural order of their keys where the files keep to it.

    Memory does not grow with the tables. A column that one side lacks counts as null there.
    """
    before, after = (_Side(rows() if rows else (), key) for rows in (old, new))
    at = 0
    while before.row is not None and after.row is not None and before.key == after.key:
        if found := row_change(before.row, after.row, after.key):
            yield found
        before.step()
        after.step()
        at += 1
    if old and new and before.row is not None and after.row is not None:
        with ExitStack() as stack:
            yield from _merged(*(_Side(_rest(rows, at, key, stack), key) for rows in (old, new)))
    else:
        yield from _merged(before, after)


def read(opened: IO[bytes]) -> Iterator[TextRow]:
    """Yield the rows of one of our CSV files; the file is closed behind the last."""
    with io.TextIOWrapper(opened, encoding="utf-8", newline="") as text:
        lines = csv.reader(text)
        header = next(lines, [])
        for cells in lines:
            yield dict(zip_longest(header, cells[: len(header)], fillvalue=MISSING))


def key_of(row: TextRow, key: str) -> str:
    """Return a row's key; a table without the key's column has it in its first."""
    return row[key] if key in row else next(iter(row.values()), "")


def row_change(old: TextRow | None, new: TextRow | None, key: str) -> RowChange | None:
    """Return how a row differs from itself before, or None where it does not."""
    if old is None or new is None:
        return _alone(old, new, key)
    if old == new:
        return None
    names = dict.fromkeys(chain(new, old))
    pairs = [(name, old.get(name, MISSING), new.get(name, MISSING)) for name in names]
    fields = tuple(FieldChange(*pair) for pair in pairs if pair[1] != pair[2])
    about = {name: cell for name, was, cell in pairs if was == cell and cell != MISSING}
    return RowChange(key, Change.CHANGED, fields, about) if fields else None


def _alone(old: TextRow | None, new: TextRow | None, key: str) -> RowChange | None:
    """Return a row that is only on one side, or None where it is on neither."""
    if old is not None:
        gone = (FieldChange(name, cell, None) for name, cell in old.items() if cell != MISSING)
        return RowChange(key, Change.REMOVED, tuple(gone))
    if new is not None:
        come = (FieldChange(name, None, cell) for name, cell in new.items() if cell != MISSING)
        return RowChange(key, Change.ADDED, tuple(come))
    return None


class _Side:
    """One of two tables that are read side by side."""

    def __init__(self, rows: Iterable[TextRow], key: str) -> None:
        """Begin at the first row."""
        self._rows = iter(rows)
        self._key = key
        self.step()

    def step(self) -> None:
        """Go on to the next row; behind the last, `row` is None."""
        self.row = next(self._rows, None)
        self.key = "" if self.row is None else key_of(self.row, self._key)

    def is_before(self, other: _Side) -> bool:
        """Tell whether this side's row comes first, or is the only one left."""
        if self.row is None or other.row is None:
            return other.row is None
        return _natural(self.key) < _natural(other.key)


def _merged(old: _Side, new: _Side) -> Iterator[RowChange]:
    """Yield the differences of two tables that are in the same order."""
    while old.row is not None or new.row is not None:
        if old.row is not None and new.row is not None and old.key == new.key:
            found = row_change(old.row, new.row, new.key)
            old.step()
            new.step()
        elif old.is_before(new):
            found = row_change(old.row, None, old.key)
            old.step()
        else:
            found = row_change(None, new.row, new.key)
            new.step()
        if found is not None:
            yield found


def _rest(rows: Rows, at: int, key: str, stack: ExitStack) -> Iterator[TextRow]:
    """Return the rows from the place `at` on in the natural order of their keys."""
    if _is_sorted(islice(rows(), at, None), key):
        return islice(rows(), at, None)
    source, parts = islice(rows(), at, None), []
    while chunk := list(islice(source, CHUNK)):
        parts.append(_spilt(sorted(chunk, key=lambda row: _order(row, key)), stack))
    return heapq.merge(*parts, key=lambda row: _order(row, key))


def _is_sorted(rows: Iterable[TextRow], key: str) -> bool:
    """Tell whether no row comes before the one above it."""
    orders = (_order(row, key) for row in rows)
    return all(above <= below for above, below in pairwise(orders))


def _order(row: TextRow, key: str) -> keys.NaturalOrder:
    """Return what a row is sorted by."""
    return _natural(key_of(row, key))


def _natural(key: str) -> keys.NaturalOrder:
    """Return the natural order of a key; the parts of keys repeat from row to row."""
    return tuple(map(_natural_part, key.split(keys.SEPARATOR)))


@lru_cache(4096)
def _natural_part(part: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return the natural order of one part of a key."""
    return keys.natural(part)[0]


def _spilt(rows: Iterable[TextRow], stack: ExitStack) -> Iterator[TextRow]:
    """Return the rows from a file that vanishes when the stack closes."""
    opened = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - by the stack
    file = stack.enter_context(opened)
    file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    file.seek(0)
    return map(json.loads, file)
