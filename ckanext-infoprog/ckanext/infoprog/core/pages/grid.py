"""A table of a page: what is shown as HTML and given out as CSV, XLSX and JSON alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, overload

from ckanext.infoprog.core.pages.states import Value

NARROW: Final = 5
BRIEF: Final = 32  # letters that need no room of their own


class Kind(StrEnum):
    """What a column holds; SOURCE is text in the document's own language.

    MONEY and VALUE are numbers with a state beside them: hryvnias, and those of any other unit.
    """

    TEXT = "text"
    SOURCE = "source"
    NUMBER = "number"
    MONEY = "money"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in files, its heading, what it holds; `is_head` names the row.

    `is_drawn` says that it is a picture of its neighbours: no file has it.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    is_head: bool = False
    is_file_only: bool = False
    is_drawn: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: `text` as people read it, `value` where it is a number or the lack of one.

    `code` is what files hold in place of the words; `href` is a path without the language.
    `bars` are the heights of a sparkline, None where there is no amount. `span` is how many columns
    a cell stands over on a page; 0 says that an earlier one stands there.
    """

    text: str = ""
    value: Value | None = None
    href: str = ""
    code: str = ""
    notes: tuple[str, ...] = ()
    bars: tuple[int | None, ...] = ()
    span: int = 1

    @property
    def is_brief(self) -> bool:
        """Whether the text is so short that its column need not be wide."""
        return len(self.text) < BRIEF


class Written(Sequence[tuple[Cell, ...]]):
    """Rows that are written when they are looked at: of a long table a page shows a few."""

    def __init__(self, found: Sequence[Any], write: Callable[[Any], tuple[Cell, ...]]) -> None:
        """Keep what the rows tell, and how one is written."""
        self._found, self._write = found, write

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._found)

    @overload
    def __getitem__(self, at: int) -> tuple[Cell, ...]: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[tuple[Cell, ...], ...]: ...

    def __getitem__(self, at: int | slice) -> tuple[Cell, ...] | tuple[tuple[Cell, ...], ...]:
        """Return a row, or those of a part."""
        if isinstance(at, slice):
            return tuple(self._write(one) for one in self._found[at])
        return self._write(self._found[at])


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: `unit` is said once in the caption, `foot` are the rows of totals.

    `total` is the number of rows before they were paged; `rows` hold all of them, `shown` those
    of this page. `is_prose` says that its cells are sentences, which no phone shows side by side.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    foot: tuple[tuple[Cell, ...], ...] = ()
    first: int = 0
    most: int = field(default=0)
    is_prose: bool = False

    @property
    def shown(self) -> Sequence[tuple[Cell, ...]]:
        """The rows of this page."""
        return self.rows[self.first : self.first + self.most] if self.most else self.rows

    @property
    def is_wide(self) -> bool:
        """Whether the table has more columns than a phone shows side by side."""
        return self.is_prose or sum(not one.is_file_only for one in self.columns) > NARROW

    @property
    def money(self) -> tuple[Column, ...]:
        """The columns of money."""
        return tuple(one for one in self.columns if one.kind is Kind.MONEY)


#: Columns whose numbers have a state beside them in files.
STATED = frozenset({Kind.MONEY, Kind.VALUE})


def spanned(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return neighbouring cells as one over all of them where all say the same in words."""
    same = {(one.text, one.notes) for one in cells}
    if len(cells) < 2 or len(same) > 1 or any(one.value and one.value.is_amount for one in cells):
        return cells
    return (replace(cells[0], span=len(cells)), *(replace(one, span=0) for one in cells[1:]))
