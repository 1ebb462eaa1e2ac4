"""Whether an amendment's workbook can be taken: each fault with sheet, cell, label and advice."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.cycle import (
    amendbook,
    amendmeasures,
    amendmoney,
    amendvalues,
    declared,
)
from ckanext.infoprog.core.cycle.amendable import Amendable
from ckanext.infoprog.core.cycle.amenddesk import Desk, Row
from ckanext.infoprog.core.cycle.amendment import Amendment, Decision
from ckanext.infoprog.core.cycle.formsheet import Sheet
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.reading import Cells, Opened
from ckanext.infoprog.core.issues import Issue

AMOUNT: Final = "amount"  # the column of a sum
_URL: Final = re.compile(r"https?://\S+")


def judge(
    form: Opened, now: Amendable, today: date, name: str
) -> tuple[Amendment | None, list[Issue]]:
    """Return what a decision changes, and what is wrong with the workbook.

    There is no amendment where the decision itself cannot be read.
    """
    desk = Desk(form, now, name, list(form.issues))
    decision = _decision(desk, today)
    reworded, excluded = amendmeasures.changed(desk)
    added = amendmeasures.added(desk)
    paid = amendmoney.paid(desk, frozenset(one.measure for one in added), excluded)
    aimed = (*amendvalues.targets(desk), *amendvalues.forecasts(desk))
    if decision is None:
        return None, desk.issues
    amendment = Amendment(
        decision, tuple(reworded), tuple(sorted(excluded)), tuple(added), tuple(paid), aimed
    )
    return amendment, desk.issues


def _decision(desk: Desk, today: date) -> Decision | None:
    """Return the act; what it must have and lacks is told."""
    rows = [Row(name, (word(name),)) for name, _ in amendbook.DECISION]
    sheet = desk.sheet(declared.DECISION, rows)
    told: dict[str, str | None] = {}
    total: Decimal | None = None
    for line, row in sheet.pairs():
        column = dict(amendbook.DECISION)[line.key]
        _tell_other_columns(sheet, row, column)
        if column == AMOUNT:
            total = sheet.number(row, column)
            continue
        text = sheet.text(row, column) if column == "text" else row.texts.get(column)
        told[line.key] = text
        if line.key in amendbook.NEEDED:
            sheet.tell_empty(row, "amend-needed", column)
        _tell_form(sheet, row, line.key, text, today)
    number, title = told.get("legalActNumber"), told.get("legalActTitle")
    accepted, starts = _day(told.get("legalActAccepted")), _day(told.get("validFrom"))
    if number is None or title is None or accepted is None:
        return None
    return Decision(
        told.get("legalActType"), number, accepted, title, told.get("legalActUrl"),
        starts or accepted, told.get("changes"), total,
    )  # fmt: skip


def _tell_other_columns(sheet: Sheet[Row], row: Cells, column: str) -> None:
    """Tell what stands where this line asks for nothing."""
    for other in declared.inputs(declared.DECISION):
        if other != column and row.texts.get(other) is not None:
            sheet.tell(row, "form-closed", other)


def _tell_form(sheet: Sheet[Row], row: Cells, name: str, text: str | None, today: date) -> None:
    """Tell an address that is none, a day that is yet to come."""
    if name == "legalActUrl" and text is not None and not _URL.fullmatch(text):
        sheet.tell(row, "amend-url", "text")
    day = _day(text) if name == "legalActAccepted" else None
    if day and day > today:
        sheet.tell(row, "amend-future", "day")


def _day(text: str | None) -> date | None:
    """Return a day; None where there is none, or none that can be."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
