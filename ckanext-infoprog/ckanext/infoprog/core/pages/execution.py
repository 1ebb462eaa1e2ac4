"""What another document says was executed of a programme: its own words and percentages.

The percentages refer to a plan that the sources do not hold; nothing is divided by the adopted one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import frame, paths, places, shown, states
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation.records import records

EXECUTION: Final = "execution"
ID: Final = "told"


@dataclass(frozen=True, slots=True)
class Told:
    """An amount that a document says was spent of another document's programme."""

    key: str
    text: str
    amount: Decimal
    percent: Decimal | None
    executant: str
    body: str
    start: date | None
    end: date | None
    printed: str
    place: str
    by: str
    by_title: str
    notes: tuple[str, ...]


def of(slug: str, others: Iterable[Snapshot], words: Words) -> tuple[Told, ...]:
    """Return what the other packages say was executed of a programme, in their order."""
    found = []
    for other in others:
        if other.programme is None:
            continue
        programme = other.programme
        for row in records(other.package, "keyFigures"):
            amount = row.decimal("value")
            is_ours = row.text("aboutProgrammeId") == slug and row.text("kind") == EXECUTION
            if not (is_ours and row.text("unit") == "UAH" and amount is not None):
                continue
            key = row.text("executantId") or ""
            found.append(Told(
                key=row.key, text=row.text("title") or "", amount=amount,
                percent=row.decimal("percentOfPlan"), executant=key,
                body=programme.executants.get(key, ""), start=row.day("periodStart"),
                end=row.day("periodEnd"), printed=row.text("printed") or "",
                place=row.text("sourceRef") or "", by=other.slug,
                by_title=frame.name(other, words),
                notes=tuple(d.key for d in programme.known("keyFigures", row.key)),
            ))  # fmt: skip
    return tuple(found)


def grid(told: tuple[Told, ...], unit: shown.Unit, words: Words) -> Grid:
    """Return what is said as a table: amounts, the printed percentages, where it stands."""
    columns = (
        Column("figureId", words.say("Code"), is_file_only=True),
        Column("package", words.say("Document"), is_file_only=True),
        Column("body", words.say("Who spent"), Kind.SOURCE, is_head=True),
        Column("period", words.say("Period")),
        Column("executed", words.say("Executed"), Kind.MONEY),
        Column("percentOfPlan", words.say("% of the plan as the document prints it"), Kind.VALUE),
        Column("printed", words.say("As printed"), Kind.SOURCE),
        Column("place", words.say("Place in the source"), Kind.SOURCE),
    )
    rows = tuple(_row(one, unit, words) for one in told)
    caption = words.say_count(
        "{count} amount, {unit}", "{count} amounts, {unit}", len(rows), unit=unit.name(words)
    )
    return Grid(ID, caption, columns, rows)


def period(start: date | None, end: date | None, words: Words) -> str:
    """Return a period in days, or that the document names none."""
    if start and end:
        return f"{i18n.day(start, words.lang)} – {i18n.day(end, words.lang)}"
    one = start or end
    return i18n.day(one, words.lang) if one else words.say("period not stated")


def remark(words: Words) -> tuple[str, ...]:
    """Return what must be known of these percentages."""
    return (
        words.say(
            "The percentages are printed in the later document. They refer to the plan as amended "
            "during the years; the sources do not hold those amendments."
        ),
        words.say(
            "The portal therefore does not divide these amounts by the adopted plan that stands "
            "above, and counts no percentage of its own."
        ),
    )


def _row(one: Told, unit: shown.Unit, words: Words) -> tuple[Cell, ...]:
    """Return an amount as a row."""
    amount = states.amount(one.amount)
    if one.percent is None:
        percent = states.Value(states.State.NOT_STATED)
        said = states.phrase(percent.state, words)
    else:
        percent, said = states.amount(one.percent), i18n.number(one.percent, words.lang)
    href = paths.row(one.by, "keyFigures", one.key)
    return (
        Cell(one.key, code=one.key),
        Cell(one.by, code=one.by),
        Cell(one.body or one.text, href=href),
        Cell(period(one.start, one.end, words)),
        Cell(unit.text(one.amount, words.lang), amount),
        Cell(said, percent),
        Cell(one.printed),
        Cell(places.told(one.place, words), code=one.place),
    )
