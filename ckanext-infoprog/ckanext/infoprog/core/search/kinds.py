"""The kinds of rows that are searched, in the order in which they are shown."""

from __future__ import annotations

from typing import Final

MEASURE: Final = "measure"
INDICATOR: Final = "indicator"
METRIC: Final = "metric"
DIRECTION: Final = "direction"
PROJECT: Final = "project"
QUESTION: Final = "question"

#: A number typed alone shows the measure first, then the indicator, then the metric.
KINDS: Final = (MEASURE, INDICATOR, METRIC, DIRECTION, PROJECT, QUESTION)


def rank(kind: str) -> int:
    """Return where a kind stands among the others."""
    return KINDS.index(kind)
