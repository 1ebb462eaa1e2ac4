"""Findings gathered cell by cell: a change is told once a column with its count, an error each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.ingest.notes import note, severities
from ckanext.infoprog.core.issues import Issue, Severity

EACH: Final = 1_000
"""So many findings of one code in one column are listed; the rest is counted."""


@dataclass(slots=True)
class _Change:
    """The first cell of a kind of change in a column, and how many there are."""

    row: int
    before: str
    after: str
    place: str
    count: int = 0


class Tally:
    """The findings of one table."""

    def __init__(self, path: str, table: str, sheet: str | None) -> None:
        """Begin with none."""
        self.path, self.table, self.sheet = path, table, sheet
        self._errors = {c for c, s in severities().items() if s is Severity.ERROR}
        self._issues: list[Issue] = []
        self._counts: dict[tuple[str, str | None], int] = {}
        self._changes: dict[tuple[str, str | None], _Change] = {}

    def add(self, issue: Issue) -> None:
        """Keep a finding, as long as there are few of its kind."""
        kind = (issue.code, issue.field)
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if self._counts[kind] <= EACH:
            self._issues.append(issue)

    def change(
        self, code: str, field: str | None, row: int, before: str, after: str, where: str,
        count: int = 1,
    ) -> bool:  # fmt: skip
        """Keep what was done to a cell; return whether the cell is refused by it."""
        if code in self._errors:
            if self._counts.get((code, field), 0) >= EACH:
                self._counts[code, field] += 1
                return True
            self.add(
                note(code, self.path, table=self.table, row=row, field=field, value=before,
                     place=where)
            )  # fmt: skip
            return True
        kind = (code, field)
        if kind not in self._changes:
            self._changes[kind] = _Change(row, before, after, where)
        self._changes[kind].count += count
        return False

    def issues(self) -> list[Issue]:
        """Return the findings: each error, each kind of change once a column, and what is over."""
        found = list(self._issues)
        for (code, field), change in self._changes.items():
            params = {"place": change.place, "after": change.after} if change.place else {}
            found.append(
                note(code, self.path, table=self.table, row=change.row, field=field,
                     value=change.before, count=change.count, **params)
            )  # fmt: skip
        for (code, field), count in self._counts.items():
            if count > EACH:
                found.append(
                    note("more-like-this", self.path, table=self.table, field=field, what=code,
                         count=count - EACH)
                )  # fmt: skip
        return found
