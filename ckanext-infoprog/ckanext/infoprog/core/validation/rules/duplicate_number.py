"""A printed number stands for one thing: no two rows of a list bear the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Cell, Package
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "duplicate-number"
#: The printed numbers that are no keys: table, column, and the columns within which they count.
NUMBERS: Final = (
    ("editions", "number", ("programmeId",)),
    ("passportEntries", "number", ()),
    ("projects", "listNumber", ()),
    ("projects", "specificationNumber", ()),
)


def apply(package: Package) -> Iterator[Issue]:
    """Yield the first row of each number that is used again, with the keys of the others."""
    for table, name, within in NUMBERS:
        used: dict[tuple[Cell, ...], list[Record]] = defaultdict(list)
        for row in records(package, table):
            if row.cell(name) is not None:
                used[row.cell(name), *(row.cell(w) for w in within)].append(row)
        for first, *others in used.values():
            if others:
                yield first.issue(CODE, name, others=", ".join(row.key for row in others))


RULE: Final = Rule((CODE,), apply, needs=tuple({t: 0 for t, *_ in NUMBERS}), alone=True)
