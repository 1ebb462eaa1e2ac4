"""The parts of a metric add up to the whole, where every supplier has given its part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import indicators
from ckanext.infoprog.core.validation.records import records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "metric-parts"
NEEDS: Final = ("metricValues", "metricSources")


def apply(package: Package) -> Iterator[Issue]:
    """Yield whole values that differ from the sum of all their parts."""
    suppliers: dict[str | None, set[str | None]] = defaultdict(set)
    for row in records(package, "metricSources"):
        suppliers[row.text("metricId")].add(row.text("executantId"))
    wholes, parts = indicators.metric_values(package)
    for place, row in wholes.items():
        given = parts.get(place, {})
        value = row.decimal("value")
        if value is None or not given or suppliers[row.text("metricId")] - set(given):
            continue
        expected = sum(given.values(), Decimal(0))
        if value != expected:
            yield row.mismatch(CODE, "value", expected)


RULE: Final = Rule((CODE,), apply, needs=NEEDS)
