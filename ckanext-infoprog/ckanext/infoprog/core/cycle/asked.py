"""What a body is asked for a period: its measures, metrics and indicators, with what is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

VERSION_LENGTH: Final = 12


class Money(StrEnum):
    """What a row of a measure says of money."""

    DUE = "due"  # the programme provides an amount: what was used must be said
    FREE = "free"  # no amount, but money may be used: the body names the source
    CLOSED = "closed"  # no funding is needed


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure, or a body's share of it, from one source; `used` counts from 1 January.

    `of_measure` is what the programme provides for the measure from the source, whoever uses it.
    `due` is false in years outside the measure's term: the row may then stay empty.
    """

    key: str
    measure: str
    title: str
    executant: str | None
    source: str | None
    source_label: str | None
    fund: str | None
    money: Money
    planned: Decimal | None = None
    of_measure: Decimal | None = None
    remark: str | None = None
    used: Decimal | None = None
    due: bool = True


@dataclass(frozen=True, slots=True)
class MetricLine:
    """A metric, or a body's part of it."""

    key: str
    metric: str
    title: str
    unit: str | None
    executant: str | None
    flow: bool
    shared: bool
    baseline: str | None = None
    forecast: str | None = None
    previous: str | None = None
    due: bool = True


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator that no expression gives."""

    key: str
    title: str
    unit: str | None
    yes_no: bool
    baseline: str | None = None
    target: str | None = None
    previous: str | None = None
    due: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that one body is asked for one period."""

    programme: str
    programme_title: str
    edition: str
    edition_title: str
    body: str
    body_name: str
    period: str
    period_title: str
    adds: bool
    deadline: date | None
    to_name: str | None
    measures: tuple[MeasureLine, ...] = field(default=())
    metrics: tuple[MetricLine, ...] = field(default=())
    indicators: tuple[IndicatorLine, ...] = field(default=())

    @property
    def version(self) -> str:
        """A sign of what is asked: another row, name or plan makes another one.

        What is shown for reference does not: it may be reported while the form is being filled in.
        """
        parts = [self.programme, self.edition, self.body, self.period, str(self.adds)]
        parts += [_said(_bare(line, adds=self.adds)) for line in self.lines()]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:VERSION_LENGTH]

    def lines(self) -> Iterator[MeasureLine | MetricLine | IndicatorLine]:
        """Yield every row that is asked for."""
        yield from self.measures
        yield from self.metrics
        yield from self.indicators


def _said(line: MeasureLine | MetricLine | IndicatorLine) -> str:
    """Return what a row says as text; what it does not say leaves no trace."""
    said = {name: value for name, value in asdict(line).items() if value is not None}
    return json.dumps(said, default=str, ensure_ascii=False, sort_keys=True)


def _bare(
    line: MeasureLine | MetricLine | IndicatorLine, *, adds: bool
) -> MeasureLine | MetricLine | IndicatorLine:
    """Return a row without what is shown for reference only."""
    if isinstance(line, MeasureLine):
        return line if adds else replace(line, used=None)
    if isinstance(line, MetricLine):
        return replace(line, baseline=None, forecast=None, previous=None)
    return replace(line, baseline=None, target=None, previous=None)
