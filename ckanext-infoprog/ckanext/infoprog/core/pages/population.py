"""How many residents a document counts with: only where one of its formulas divides by them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.validation import editioned
from ckanext.infoprog.core.validation import indicators as rules
from ckanext.infoprog.core.validation.records import records

PER_THOUSAND: Final = "perThousand"
_KOPIYKA: Final = Decimal("0.01")
_DIVISOR: Final = re.compile(r"/\s*([A-Z][A-Z0-9]*)")


@dataclass(frozen=True, slots=True)
class Residents:
    """The residents of a year as the document has them, with the metric that says so."""

    year: int
    count: Decimal
    printed: str
    metric: str
    title: str
    note: str
    place: str


def of(snapshot: Snapshot) -> dict[int, Residents]:
    """Return the forecast number of residents by year; nothing where no formula divides by one."""
    package, metric = snapshot.package, _metric(snapshot)
    titles = {row.key: row.text("title") or row.key for row in records(package, rules.METRICS)}
    found = {}
    for row in editioned.in_force(package, rules.METRIC_VALUES):
        year, count = row.year("year"), row.decimal("value")
        is_whole = row.text("executantId") is None and row.text("metricId") == metric
        if not (metric and is_whole and row.text("valueType") == "forecast" and year and count):
            continue
        found[year] = Residents(
            year=year,
            count=count,
            printed=row.text("textValue") or "",
            metric=metric,
            title=titles.get(metric, metric),
            note=row.text("note") or "",
            place=row.text("sourceRef") or "",
        )
    return found


def per_thousand(amount: Decimal, residents: Residents) -> Decimal:
    """Return money per 1,000 residents of the year, rounded to the kopiyka."""
    return (amount / residents.count * 1000).quantize(_KOPIYKA, rounding=ROUND_HALF_UP)


def _metric(snapshot: Snapshot) -> str:
    """Return the metric that an indicator per 1,000 divides by."""
    for one in snapshot.indicators:
        match = _DIVISOR.search(one.expression) if one.kind == PER_THOUSAND else None
        if match:
            return dict(one.inputs).get(match[1], "")
    return ""
