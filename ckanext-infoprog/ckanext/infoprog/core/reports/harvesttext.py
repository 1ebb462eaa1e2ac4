"""The harvest as lines and as data: findings about its files, previews, sources, jobs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.harvest.configuration import Configuration
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.reports import checkview, lines
from ckanext.infoprog.core.reports.lines import Line, Span, Style, line
from ckanext.infoprog.core.reports.words import Words, visible


def linted(found: Configuration | None, issues: Sequence[Issue], words: Words) -> tuple[Line, ...]:
    """Return what is wrong with the files, and what they would give."""
    made = [*findings(issues, words)]
    if found is not None:
        publisher = ", ".join(found.city.organizations)
        made.append(line(words.say("Leaves: the datasets of {publisher}.", publisher=publisher)))
        for way in found.national.sources:
            made.append((Span(f"{way}: ", Style.TITLE), Span(visible(found.source(way).url))))
    return (*made, line(counted(issues, words), _style(issues)))


def findings(issues: Iterable[Issue], words: Words) -> tuple[Line, ...]:
    """Return the findings, errors first, each with its place and what to do."""
    ordered = sorted(issues, key=lambda one: (one.severity.rank, one.sort_key))
    return tuple(_finding(one, words) for one in ordered)


def findings_json(issues: Iterable[Issue], words: Words) -> str:
    """Return the findings as JSON, each with its message."""
    return json.dumps(listed(issues, words), ensure_ascii=False, indent=2) + "\n"


def listed(issues: Iterable[Issue], words: Words) -> list[dict[str, Any]]:
    """Return the findings as plain data with their messages."""
    return [
        {**one.to_dict(), "message": catalogue.explain(one, words.lang)} for one in sorted(issues)
    ]


def counted(issues: Sequence[Issue], words: Words) -> str:
    """Return how many findings there are of each severity."""
    counts = [
        checkview.severity_count(kind, sum(one.severity is kind for one in issues), words)
        for kind in Severity
    ]
    return ", ".join(counts)


def _finding(one: Issue, words: Words) -> Line:
    """Return one finding as a line."""
    return (
        Span(checkview.severity_name(one.severity, words), lines.style_of(one.severity)),
        Span(f" {one.code} ", Style.QUIET),
        Span(visible(catalogue.explain(one, words.lang))),
    )


def _style(issues: Iterable[Issue]) -> Style:
    """Return the style of a closing line: good where there is no error."""
    wrong = any(one.severity is Severity.ERROR for one in issues)
    return Style.ERROR if wrong else Style.GOOD
