"""How a period stands: by body what it is asked, what came, what the data hold of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ckanext.infoprog.core import schema
from ckanext.infoprog.core.cycle import asking, tabled
from ckanext.infoprog.core.cycle.accepting import changes_of, tables_of
from ckanext.infoprog.core.cycle.answers import Answer, Letter
from ckanext.infoprog.core.cycle.asked import Asked
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.cycle.store import Kept
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import records


@dataclass(frozen=True, slots=True)
class Standing:
    """One body in a period.

    `asked` is None for a body that has answered and is asked nothing any more; `is_outdated` says
    that the questions have changed since it answered; `is_accepted` that its answer stands in the
    data just so.
    """

    body: str
    name: str
    asked: Asked | None
    kept: Kept | None
    is_outdated: bool
    is_accepted: bool


def standings(package: Package, when: Period, kept: Mapping[str, Kept]) -> tuple[Standing, ...]:
    """Return every body that is asked or has answered, in the order of their keys."""
    every = asking.asked(package, when)
    good = {
        body: one.answer
        for body, one in kept.items()
        if body in every and every[body].version == one.answer.version
    }
    accepted = _accepted(package, when, good, every)
    names = {row.key: row.text("name") or row.key for row in records(package, "executants")}
    return tuple(
        Standing(
            body=body,
            name=names.get(body, body),
            asked=every.get(body),
            kept=kept.get(body),
            is_outdated=body in kept and body not in good,
            is_accepted=body in accepted,
        )
        for body in sorted({*every, *kept})
    )


def has_report(package: Package, when: Period) -> bool:
    """Return whether the data have a report of a period."""
    return any(row.key == when.report_id for row in records(package, "reports"))


def _accepted(
    package: Package, when: Period, good: Mapping[str, Answer], every: Mapping[str, Asked]
) -> frozenset[str]:
    """Return the bodies of whose answers accepting them now would change nothing."""
    if not good or not has_report(package, when):
        return frozenset()
    tables = tables_of(package, when, [good[body] for body in sorted(good)], every, Letter())
    changed = {(one.table, one.key) for one in changes_of(package, tables)}
    return frozenset(
        body for body, answer in good.items() if not changed & _rows(when, answer, every)
    )


def _rows(when: Period, answer: Answer, every: Mapping[str, Asked]) -> set[tuple[str, str]]:
    """Return the rows that a body's answer becomes, by table and key."""
    return {(table, str(row[schema.load(table).key])) for table, row in _made(when, answer, every)}


def _made(
    when: Period, answer: Answer, every: Mapping[str, Asked]
) -> Iterator[tuple[str, tabled.Made]]:
    """Yield each row of an answer with its table."""
    for row in tabled.execution(when, answer, every[answer.body]):
        yield "execution", row
    for row in tabled.metric_values(when, [answer], every):
        yield "metricValues", row
    for one in answer.indicators:
        row = tabled.indicator_value(when, one.key, one.value, one.answer, one.note)
        yield "indicatorValues", row
