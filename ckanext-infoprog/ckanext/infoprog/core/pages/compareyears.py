"""The years of one programme side by side: the plan of each, and what it is against the last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import figures, shown, spending, states
from ckanext.infoprog.core.pages.comparable import NOTHING
from ckanext.infoprog.core.pages.figures import Cut, Total
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.shown import Unit
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import Value
from ckanext.infoprog.core.reports.words import Words


def grid(snapshot: Snapshot, today: date, words: Words) -> Grid:
    """Return the years of a programme as a table."""
    programme = snapshot.of_programme()
    unit = shown.unit(programme)
    columns = (
        Column("year", words.say("Year"), is_head=True),
        Column("planned", words.say("Set by the programme"), Kind.MONEY),
        Column("rows", words.say("Sum of the rows"), Kind.MONEY),
        Column("difference", words.say("Against the year before"), Kind.MONEY),
        Column("executed", words.say("Executed by the reports"), Kind.MONEY),
        Column("withAmount", words.say("Measures with an amount"), Kind.NUMBER),
        Column("of", words.say("Measures"), Kind.NUMBER),
    )
    totals = [figures.of_programme(programme, Cut(year=year)) for year in programme.years]
    rows = []
    for at, (year, total) in enumerate(zip(programme.years, totals, strict=True)):
        spent, _ = spending.spent(programme, programme.measures, Cut(year=year), today)
        apart = difference(totals, at)
        rows.append((
            Cell(str(year), code=str(year)),
            Cell(shown.cell(total.lead, unit, words), total.lead),
            Cell(shown.cell(total.rows, unit, words), total.rows),
            Cell(_signed(apart, unit, words), apart),
            Cell(shown.cell(spent, unit, words), spent),
            Cell(i18n.number(total.counted, words.lang), code=str(total.counted)),
            Cell(i18n.number(total.of, words.lang), code=str(total.of)),
        ))  # fmt: skip
    caption = words.say_count(
        "{count} year, {unit}", "{count} years, {unit}", len(rows), unit=unit.name(words)
    )
    return Grid("years", caption, columns, tuple(rows))


def difference(totals: Sequence[Total], at: int) -> Value:
    """Return the plan of a year less that of the year before, where both are amounts."""
    if not at:
        return NOTHING
    before, now = totals[at - 1].lead.amount, totals[at].lead.amount
    return NOTHING if before is None or now is None else states.amount(now - before)


def _signed(value: Value, unit: Unit, words: Words) -> str:
    """Return a difference with its sign; a dash where there is none."""
    if value.amount is None:
        return "–"
    sign = "+" if value.amount > 0 else "−" if value.amount < 0 else ""
    return f"{sign}{unit.text(abs(value.amount), words.lang)}"
