"""The reporting cycle as plain JSON values, with every sentence in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from ckanext.infoprog.core.check.stored import plain_issue
from ckanext.infoprog.core.cycle import computed, duties, formbook
from ckanext.infoprog.core.cycle.accepting import Acceptance
from ckanext.infoprog.core.cycle.agenda import Due
from ckanext.infoprog.core.cycle.answering import Answering
from ckanext.infoprog.core.cycle.answers import Change
from ckanext.infoprog.core.cycle.asked import Asked
from ckanext.infoprog.core.cycle.collecting import Received
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.cycle.standing import Standing
from ckanext.infoprog.core.i18n import LANGUAGES
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.reports import collecttext
from ckanext.infoprog.core.reports.words import words
from ckanext.infoprog.core.validation.records import records

Json = dict[str, Any]
MOST: Final = 200  # findings and changes of one file, rows of an acceptance; all are counted


def due(one: Due, today: date, received: int) -> Json:
    """Return a period with its deadline and how many bodies have answered."""
    return {
        "period": one.period.code,
        "title": _both(one.period.title),
        "deadline": _day(one.deadline),
        "days_left": one.days_left(today),
        "over": one.period.end < today,
        "has_report": one.has_report,
        "received": received,
    }


def duties_of(package: Package, when: Period) -> list[Json]:
    """Return the duties of a period's frequency, each with its last day."""
    found = []
    for row in records(package, duties.DUTIES):
        if row.text("frequency") == when.frequency:
            names = {"from": "fromName", "to": "toName", "what": "what", "form": "form"}
            found.append(
                {"duty_id": row.key, "deadline": _day(duties.due(row, when))}
                | {name: row.text(column) for name, column in names.items()}
            )
    return sorted(found, key=lambda one: (one["deadline"] or "9999", one["duty_id"]))


def standing(one: Standing) -> Json:
    """Return a body's row: what it is asked, what came, whether that stands in the data."""
    return {
        "body": one.body,
        "name": one.name,
        "asked": _asked(one.asked) if one.asked else None,
        "received": None if one.kept is None else _kept(one),
        "outdated": one.is_outdated,
        "accepted": one.is_accepted,
    }


def file(one: Received, kept: Iterable[str]) -> tuple[str, Json]:
    """Return what became of a file (kept, same, waits, refused) and what is told of it."""
    outcome = _outcome(one, frozenset(kept))
    changes = one.changes if one.ok else ()
    return outcome, {
        "findings": issues(one.issues),
        "findings_total": len(one.issues),
        "changes": [_change(change) for change in changes[:MOST]],
        "changes_total": len(changes),
        "replaces": one.replaces.file if one.replaces and one.ok else None,
    }


def issues(found: Iterable[Issue]) -> list[Json]:
    """Return findings with their sentences; a file's many are cut off, and counted apart."""
    return [plain_issue(one) for one in list(found)[:MOST]]


def acceptance(planned: Acceptance) -> Json:
    """Return the rows that accepting a period changes, and how many of each table and kind."""
    counts: dict[str, dict[str, int]] = {}
    for one in planned.changes:
        of = counts.setdefault(one.table, {"added": 0, "changed": 0, "removed": 0})
        of[one.kind] += 1
    return {
        "bodies": list(planned.bodies),
        "missing": list(planned.missing),
        "counts": counts,
        "changes": [
            {
                "table": one.table,
                "key": one.key,
                "kind": one.kind,
                "cells": [
                    {"field": name, "before": before, "after": after}
                    for name, before, after in one.cells
                ],
            }
            for one in planned.changes[:MOST]
        ],
    }


def money(package: Package, when: Period) -> Json:
    """Return the programme's money of a period, counted since 1 January; amounts are texts."""
    found = computed.execution(package, when).programme
    figures = {
        "planned": found.planned,
        "allocated": found.allocated,
        "executed": found.executed,
        "percent": found.percent,
    }
    said = {name: _value(figure) for name, figure in figures.items()}
    return {**said, "compared": found.compared, "parts": found.parts}


def execution(package: Package, when: Period) -> list[Json]:
    """Return the rows of a period's execution, with the names of what they name."""
    measures = {row.key: row.text("title") or "" for row in records(package, "measures")}
    names = {row.key: row.text("name") or row.key for row in records(package, "executants")}
    return [
        {
            "key": row.key,
            "measure": row.text("measureId"),
            "title": measures.get(row.text("measureId") or "", ""),
            "source": word(source) if (source := row.text("source")) else None,
            "executant": names.get(row.text("executantId") or ""),
            "status": word(status) if (status := row.text("status")) else None,
            "progress": row.text("progressText"),
            **{name: _value(row.decimal(name)) for name in ("planned", "allocated", "executed")},
        }
        for row in records(package, "execution")
        if row.text("reportId") == when.report_id
    ]


def members(package: Package, answering: Answering) -> Json:
    """Return who answers for what: bodies, groups, measures, metrics, indicators entered by hand.

    `own` are those whom the publisher has named: they alone can be taken out again.
    """
    return {
        "bodies": [
            {"id": key, "name": name, "kind": answering.kinds[key]}
            for key, name in answering.names.items()
        ],
        "group": _rows(
            package, answering, "executants", _named(package, "executantMembers", "groupId"),
            [key for key, kind in answering.kinds.items() if kind != "body"],
        ),
        "measure": _rows(
            package, answering, "measures", _named(package, "measureExecutants", "measureId"),
        ),
        "metric": _rows(
            package, answering, "metrics", _named(package, "metricSources", "metricId"),
        ),
        "indicator": _rows(
            package, answering, "indicators", _responsible(package),
            [r.key for r in records(package, "indicators") if r.text("expression") is None],
        ),
        "unanswered": [
            {"table": one.table, "key": one.key, "title": one.title, "instead": one.body}
            for one in answering.unanswered()
        ],
    }  # fmt: skip


def _rows(
    package: Package,
    answering: Answering,
    table: str,
    named: Mapping[str, Mapping[str, bool]],
    only: list[str] | None = None,
) -> list[Json]:
    """Return the rows of a table with the bodies that are named for each."""
    return [
        {
            "key": row.key,
            "title": row.text("title") or row.text("name") or "",
            "named": [
                {"body": body, "name": answering.names.get(body, body), "own": own}
                for body, own in named.get(row.key, {}).items()
            ],
        }
        for row in records(package, table)
        if only is None or row.key in only
    ]


def _named(package: Package, table: str, column: str) -> dict[str, dict[str, bool]]:
    """Return who is named for each row, and whether the publisher has named them."""
    found: dict[str, dict[str, bool]] = {}
    for row in records(package, table):
        owner, body = row.text(column), row.text("executantId")
        if owner and body:
            own = row.text("sourceRef") is None and row.text("basis") != "document"
            found.setdefault(owner, {})[body] = own
    return found


def _responsible(package: Package) -> dict[str, dict[str, bool]]:
    """Return who enters each indicator; whoever named them, they can be taken out."""
    return {
        row.key: {body: True}
        for row in records(package, "indicators")
        if (body := row.text("responsibleId"))
    }


def _asked(one: Asked) -> Json:
    """Return what a body is asked, counted."""
    return {
        "measures": len(one.measures),
        "metrics": len(one.metrics),
        "indicators": len(one.indicators),
        "version": one.version,
        "filename": formbook.filename(one),
    }


def _kept(one: Standing) -> Json:
    """Return the file that a body's answer came in, and the letter."""
    assert one.kept is not None  # noqa: S101 - asked before
    letter = one.kept.answer.letter
    return {
        "file": one.kept.file,
        "sha256": one.kept.sha256,
        "replaced": list(one.kept.replaced),
        "number": letter.number,
        "date": _day(letter.date),
        "signatory": letter.signatory,
        "version": one.kept.answer.version,
    }


def _outcome(one: Received, kept: frozenset[str]) -> str:
    """Return in a word what became of a file."""
    if not one.ok or one.answer is None:
        return "refused"
    if one.answer.body in kept:
        return "kept"
    same = one.replaces is not None and one.replaces.answer == one.answer
    return "same" if same else "waits"


def _change(change: Change) -> Json:
    """Return a cell that is said otherwise now."""
    return {
        "sheet": change.sheet,
        "key": change.key,
        "column": change.column,
        "before": _value(change.before),
        "after": _value(change.after),
        "message": {lang: collecttext.change_line(change, words(lang)) for lang in LANGUAGES},
    }


def _value(value: object) -> object:
    """Return a value as JSON holds it; an amount is text, for JSON would round it."""
    return format(value, "f") if isinstance(value, Decimal) else value


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _both(title: Any) -> Json:  # noqa: ANN401 - a function of the language
    return {lang: title(lang) for lang in LANGUAGES}
