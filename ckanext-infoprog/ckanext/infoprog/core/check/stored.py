"""A report as it is kept beside a published version: plain JSON values, and back again.

Messages stand in it in both languages, so that it can be read without this software; amounts are
texts, for JSON would round them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.check.report import Known, Report
from ckanext.infoprog.core.issues import Issue, Severity

_PLACES = tuple(f.name for f in fields(Issue) if f.name not in ("severity", "params"))


def to_plain(report: Report) -> dict[str, Any]:
    """Return a report as plain values; nothing is cut off."""
    return {
        "target": report.target,
        "today": report.today.isoformat(),
        "ok": report.ok,
        "rows": dict(report.rows),
        "counts": {severity.value: count for severity, count in report.by_severity.items()},
        "findings": [plain_issue(one) for one in report.findings],
        "known": [
            {
                **plain_issue(one.issue),
                "discrepancyId": one.discrepancy_id,
                "explanation": _said(one),
            }
            for one in report.known
        ],
    }


def from_plain(plain: Mapping[str, Any]) -> Report:
    """Return the report that plain values hold, to be shown in any language."""
    return Report(
        target=plain["target"],
        today=date.fromisoformat(plain["today"]),
        rows=plain["rows"],
        findings=tuple(_read(one) for one in plain["findings"]),
        known=tuple(
            Known(_read(one), one["discrepancyId"], one["explanation"]) for one in plain["known"]
        ),
    )


def _said(known: Known) -> dict[str, str]:
    """Return what the package says of a known discrepancy, by language."""
    return dict(known.explanation)


def plain_issue(issue: Issue) -> dict[str, Any]:
    """Return a finding with its messages, and which of its parameters are amounts."""
    return {
        **issue.to_dict(),
        "amounts": [name for name, value in issue.params if isinstance(value, Decimal)],
        "message": {lang: catalogue.explain(issue, lang) for lang in ("uk", "en")},
    }


def _read(plain: Mapping[str, Any]) -> Issue:
    """Return the finding that plain values hold."""
    params = {
        name: Decimal(value) if name in plain["amounts"] else value
        for name, value in plain["params"].items()
    }
    return Issue(
        **{name: plain[name] for name in _PLACES},
        severity=Severity(plain["severity"]),
        params=tuple(sorted(params.items())),
    )


def read(path: Path) -> Report:
    """Return the report that a file holds."""
    return from_plain(json.loads(path.read_text("utf-8")))
