"""What accepting a period changes, as lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.cycle.accepting import Acceptance, RowChange
from ckanext.infoprog.core.reports.lines import Line, Style, line
from ckanext.infoprog.core.reports.words import Words, visible


def changes(planned: Acceptance, words: Words) -> tuple[Line, ...]:
    """Return the counts by table, then each row that would change."""
    return (*_counts(planned, words), *(_row(change, words) for change in planned.changes))


def _counts(planned: Acceptance, words: Words) -> Iterator[Line]:
    """Yield how many rows of each table are added, changed and taken out."""
    if not planned.changes:
        yield line(words.say("Nothing would change."), Style.GOOD)
    counted = Counter((one.table, one.kind) for one in planned.changes)
    for table in planned.tables:
        shown = [
            words.say("added {count}", count=i18n.number(counted[table, "added"], words.lang)),
            words.say("changed {count}", count=i18n.number(counted[table, "changed"], words.lang)),
            words.say("removed {count}", count=i18n.number(counted[table, "removed"], words.lang)),
        ]
        if any(counted[table, kind] for kind in ("added", "changed", "removed")):
            yield line(f"{table}: {', '.join(shown)}", Style.TITLE)


def _row(change: RowChange, words: Words) -> Line:
    """Return one row that would change."""
    if change.kind == "added":
        return line(f"  + {change.table} {change.key}")
    if change.kind == "removed":
        return line(f"  − {change.table} {change.key}", Style.WARNING)
    cells = "; ".join(
        f"{name}: {_shown(before)} → {_shown(after)}" for name, before, after in change.cells
    )
    return line(f"  ~ {change.table} {change.key}: {cells}")


def _shown(value: str | None) -> str:
    """Return a cell as a line can hold it."""
    return "–" if value is None else visible(value)


def missing(planned: Acceptance, words: Words) -> str:
    """Return who has not answered."""
    return words.say("Accepted without: {bodies}", bodies=", ".join(planned.missing))
