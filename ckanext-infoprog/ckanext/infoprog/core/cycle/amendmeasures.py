"""The measures in an amendment's workbook: worded anew, taken out, added."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, TypeVar

from ckanext.infoprog.core.cycle import amendable, declared
from ckanext.infoprog.core.cycle.amendable import MeasureNow
from ckanext.infoprog.core.cycle.amenddesk import Desk, Row
from ckanext.infoprog.core.cycle.amendment import Added, Reworded
from ckanext.infoprog.core.cycle.formsheet import Sheet
from ckanext.infoprog.core.cycle.reading import Cells

Said = TypeVar("Said", str, int)
_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


def changed(desk: Desk) -> tuple[list[Reworded], frozenset[str]]:
    """Return the measures that are worded anew, and those that are taken out."""
    known = {one.key: one for one in desk.now.measures}
    sheet = desk.sheet(
        declared.CHANGED, [Row(one.key, (one.key, one.title)) for one in known.values()]
    )
    fresh = [name for name in declared.inputs(declared.CHANGED) if name != "exclude"]
    reworded, excluded = [], set()
    for line, row in sheet.pairs():
        if sheet.chosen(row, "exclude", ("yes",)) is not None:
            excluded.add(line.key)
            if not sheet.is_empty(row, fresh):
                sheet.tell(row, "amend-excluded", "exclude")
        elif not sheet.is_empty(row, fresh):
            one = _reworded(desk, sheet, row, known[line.key])
            if one is not None:
                reworded.append(one)
    return reworded, frozenset(excluded)


def added(desk: Desk) -> list[Added]:
    """Return the measures that are added."""
    rows = [Row(f"new-{at}") for at in range(1, amendable.SHOWN_NEW + 1)]
    sheet = desk.sheet(declared.ADDED, rows)
    filled = [
        (row, sheet.text(row, "newNumber")) for _, row in sheet.pairs()
        if not sheet.is_empty(row, declared.inputs(declared.ADDED))
    ]  # fmt: skip
    counted = Counter(number for _, number in filled)
    found = []
    for row, number in filled:
        _tell_number(desk, sheet, row, number, counted[number])
        direction = sheet.text(row, "direction")
        if direction not in desk.now.directions and "direction" not in row.refused:
            sheet.tell(row, "amend-direction", "direction", keys=", ".join(desk.now.directions))
        sheet.tell_empty(row, "amend-needed", "newTitle", "executants")
        title = sheet.text(row, "newTitle")
        start, end = desk.term(sheet, row)
        bodies = desk.bodies(sheet, row, "executants")
        found.append(Added(
            number or "", direction or "", title or "", start, end,
            sheet.text(row, "newTerm"), sheet.text(row, "newExpected"), bodies,
        ))  # fmt: skip
    return found


def _reworded(desk: Desk, sheet: Sheet[Row], row: Cells, now: MeasureNow) -> Reworded | None:
    """Return what is said anew of a measure; None where it is what stood there."""
    start, end = desk.term(sheet, row, now.start, now.end)
    said = (
        _new(sheet.text(row, "newTitle"), now.title), _new(start, now.start),
        _new(end, now.end), _new(sheet.text(row, "newTerm"), now.term),
        _new(sheet.text(row, "newExpected"), now.expected),
    )  # fmt: skip
    return Reworded(now.key, *said) if any(one is not None for one in said) else None


def _tell_number(desk: Desk, sheet: Sheet[Row], row: Cells, number: str | None, count: int) -> None:
    """Tell a number of a new measure that is none, or that another one has."""
    sheet.tell_empty(row, "amend-needed", "newNumber")
    if number is None:
        return
    if not _NUMBER.fullmatch(number):
        sheet.tell(row, "amend-number", "newNumber")
    elif number in desk.now.numbers or count > 1:
        sheet.tell(row, "amend-number-taken", "newNumber")


def _new(said: Said | None, was: Said | None) -> Said | None:
    """Return what is said where it is another than it was."""
    return None if said == was else said
