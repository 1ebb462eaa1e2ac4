"""Execution counted from the beginning of the year never falls within the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Cell, Package
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "cumulative-execution"
NEEDS: Final = ("execution", "reports")
SAME: Final = ("measureId", "source", "fund", "executantId")


def apply(package: Package) -> Iterator[Issue]:
    """Yield rows of execution that are lower than an earlier report of the same year."""
    reports = {row.key: row for row in records(package, "reports")}
    groups: dict[tuple[Cell, ...], list[tuple[date, Decimal, Record]]] = defaultdict(list)
    for row in records(package, "execution"):
        report = reports.get(row.text("reportId") or "")
        end = report.day("periodEnd") if report else None
        executed = row.decimal("executed")
        if report is None or end is None or executed is None:
            continue
        same = (report.text("programmeId"), end.year, *(row.cell(name) for name in SAME))
        groups[same].append((end, executed, row))
    for found in groups.values():
        yield from _falls(sorted(found, key=lambda entry: (entry[0], entry[2].key)))


def _falls(entries: list[tuple[date, Decimal, Record]]) -> Iterator[Issue]:
    """Yield the rows that are lower than the row of an earlier day."""
    for (day, before, _), (later, executed, row) in pairwise(entries):
        if later > day and executed < before:
            yield row.mismatch(CODE, "executed", before)


RULE: Final = Rule((CODE,), apply, needs=NEEDS)
