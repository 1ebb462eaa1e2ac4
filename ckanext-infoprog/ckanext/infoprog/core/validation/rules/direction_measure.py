"""Every direction has at least one measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "direction-measure"
NEEDS: Final = ("directions", "measures")


def apply(package: Package) -> Iterator[Issue]:
    """Yield the directions that no measure belongs to."""
    named = {row.text("directionId") for row in records(package, "measures")}
    for row in records(package, "directions"):
        if row.key not in named:
            yield row.issue(CODE, "directionId")


RULE: Final = Rule((CODE,), apply, needs=NEEDS)
