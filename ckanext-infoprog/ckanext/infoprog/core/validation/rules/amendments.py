"""Amendments add up: the programme's total is the sum of the money in force after the last one.

A row of an amendment replaces the row of the same measure, source, fund, executor and year.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "amendments-sum"


def apply(package: Package) -> Iterator[Issue]:
    """Yield an amended programme whose total is not the sum of its rows in force."""
    order = money.editions(package)
    rows = _counted(package, order)
    programmes = records(package, money.PROGRAMME)
    if len(order) < 2 or not any(r.text("editionId") in order[1:] for r in rows):
        return
    in_force = in_force_rows(rows, order)
    expected = sum((money.amount_of(r) or Decimal(0) for r in in_force), Decimal(0))
    for programme in programmes if len(programmes) == 1 else ():
        value = programme.decimal("totalAmount")
        if value is not None and value != expected:
            yield programme.mismatch(CODE, "totalAmount", expected)


def in_force_rows(rows: list[Record], order: tuple[str, ...]) -> list[Record]:
    """Return the rows of money that hold after the last edition."""
    rank = {edition: at for at, edition in enumerate(order)}
    latest: dict[money.Parts, Record] = {}
    for row in sorted(rows, key=lambda r: rank.get(r.text("editionId") or "", 0)):
        latest[money.parts_of(row, ("measureId", *money.DIMENSIONS))] = row
    return list(latest.values())


def _counted(package: Package, order: tuple[str, ...]) -> list[Record]:
    """Return the rows of the primary table and those of amendments, whose annexes differ."""
    primary = (None, money.primary_table(package))
    return [
        row
        for row in records(package, money.FUNDING)
        if row.text("tableId") in primary or row.text("editionId") in order[1:]
    ]


RULE: Final = Rule((CODE,), apply, needs=money.READS)
