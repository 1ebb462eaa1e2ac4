"""The targets and forecasts in an amendment's workbook."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ckanext.infoprog.core.cycle import amendable, declared
from ckanext.infoprog.core.cycle.amendable import ValueNow
from ckanext.infoprog.core.cycle.amenddesk import Desk, Row
from ckanext.infoprog.core.cycle.amendment import Aimed
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.validation import indicators


def targets(desk: Desk) -> Iterator[Aimed]:
    """Yield the targets that are set anew."""
    known = {one.key: one for one in desk.now.targets}
    rows = [Row(one.key, (one.title, str(one.year))) for one in known.values()]
    sheet = desk.sheet(declared.TARGETS, rows)
    for line, row in sheet.pairs():
        one = known[line.key]
        value = sheet.number(row, "newValue")
        answer = sheet.chosen(row, "newAnswer", ("Yes", "No"))
        other = "newValue" if one.yes_no else "newAnswer"
        if row.texts.get(other) is not None:
            sheet.tell(row, "form-closed", other)
        yield from _aimed(indicators.VALUES, one, value, word(answer) if answer else None)


def forecasts(desk: Desk) -> Iterator[Aimed]:
    """Yield the forecasts that are set anew."""
    known = {one.key: one for one in desk.now.forecasts}
    rows = [
        Row(one.key, (one.owner, one.title, one.supplier, str(one.year))) for one in known.values()
    ]
    sheet = desk.sheet(declared.FORECASTS, rows)
    for line, row in sheet.pairs():
        value = sheet.number(row, "newValue")
        yield from _aimed(indicators.METRIC_VALUES, known[line.key], value, None)


def _aimed(table: str, now: ValueNow, value: Decimal | None, text: str | None) -> Iterator[Aimed]:
    """Yield a value that is set, unless it stood there already."""
    said = amendable.said(value) if value is not None else text
    if said is not None and said != now.was:
        yield Aimed(table, now.owner, now.executant, now.year, value, text)
