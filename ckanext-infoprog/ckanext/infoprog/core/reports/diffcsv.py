"""A difference as CSV, cell by cell, whole however large: the values exactly as in the files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from ckanext.infoprog.core.publish.rowchanges import RowChange

COLUMNS: Final = ("table", "key", "change", "field", "old", "new")


def lines(tables: Iterable[tuple[str, Iterable[RowChange]]]) -> Iterator[str]:
    """Yield the header, then a line for each cell that differs, table by table.

    Of a new row `old` is empty, of a row that is gone `new`; a missing value is written null.
    """
    yield _line(COLUMNS)
    for table, changes in tables:
        for one in changes:
            for cell in one.fields:
                yield _line((table, one.key, one.change, cell.name, cell.old, cell.new))


def _line(cells: Iterable[str | None]) -> str:
    """Return one line with its line end."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(["" if one is None else one for one in cells])
    return text.getvalue()
