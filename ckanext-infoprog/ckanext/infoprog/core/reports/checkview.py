"""What a report of a check shows to people: findings by code, counts, places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.check import Report
from ckanext.infoprog.core.check import report as reporting
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.reports.words import Words, visible

FIRST: Final = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding as people read it; `label` is the discrepancy's id where it is a known one."""

    place: str
    message: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a discrepancy adds to a finding: its id, and its explanation instead of advice."""

    label: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one code: how many there are and the first of them."""

    code: str
    severity: Severity
    title: str
    count: int
    shown: tuple[Shown, ...]

    @property
    def hidden(self) -> int:
        """How many findings of the code are not shown."""
        return self.count - len(self.shown)


def findings(report: Report, words: Words, first: int) -> tuple[Group, ...]:
    """Return the findings by code, errors first, then by code."""
    return _groups([(issue, _Told()) for issue in report.findings], words, first)


def known(report: Report, words: Words, first: int) -> tuple[Group, ...]:
    """Return the known discrepancies by code, in the words of the package where it has them."""
    return _groups(
        [
            (one.issue, _Told(one.discrepancy_id, one.explanation.get(words.lang, "")))
            for one in report.known
        ],
        words,
        first,
    )


def severity_name(severity: Severity, words: Words) -> str:
    """Return the word for a severity."""
    names = {
        Severity.ERROR: words.say("error"),
        Severity.WARNING: words.say("warning"),
        Severity.NOTICE: words.say("notice"),
    }
    return names[severity]


def severity_count(severity: Severity, count: int, words: Words) -> str:
    """Return a count with the word for a severity."""
    if severity is Severity.ERROR:
        return words.say_count("{count} error", "{count} errors", count)
    if severity is Severity.WARNING:
        return words.say_count("{count} warning", "{count} warnings", count)
    return words.say_count("{count} notice", "{count} notices", count)


def totals(reports: Iterable[Report], words: Words) -> str:
    """Return the counts of reports in one sentence."""
    listed = tuple(reports)
    counts = [severity_count(s, sum(r.by_severity[s] for r in listed), words) for s in Severity]
    discrepancies = words.say_count(
        "{count} known discrepancy",
        "{count} known discrepancies",
        sum(len(r.known) for r in listed),
    )
    rows = words.say_count("{count} row", "{count} rows", sum(sum(r.rows.values()) for r in listed))
    tables = words.say_count("{count} table", "{count} tables", sum(len(r.rows) for r in listed))
    return words.say(
        "{found}; {known}; read: {rows}, {tables}",
        found=", ".join(counts),
        known=discrepancies,
        rows=rows,
        tables=tables,
    )


def place(issue: Issue, words: Words) -> str:
    """Return where a finding is, from the file to the field."""
    parts = [
        issue.path or issue.table or "",
        words.say("row {row}", row=issue.row) if issue.row is not None else "",
        words.say("key {key}", key=issue.key) if issue.key else "",
        words.say("field {field}", field=issue.field) if issue.field else "",
    ]
    return visible(", ".join(part for part in parts if part))


def ok(reports: Iterable[Report]) -> bool:
    """Whether none of the reports has a finding of severity error."""
    return all(report.ok for report in reports)


def _groups(issues: Sequence[tuple[Issue, _Told]], words: Words, first: int) -> tuple[Group, ...]:
    """Return findings with what is told of them by code, in order of weight."""
    of_code: dict[tuple[int, str], list[tuple[Issue, _Told]]] = {}
    for issue, told in issues:
        code = reporting.counted_as(issue)
        of_code.setdefault((issue.severity.rank, code), []).append((issue, told))
    return tuple(_group(of_code[key], words, first) for key in sorted(of_code))


def _group(issues: Sequence[tuple[Issue, _Told]], words: Words, first: int) -> Group:
    """Return the findings of one code and severity."""
    listed = [(issue, told) for issue, told in issues if issue.code != reporting.MORE] or issues
    head, _ = listed[0]
    return Group(
        code=head.code,
        severity=head.severity,
        title=catalogue.finding(head.code).title[words.lang],
        count=sum(reporting.times(issue) for issue, _ in issues),
        shown=tuple(_shown(issue, told, words) for issue, told in listed[:first]),
    )


def _shown(issue: Issue, told: _Told, words: Words) -> Shown:
    """Return one finding with its place and message."""
    message = visible(told.message) or catalogue.explain(issue, words.lang)
    return Shown(place(issue, words), message, told.label)
