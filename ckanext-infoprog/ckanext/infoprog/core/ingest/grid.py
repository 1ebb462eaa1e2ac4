"""What a file holds before any schema is looked at: rows of raw text with their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from ckanext.infoprog.core.issues import Issue

if TYPE_CHECKING:
    from ckanext.infoprog.core.ingest.archive import Archive

TEXT: Final = "t"
NUMBER: Final = "n"
DATE: Final = "d"
BOOLEAN: Final = "b"
PERCENT: Final = "p"
FAULT: Final = "e"
UNCOMPUTED: Final = "f"
MOST_FORMULAS: Final = 100_000  # places of formulas that are remembered of a sheet


class Format(StrEnum):
    """What a file turned out to be, whatever its name says."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    PACKAGE = "zip"


class GridRow(NamedTuple):
    """One row: its 1-based number in the file, the cells as stored, and a letter of kind a cell.

    Empty `kinds` mean that every cell is text, as in CSV. A date of a workbook stands as ISO text.
    """

    number: int
    cells: Sequence[str]
    kinds: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything but space."""
        return not any(cell and not cell.isspace() for cell in self.cells)


class Merge(NamedTuple):
    """A merged range, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """The range as a spreadsheet writes it: `A5:C7`."""
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, or the one table of a CSV file (then `sheet` is None).

    `formulas` are the places (row, column) of formulas with a value, up to a limit.
    """

    sheet: str | None
    rows: Sequence[GridRow]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    formulas: frozenset[tuple[int, int]] = frozenset()

    def may_be_formula(self, row: int, column: int) -> bool:
        """Whether a cell's value may come from a formula; beyond the limit any may."""
        return (row, column) in self.formulas or len(self.formulas) >= MOST_FORMULAS

    @property
    def width(self) -> int:
        """The number of columns that any row reaches."""
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a file: its grids or archive with notes, or one refusal."""

    name: str
    format: Format | None = None
    grids: tuple[Grid, ...] = ()
    notes: tuple[Issue, ...] = ()
    refusal: Issue | None = None
    archive: Archive | None = None

    @property
    def ok(self) -> bool:
        """Whether the file was read."""
        return self.refusal is None

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All findings of reading in order, the refusal among them."""
        return tuple(sorted([*self.notes, *([self.refusal] if self.refusal else [])]))


def letters(column: int) -> str:
    """Return the letters of a 1-based column: 1 is A, 28 is AB."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def place(sheet: str | None, row: int, column: int) -> str:
    """Return the address of a cell: `B7`, with its sheet `Аркуш1!B7`."""
    cell = f"{letters(column)}{row}"
    return f"{sheet}!{cell}" if sheet else cell
