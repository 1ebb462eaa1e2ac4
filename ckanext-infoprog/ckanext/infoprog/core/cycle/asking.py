"""What is asked of whom for a period, read from a package."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.cycle import askmeasures, askvalues, duties, editions, period
from ckanext.infoprog.core.cycle.answering import Answering
from ckanext.infoprog.core.cycle.asked import Asked, IndicatorLine, MeasureLine, MetricLine
from ckanext.infoprog.core.cycle.notes import stop
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import records

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)  # what files are named after


def asked(package: Package, when: Period) -> Mapping[str, Asked]:
    """Return what each body is asked, by body in the order of their keys."""
    rows = records(package, "programme")
    if len(rows) != 1:
        stop("cycle-no-programme", table="programme", key=package.name)
    period.within_term(when, package)
    answering = Answering(package, when)
    measures = _by_body(askmeasures.lines(package, when, answering))
    metrics = _by_body(askvalues.metrics(package, when, answering))
    indicators = _by_body(askvalues.indicators(package, when, answering))
    duty = duties.duty(package, when)
    found = {}
    for body in sorted({*measures, *metrics, *indicators}):
        if not _ID.fullmatch(body) or not _ID.fullmatch(package.name):
            stop("cycle-bad-id", table="executants", key=body)
        found[body] = Asked(
            programme=package.name,
            programme_title=rows[0].text("title") or package.name,
            edition=editions.last(package, when.end),
            edition_title=editions.title(package, when.end),
            body=body,
            body_name=answering.names.get(body, body),
            period=when.code,
            period_title=when.title("uk"),
            adds=when.quarter is not None,
            deadline=duty.deadline if duty else None,
            to_name=duty.to_name if duty else None,
            measures=tuple(one for one in measures[body] if isinstance(one, MeasureLine)),
            metrics=tuple(one for one in metrics[body] if isinstance(one, MetricLine)),
            indicators=tuple(one for one in indicators[body] if isinstance(one, IndicatorLine)),
        )
    return MappingProxyType(found)


def of_body(package: Package, when: Period, body: str) -> Asked:
    """Return what one body is asked; a body that is asked nothing is refused."""
    every = asked(package, when)
    if body not in every:
        stop(
            "cycle-body-not-asked", table="executants", key=body,
            period=when.code, bodies=", ".join(every) or None,
        )  # fmt: skip
    return every[body]


def _by_body(
    lines: Iterator[tuple[str, MeasureLine | MetricLine | IndicatorLine]],
) -> Mapping[str, list[MeasureLine | MetricLine | IndicatorLine]]:
    """Return the lines by the body that fills them in."""
    found: dict[str, list[MeasureLine | MetricLine | IndicatorLine]] = defaultdict(list)
    for body, line in lines:
        found[body].append(line)
    return found
