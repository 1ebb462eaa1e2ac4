"""No more is executed than allocated; where the row says something of it, that is a warning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "executed-allocated"
EXECUTION: Final = "execution"


def apply(package: Package) -> Iterator[Issue]:
    """Yield rows of execution with more money executed than allocated."""
    for row in records(package, EXECUTION):
        allocated, executed = row.decimal("allocated"), row.decimal("executed")
        if allocated is not None and executed is not None and executed > allocated:
            explained = row.text("progressText") is not None
            yield row.mismatch(CODE, "executed", allocated, Severity.WARNING if explained else None)


RULE: Final = Rule((CODE,), apply, needs=(EXECUTION,), alone=True)
