"""Keys of rows: made from parts by one function, taken apart again, sorted as people count."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import Cell, KeyParts, Row

SEPARATOR: Final = "~"
ABSENT: Final = "-"

_Piece = tuple[int, int, str]
NaturalOrder = tuple[tuple[tuple[_Piece, ...], str], ...]


def build_key(parts: Iterable[Cell]) -> str:
    """Return the key made from parts: `1.3~localBudget~-~-~2026`; a part of None is absent.

    A part may itself be the key of another table: its parts then stand in the new key one by one.
    """
    return SEPARATOR.join(_part(part) for part in parts)


def split_key(key: str) -> tuple[str | None, ...]:
    """Return the parts of a key; an absent part is None."""
    return tuple(None if part == ABSENT else part for part in key.split(SEPARATOR))


def key_of(row: Row, parts: KeyParts, optional: Iterable[str] = ()) -> str:
    """Return the key that a row's columns make, with those optional columns behind them."""
    cells = [_first(row, columns) for columns in parts.parts]
    return build_key([*cells, *(row.get(column) for column in optional)])


def keys_of(row: Row, parts: KeyParts) -> tuple[str, ...]:
    """Return every key that is right for a row: the plain one first, then with optional parts.

    Which of them a package must use depends on its primary table and first edition.
    """
    choices: list[tuple[str, ...]] = [()]
    for column in parts.optional:
        if row.get(column) is not None:
            choices += [(*chosen, column) for chosen in choices]
    return tuple(key_of(row, parts, chosen) for chosen in choices)


def natural(key: str) -> NaturalOrder:
    """Return the sort value of a key: part by part, numbers as numbers (1.2 before 1.10)."""
    return tuple((_pieces(part), part) for part in key.split(SEPARATOR))


def _first(row: Row, columns: Iterable[str]) -> Cell:
    """Return the first of the columns' cells that is not null."""
    return next((row[c] for c in columns if row.get(c) is not None), None)


def _part(part: Cell) -> str:
    """Return one part as text; text that would make the key ambiguous is refused."""
    if part is None:
        return ABSENT
    text = str(part)
    if text == ABSENT or any(
        not piece or piece.split() != [piece] for piece in text.split(SEPARATOR)
    ):
        raise PackageError(f"“{text}” cannot be part of a key: it is empty, - or holds a space.")
    return text


def _pieces(part: str) -> tuple[_Piece, ...]:
    """Return the runs of digits and of other characters, numbers before words."""
    runs = re.findall(r"[0-9]+|[^0-9]+", part)
    return tuple((0, int(run), "") if run[0] in "0123456789" else (1, 0, run) for run in runs)
