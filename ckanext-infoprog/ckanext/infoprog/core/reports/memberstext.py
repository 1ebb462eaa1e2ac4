"""Who answers for what, as lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.cycle.answering import GROUP, INDICATOR, MEASURE, METRIC, Answering
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.reports.lines import EMPTY, Line, Style, line
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation.records import records

INDENT: Final = "  "


def listed(package: Package, answering: Answering, words: Words) -> tuple[Line, ...]:
    """Return the groups with their members, then measures, metrics and indicators by body."""
    return tuple(
        made
        for part in (_groups, _measures, _metrics, _indicators, _unanswered)
        for made in part(package, answering, words)
    )


def _groups(_package: Package, answering: Answering, words: Words) -> Iterator[Line]:
    """Yield each group and its members."""
    groups = [key for key, kind in answering.kinds.items() if kind != "body"]
    if groups:
        yield line(words.say("Groups"), Style.TITLE)
    for key in groups:
        yield line(f"{INDENT}{key}  {answering.names[key]}")
        for member in answering.members.get(key, ()):
            yield line(f"{INDENT * 3}{member}  {answering.names.get(member, member)}")
        if not answering.members.get(key):
            yield line(f"{INDENT * 3}{words.say('no members')}", Style.WARNING)
    if groups:
        yield EMPTY


def _measures(package: Package, answering: Answering, words: Words) -> Iterator[Line]:
    """Yield each measure with the bodies that answer for it."""
    yield line(words.say("Measures"), Style.TITLE)
    for row in records(package, "measures"):
        yield _who(row.key, [one.body for one in answering.of_measure(row.key)], words)
    yield EMPTY


def _metrics(package: Package, answering: Answering, words: Words) -> Iterator[Line]:
    """Yield each metric with the bodies that supply it."""
    rows = records(package, "metrics")
    if rows:
        yield line(words.say("Metrics"), Style.TITLE)
    for row in rows:
        yield _who(row.key, [one.body for one in answering.of_metric(row.key)], words)
    if rows:
        yield EMPTY


def _indicators(package: Package, answering: Answering, words: Words) -> Iterator[Line]:
    """Yield each indicator that is entered by hand with the body that enters it."""
    rows = [row for row in records(package, "indicators") if row.text("expression") is None]
    if rows:
        yield line(words.say("Indicators entered by hand"), Style.TITLE)
    for row in rows:
        answer = answering.of_indicator(row.text("responsibleId"))
        yield _who(row.key, [answer.body] if answer else [], words)
    if rows:
        yield EMPTY


def _unanswered(_package: Package, answering: Answering, words: Words) -> Iterator[Line]:
    """Yield what nobody of its own answers for, and who is asked instead."""
    found = answering.unanswered()
    if not found:
        yield line(words.say("Everything has a body that answers for it."), Style.GOOD)
        return
    yield line(words.say("Nobody of its own answers for"), Style.TITLE)
    names = {
        GROUP: words.say("group"),
        MEASURE: words.say("measure"),
        METRIC: words.say("metric"),
        INDICATOR: words.say("indicator"),
    }
    for one in found:
        instead = one.body or words.say("nobody is asked")
        yield line(
            f"{INDENT}{names[one.table]} {one.key} → {instead}",
            Style.PLAIN if one.body else Style.WARNING,
        )


def _who(key: str, bodies: list[str], words: Words) -> Line:
    """Return a row's key and the bodies that answer for it."""
    named = ", ".join(dict.fromkeys(bodies)) or words.say("nobody")
    return line(f"{INDENT}{key}  {named}", Style.PLAIN if bodies else Style.WARNING)
