"""A sparkline: the heights of a row's numbers; the numbers themselves stand in the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ckanext.infoprog.core.pages.charts.chart import across, largest
from ckanext.infoprog.core.pages.states import Value

HEIGHT: Final = 22


def bars(values: Sequence[Value]) -> tuple[int | None, ...]:
    """Return a height for each value, None where there is no number: nothing is drawn there."""
    most = largest(values)
    return tuple(
        None if one.amount is None else max(1, round(across(one.amount, most, HEIGHT)))
        for one in values
    )
