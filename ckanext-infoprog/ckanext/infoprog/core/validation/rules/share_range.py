"""A share lies between 0 and 100 percent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "share-range"
NEEDS: Final = ("indicators", "indicatorValues")
PERCENT: Final = "percent"
HIGHEST: Final = 100


def apply(package: Package) -> Iterator[Issue]:
    """Yield values of percent indicators below 0 or above 100."""
    shares = {r.key for r in records(package, NEEDS[0]) if r.text("kind") == PERCENT}
    for row in records(package, NEEDS[1]):
        value = row.decimal("value")
        if row.text("indicatorId") in shares and value is not None and not 0 <= value <= HIGHEST:
            yield row.issue(CODE, "value")


RULE: Final = Rule((CODE,), apply, needs=NEEDS)
