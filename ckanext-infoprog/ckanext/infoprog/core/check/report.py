"""The result of a check: findings sorted and counted, known discrepancies apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ckanext.infoprog.core.issues import Issue, Severity

MORE: Final = "more-like-this"


def times(issue: Issue) -> int:
    """Return how many findings one entry stands for: reading lists so many of a kind, then sums."""
    count = issue.param("count") if issue.code == MORE else None
    return count if isinstance(count, int) else 1


def counted_as(issue: Issue) -> str:
    """Return the code that an entry counts for."""
    what = issue.param("what") if issue.code == MORE else None
    return what if isinstance(what, str) else issue.code


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that the package's discrepancies name, with the id of the row that does.

    `explanation` is what that row says of it, by language.
    """

    issue: Issue
    discrepancy_id: str
    explanation: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __lt__(self, other: Known) -> bool:
        return (self.issue, self.discrepancy_id) < (other.issue, other.discrepancy_id)


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one check: findings and known discrepancies, both sorted, nothing cut off.

    `target` is the name of the package or file. `rows` counts the records of each table that was
    read, in the order of the data model.
    """

    target: str
    today: date
    rows: Mapping[str, int]
    findings: tuple[Issue, ...] = ()
    known: tuple[Known, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is no finding of severity error."""
        return not self.by_severity[Severity.ERROR]

    @property
    def by_severity(self) -> Mapping[Severity, int]:
        """How many findings there are of each severity, zeros included; known ones apart."""
        counts = dict.fromkeys(Severity, 0)
        for issue in self.findings:
            counts[issue.severity] += times(issue)
        return counts

    @property
    def by_code(self) -> Mapping[str, int]:
        """How many findings there are of each code, in order of code."""
        counts: Counter[str] = Counter()
        for issue in self.findings:
            counts[counted_as(issue)] += times(issue)
        return dict(sorted(counts.items()))

    @property
    def known_by_code(self) -> Mapping[str, int]:
        """How many known discrepancies there are of each code, in order of code."""
        return dict(sorted(Counter(k.issue.code for k in self.known).items()))

    @property
    def by_table(self) -> Mapping[str, Mapping[Severity, int]]:
        """The counts by severity of each table that has rows or findings; no table is ``""``."""
        counts = {name: dict.fromkeys(Severity, 0) for name in self.rows}
        for issue in self.findings:
            of_table = counts.setdefault(issue.table or "", dict.fromkeys(Severity, 0))
            of_table[issue.severity] += times(issue)
        others = sorted(set(counts) - set(self.rows))
        return {name: counts[name] for name in [*self.rows, *others]}
