"""`measures` holds the wording that the last edition to name the measure gives it.

An excluded measure keeps the wording that it had.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import editioned, money
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "measure-edition"
NEEDS: Final = (money.MEASURES, money.EDITIONS, editioned.MEASURE_EDITIONS)


def apply(package: Package) -> Iterator[Issue]:
    """Yield the columns in which a measure differs from its last edition."""
    for one in editioned.wordings(package).values():
        if one.row is one.measure:
            continue
        columns: tuple[str, ...] = editioned.WORDING
        if one.is_there:
            columns = (*columns, editioned.EDITION)
        for column in columns:
            if one.measure.cell(column) != one.row.cell(column):
                yield one.measure.issue(CODE, column, expected=one.row.shown(column))


RULE: Final = Rule((CODE,), apply, needs=NEEDS)
