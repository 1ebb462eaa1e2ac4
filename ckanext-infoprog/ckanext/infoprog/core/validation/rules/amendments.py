"""Amendments add up: the programme's total is the sum of the money in force after the last one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.records import records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "amendments-sum"


def apply(package: Package) -> Iterator[Issue]:
    """Yield an amended programme whose total is not the sum of its rows in force."""
    order = money.editions(package)
    rows = records(package, money.FUNDING)
    programmes = records(package, money.PROGRAMME)
    if len(order) < 2 or not any(r.text("editionId") in order[1:] for r in rows):
        return
    in_force = money.in_force_rows(package, order)
    expected = sum((money.amount_of(r) or Decimal(0) for r in in_force), Decimal(0))
    for programme in programmes if len(programmes) == 1 else ():
        value = programme.decimal("totalAmount")
        if value is not None and value != expected:
            yield programme.mismatch(CODE, "totalAmount", expected)


RULE: Final = Rule((CODE,), apply, needs=money.READS)
