"""The report of a check as JSON: everything that was found, nothing cut off."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.check import Report
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.reports import checkview
from ckanext.infoprog.core.reports.words import Words


def render(reports: Sequence[Report], words: Words) -> str:
    """Return the reports as a JSON text with one line end at its end."""
    content = {
        "ok": checkview.ok(reports),
        "counts": {s.value: sum(r.by_severity[s] for r in reports) for s in Severity},
        "known": sum(len(r.known) for r in reports),
        "reports": [_report(report, words) for report in reports],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _report(report: Report, words: Words) -> dict[str, object]:
    """Return one report as plain values."""
    return {
        "target": report.target,
        "today": report.today.isoformat(),
        "ok": report.ok,
        "rows": dict(report.rows),
        "counts": _counts(report.by_severity),
        "byCode": dict(report.by_code),
        "byTable": {table: _counts(found) for table, found in report.by_table.items()},
        "findings": [_issue(issue, words) for issue in report.findings],
        "known": [
            {
                "discrepancyId": one.discrepancy_id,
                "explanation": one.explanation.get(words.lang),
                **_issue(one.issue, words),
            }
            for one in report.known
        ],
    }


def _counts(counts: Mapping[Severity, int]) -> dict[str, int]:
    """Return counts by the severity's name."""
    return {severity.value: count for severity, count in counts.items()}


def _issue(issue: Issue, words: Words) -> dict[str, object]:
    """Return a finding with its message."""
    return {**issue.to_dict(), "message": catalogue.explain(issue, words.lang)}
