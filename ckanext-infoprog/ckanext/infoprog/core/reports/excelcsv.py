"""CSV for spreadsheets: a text that would run as a formula stays a text.

Programs get the cells as they are; only who asks for a file for Excel gets the sign before them.
"""

import csv
import io
from typing import Final

from ckanext.infoprog.core.validation.rules import formula_cell

SIGN: Final = "'"


def inert(text: str) -> str:
    """Return a CSV whose cells no spreadsheet runs; all others stay as they are."""
    written = io.StringIO()
    rows = csv.reader(io.StringIO(text, newline=""))
    csv.writer(written, lineterminator="\n").writerows([_cell(one) for one in row] for row in rows)
    return written.getvalue()


def _cell(value: str) -> str:
    return SIGN + value if formula_cell.find(value) else value
