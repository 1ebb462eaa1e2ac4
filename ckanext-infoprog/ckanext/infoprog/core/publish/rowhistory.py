"""One row of a table through the versions: what it was, when it changed, whether it is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from ckanext.infoprog.core.publish import rowchanges
from ckanext.infoprog.core.publish.rowchanges import RowChange, TextRow

#: The most different files that are looked through for one row.
MOST_FILES: Final = 60


@dataclass(frozen=True, slots=True)
class State:
    """A table in one version: the file's hash and its key column; no hash where it has none."""

    version: int
    at: str
    sha256: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a version did to the row; a file that is not there any more cannot tell."""

    version: int
    at: str
    change: RowChange


@dataclass(frozen=True, slots=True)
class History:
    """The row as it is or last was, the version it stands in, and its entries, newest first.

    `looked_to` is the earliest version that was looked at, `redacted` those that cannot be read.
    """

    row: TextRow | None
    version: int
    is_current: bool
    entries: tuple[Entry, ...]
    looked_to: int
    redacted: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the history as plain JSON values."""
        return {
            "state": "current" if self.is_current else "gone",
            "row": dict(self.row) if self.row is not None else None,
            "version": self.version,
            "looked_to": self.looked_to,
            "redacted": list(self.redacted),
            "history": [
                {
                    "version": one.version,
                    "at": one.at,
                    "change": str(one.change.change),
                    "fields": [
                        {"name": cell.name, "old": cell.old, "new": cell.new}
                        for cell in one.change.fields
                    ],
                }
                for one in self.entries
            ],
        }


Find = Callable[[str, str, str], TextRow | None]


def history(states: Iterable[State], key: str, find: Find, most: int = MOST_FILES) -> History:
    """Return the history of a row; `states` come newest first.

    `find` gives the row of a file by hash, key column and key; LookupError where it cannot be read.
    """
    looked = _bounded(states, most)
    rows: dict[int, TextRow | None] = {}
    redacted: list[int] = []
    for state in looked:
        try:
            rows[state.version] = find(state.sha256, state.key, key) if state.sha256 else None
        except LookupError:
            redacted.append(state.version)
    entries: list[Entry] = []
    before: TextRow | None = None
    for state in reversed([one for one in looked if one.version in rows]):
        if change := rowchanges.row_change(before, rows[state.version], key):
            entries.insert(0, Entry(state.version, state.at, change))
        before = rows[state.version]
    holding = next((one for one, row in rows.items() if row is not None), 0)
    newest = looked[0].version if looked else 0
    return History(
        row=rows.get(holding),
        version=holding,
        is_current=holding == newest and holding > 0,
        entries=tuple(entries),
        looked_to=looked[-1].version if looked else 0,
        redacted=tuple(redacted),
    )


def find_row(rows: Iterable[TextRow], column: str, key: str) -> TextRow | None:
    """Return the row with this key, null cells included; None where there is none."""
    return next((row for row in rows if rowchanges.key_of(row, column) == key), None)


def _bounded(states: Iterable[State], most: int) -> list[State]:
    """Return the newest states, as long as they stand on no more than `most` different files."""
    found: list[State] = []
    files: set[str] = set()
    for state in states:
        files |= {state.sha256} if state.sha256 else set()
        if len(files) > most:
            break
        found.append(state)
    return found
