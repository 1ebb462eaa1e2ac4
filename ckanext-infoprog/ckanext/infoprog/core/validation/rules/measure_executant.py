"""Every measure has somebody who carries it out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "measure-executant"
NEEDS: Final = ("measures", "measureExecutants")


def apply(package: Package) -> Iterator[Issue]:
    """Yield the measures that no row of executors names."""
    named = {row.text("measureId") for row in records(package, "measureExecutants")}
    for row in records(package, "measures"):
        if row.key not in named:
            yield row.issue(CODE, "measureId")


RULE: Final = Rule((CODE,), apply, needs=NEEDS)
