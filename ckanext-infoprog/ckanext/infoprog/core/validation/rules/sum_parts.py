"""Printed totals add up among themselves where their table prints no rows to add up.

The years of a total are compared only where every year of the programme is printed; its sources
and funds where at least two are, or the only one differs from the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rule import Rule

_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {"year": "sum-year", "source": "sum-source", "fund": "sum-fund"}
)


def apply(package: Package) -> Iterator[Issue]:
    """Yield the totals that differ from the sum of their printed parts."""
    read = money.read(package)
    totals = [
        total
        for total in records(package, money.TOTALS)
        if read.covered(read.table_of(total), total) is None
    ]
    for name, code in _CODES.items():
        parts = _by_whole(totals, name)
        for total in totals:
            amount, found = total.decimal(money.AMOUNT), parts.get(_whole(total, name), {})
            if total.cell(name) is not None or amount is None or not found:
                continue
            expected = sum(found.values(), Decimal(0))
            if amount != expected and _complete(name, found, read.first_years):
                yield total.mismatch(code, money.AMOUNT, expected)


def _by_whole(totals: list[Record], name: str) -> Mapping[money.Parts, dict[object, Decimal]]:
    """Return the printed parts of each whole: the totals that name this part."""
    parts: dict[money.Parts, dict[object, Decimal]] = defaultdict(dict)
    for total in totals:
        amount = total.decimal(money.AMOUNT)
        if total.cell(name) is not None and amount is not None:
            parts[_whole(total, name)][total.cell(name)] = amount
    return parts


def _whole(total: Record, name: str) -> money.Parts:
    """Return what a total and its parts have in common."""
    names = (
        "scope",
        "scopeId",
        "tableId",
        "editionId",
        *(d for d in money.DIMENSIONS if d != name),
    )
    return money.parts_of(total, names)


def _complete(name: str, found: Mapping[object, Decimal], years: tuple[int, ...]) -> bool:
    """Return whether all parts are printed; of sources and funds those that are count as all."""
    return name != "year" or set(found) >= set(years)


RULE: Final = Rule(tuple(_CODES.values()), apply, needs=money.READS)
