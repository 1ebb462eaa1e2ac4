"""Cells as workbooks and SQLite can hold them: exactly, or refused in one sentence."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core import cells
from ckanext.infoprog.core.errors import ExportError
from ckanext.infoprog.core.model import Cell, Field

LONGEST_TEXT: Final = 32_767  # characters of a cell, counted as spreadsheets do: in UTF-16
MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
MOST_DIGITS: Final = 15  # what a double keeps of any decimal number
LARGEST_INTEGER: Final = 2**53

# What XML 1.0 has no way to write; NUL would also end a text in SQLite for many readers.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def number(value: Decimal | int, place: str) -> float | int:
    """Return a number as a double or an integer that reads back as the same decimal number."""
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ExportError(f"{place}: {value} has more digits than a workbook keeps.")
        return value
    if len(value.normalize().as_tuple().digits) > MOST_DIGITS:
        raise ExportError(f"{place}: {value} has more digits than a workbook keeps.")
    return float(value)


def text(value: str, place: str) -> str:
    """Return a text that fits into a cell whole."""
    length = len(value.encode("utf-16-le", "surrogatepass")) // 2
    if length > LONGEST_TEXT:
        raise ExportError(
            f"{place}: the text has {length} characters; a cell of a workbook holds {LONGEST_TEXT}."
            " Shorten it, or split it over rows."
        )
    found = _UNWRITABLE.search(value)
    if found:
        raise ExportError(
            f"{place}: the text holds the control character U+{ord(found.group()):04X}, which a "
            "workbook cannot hold. Remove it."
        )
    return value


def shown(value: Cell, field: Field, place: str) -> str:
    """Return the text of a cell as our CSV writes it."""
    return text(cells.show(value, field), place)


def fits(rows: int, columns: int) -> bool:
    """Return whether a sheet holds a table."""
    return rows <= MOST_ROWS and columns <= MOST_COLUMNS
