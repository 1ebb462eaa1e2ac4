"""Rows of money add up to the printed totals of their measure, direction or programme.

Each total is compared with the rows of the table that it is printed in. A total of a table that
prints no rows (the passport) is compared with the same total of the primary table – that is
`tables-disagree` – and with the primary table's rows only where no such total is printed. A total
of an amendment is compared with the rows in force after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.money import Money
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rule import Rule

_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "measure": "sum-measure",
        "direction": "sum-direction",
        "programme": "sum-programme",
    }
)
BY_EXECUTANT: Final = "sum-executant"


def apply(package: Package) -> Iterator[Issue]:
    """Yield the totals that the rows do not add up to."""
    read = money.read(package)
    totals = records(package, money.TOTALS)
    printed = {_place(read, total) for total in totals}
    for total in totals:
        code = _code(total)
        expected = _expected(read, total, printed)
        amount = total.decimal(money.AMOUNT)
        if code and expected is not None and amount is not None and amount != expected:
            yield total.mismatch(code, money.AMOUNT, expected)


def _expected(read: Money, total: Record, printed: set[money.Parts]) -> Decimal | None:
    """Return the sum that a total should show, None where nothing can be added up."""
    table, edition = read.table_of(total), total.text("editionId")
    if edition is not None and edition in read.in_force:
        return read.covered_after(edition, total)
    if table in read.amending:
        own, amount = read.covered(table, total), total.decimal(money.AMOUNT)
        return own if own == amount else read.covered_after(read.amending[table], total)
    if table in read.sums:
        return read.covered(table, total)
    if (read.primary, *_place(read, total)[1:]) in printed:
        return None
    return read.covered(read.primary, total)


def _place(read: Money, total: Record) -> money.Parts:
    """Return the table, scope and parts of a total."""
    scope = (total.text("scope"), total.text("scopeId"))
    return (read.table_of(total), *scope, *money.parts_of(total))


def _code(total: Record) -> str | None:
    """Return the code of a total's finding; a total of one executor has a code of its own."""
    if total.text("executantId") is not None:
        return BY_EXECUTANT
    return _CODES.get(total.text("scope") or "")


RULE: Final = Rule((*_CODES.values(), BY_EXECUTANT), apply, needs=money.READS)
