"""Tables of one document that print the same money agree with the primary one.

Totals of the whole term are compared only between tables that cover the same years. What an
amendment prints anew is no disagreement: totals of its own tables are left to the sums, and those
of a table without rows are held back where the rows in force after an amendment give them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.money import Money
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "tables-disagree"

_ByPlace = dict[money.Parts, Record]


def apply(package: Package) -> Iterator[Issue]:
    """Yield rows, totals and the programme's amount that differ between tables."""
    primary = money.primary_table(package)
    order = money.editions(package)
    rows = [r for r in records(package, money.FUNDING) if money.amount_of(r) is not None]
    totals = records(package, money.TOTALS)
    years = _years([*rows, *totals], primary)
    by_table = _by_table(money.earliest(rows, order), ("measureId",), primary)
    for table, others in by_table.items():
        if table != primary:
            main = by_table.get(primary, {})
            yield from _compared(main, others, at_primary=True)
            yield from _left_out(main, others)
            yield from _left_out(others, main)
    read = money.read(package)
    adopted = [t for t in totals if not _amended(read, t)]
    printed = _by_table(adopted, ("scope", "scopeId"), primary)
    for table, others in printed.items():
        if table != primary:
            same = years.get(table) == years.get(primary)
            kept = {p: r for p, r in others.items() if same or p[-1] is not None}
            yield from _compared(printed.get(primary, {}), kept, at_primary=False)
    yield from _programme(package, list(printed.get(primary, {}).values()))


def _amended(read: Money, total: Record) -> bool:
    """Return whether an amendment prints this total, not the adopted text."""
    table = read.table_of(total)
    if table in read.amending or total.text("editionId") in read.in_force:
        return True
    amount = total.decimal(money.AMOUNT)
    return table not in read.sums and any(
        read.covered_after(edition, total) == amount for edition in read.in_force
    )


def _years(rows: list[Record], primary: str | None) -> Mapping[str | None, set[int]]:
    """Return the years that each table names."""
    years: dict[str | None, set[int]] = defaultdict(set)
    for row in rows:
        year = row.year("year")
        if year is not None:
            years[row.text("tableId") or primary].add(year)
    return years


def _by_table(
    rows: list[Record], names: tuple[str, ...], primary: str | None
) -> Mapping[str | None, _ByPlace]:
    """Return the rows by table and by what they are split by."""
    tables: dict[str | None, _ByPlace] = defaultdict(dict)
    for row in rows:
        place = money.parts_of(row, (*names, *money.DIMENSIONS))
        tables[row.text("tableId") or primary][place] = row
    return tables


def _compared(primary: _ByPlace, others: _ByPlace, *, at_primary: bool) -> Iterator[Issue]:
    """Yield what both print differently; rows are named in the primary table, totals where met."""
    for place, other in others.items():
        main = primary.get(place)
        if main is None:
            continue
        named, against = (main, other) if at_primary else (other, main)
        value, expected = named.decimal(money.AMOUNT), against.decimal(money.AMOUNT)
        if value is not None and expected is not None and value != expected:
            yield named.mismatch(
                CODE,
                money.AMOUNT,
                expected,
                other=against.text("tableId"),
            )


def _left_out(there: _ByPlace, others: _ByPlace) -> Iterator[Issue]:
    """Yield money that one table leaves out, though it has money of that measure and year."""
    told = {(place[0], place[-1]): row.text("tableId") for place, row in there.items()}
    for place, other in others.items():
        if place not in there and (place[0], place[-1]) in told:
            value = other.decimal(money.AMOUNT)
            yield other.issue(
                CODE,
                money.AMOUNT,
                stated=value,
                expected=None,
                difference=value,
                other=told[place[0], place[-1]],
            )


def _programme(package: Package, totals: list[Record]) -> Iterator[Issue]:
    """Yield a programme whose own total is not the one printed for it, unless amended."""
    if len(money.editions(package)) > 1:
        return
    for row in records(package, money.PROGRAMME):
        value = row.decimal("totalAmount")
        expected = _stated(row.key, totals)
        if value is not None and expected is not None and value != expected:
            yield row.mismatch(CODE, "totalAmount", expected, other=money.TOTALS)


def _stated(programme: str, totals: list[Record]) -> Decimal | None:
    """Return the total that the primary table prints for the whole programme."""
    wanted = ("programme", programme, None, None, None, None)
    names = ("scope", "scopeId", *money.DIMENSIONS)
    found = (t for t in totals if money.parts_of(t, names) == wanted)
    return next((t.decimal(money.AMOUNT) for t in found), None)


RULE: Final = Rule((CODE,), apply, needs=money.READS)
