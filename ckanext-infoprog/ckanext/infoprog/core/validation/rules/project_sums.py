"""Rows of money of a strategy project add up to the project's printed totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rule import Rule

FUNDING: Final = "projectFunding"
TOTALS: Final = "projectTotals"
PARTS: Final = ("source", "year")


def apply(package: Package) -> Iterator[Issue]:
    """Yield the totals of projects that their rows do not add up to."""
    rows: dict[str | None, list[Record]] = defaultdict(list)
    for row in records(package, FUNDING):
        rows[row.text("projectId")].append(row)
    sums = {project: money.add_up(found, PARTS) for project, found in rows.items()}
    for total in records(package, TOTALS):
        wanted = money.parts_of(total, PARTS)
        expected = money.sum_for(wanted, sums.get(total.text("projectId"), {}))
        amount = total.decimal(money.AMOUNT)
        if expected is not None and amount is not None and amount != expected:
            yield total.mismatch("sum-measure", money.AMOUNT, expected)


RULE: Final = Rule(("sum-measure",), apply, needs=(FUNDING, TOTALS))
