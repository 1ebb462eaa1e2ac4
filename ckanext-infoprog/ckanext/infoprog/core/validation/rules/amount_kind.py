"""An amount stands exactly where the kind of funding is `amount`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.money import AMOUNT
from ckanext.infoprog.core.validation.records import records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "amount-kind"
TABLES: Final = ("funding", "projectFunding")


def apply(package: Package) -> Iterator[Issue]:
    """Yield rows of money with an amount beside words, or with neither."""
    for table in TABLES:
        for row in records(package, table):
            kind = row.text("fundingKind")
            if kind is not None and (kind == AMOUNT) is (row.cell(AMOUNT) is None):
                yield row.issue(CODE, AMOUNT, kind=kind)


RULE: Final = Rule((CODE,), apply, needs=TABLES, alone=True)
