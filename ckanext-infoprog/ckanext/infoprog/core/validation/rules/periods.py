"""Periods end after they begin; reports of one kind do not overlap and lie in the term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import Record, of_table, records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "periods"
REPORTS: Final = "reports"
#: The columns in which periods begin and end; several tables have a pair of them.
PAIRS: Final = (
    ("periodStart", "periodEnd"),
    ("periodStartDate", "periodEndDate"),
    ("validFrom", "validThrough"),
)


def apply(package: Package) -> Iterator[Issue]:
    """Yield periods that end before they begin, overlap or leave the programme's term."""
    for table in package.tables.values():
        for start, end in PAIRS:
            if {start, end} <= set(table.schema.columns):
                yield from _reversed(list(of_table(table)), start, end)
    reports = records(package, REPORTS)
    yield from _overlaps(reports)
    yield from _outside(package, reports)


def _reversed(rows: list[Record], start: str, end: str) -> Iterator[Issue]:
    """Yield the rows whose period ends before it begins."""
    for row in rows:
        first, last = row.day(start), row.day(end)
        if first is not None and last is not None and last < first:
            yield row.issue(CODE, end, reason="reversed", other=first.isoformat())


def _overlaps(reports: list[Record]) -> Iterator[Issue]:
    """Yield the reports that begin before another of their kind and series ends.

    Information of the quarters that counts from 1 January shares its start: that is no overlap.
    """
    groups: dict[tuple[str | None, str | None], list[Record]] = defaultdict(list)
    for row in reports:
        groups[row.text("programmeId"), row.text("kind")].append(row)
    for rows in groups.values():
        before: Record | None = None
        for row in sorted(rows, key=_ends):
            if before is not None and _clash(before, row):
                yield row.issue(CODE, "periodStart", reason="overlap", other=before.key)
            before = row


def _ends(row: Record) -> tuple[date, date, str]:
    """Return what reports are ordered by: their end, then their start."""
    return (row.day("periodEnd") or date.max, row.day("periodStart") or date.max, row.key)


def _clash(before: Record, after: Record) -> bool:
    """Return whether two reports tell of the same days; versions and running totals do not."""
    first, last = before.day("periodStart"), before.day("periodEnd")
    start, end = after.day("periodStart"), after.day("periodEnd")
    if first is None or last is None or start is None or end is None:
        return False
    if (first, last) == (start, end):
        return before.text("version") == after.text("version")
    return start != first and start <= last


def _outside(package: Package, reports: list[Record]) -> Iterator[Issue]:
    """Yield the reports whose period leaves the term of their programme."""
    programmes = {row.key: row for row in records(package, "programme")}
    for row in reports:
        programme = programmes.get(row.text("programmeId") or "")
        if programme is None:
            continue
        first, last = programme.day("validFrom"), programme.day("validThrough")
        start, end = row.day("periodStart"), row.day("periodEnd")
        if first is not None and start is not None and start < first:
            yield row.issue(CODE, "periodStart", reason="term", other=first.isoformat())
        elif last is not None and end is not None and end > last:
            yield row.issue(CODE, "periodEnd", reason="term", other=last.isoformat())


RULE: Final = Rule((CODE,), apply, needs=(REPORTS, "programme"), alone=True)
