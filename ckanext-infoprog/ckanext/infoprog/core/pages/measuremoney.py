"""The money of one measure as tables: by source and year, and what the reports say of it."""

from __future__ import annotations

from datetime import date

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import figures, measurelist, moneycharts, shown
from ckanext.infoprog.core.pages.figures import Cut
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind, spanned
from ckanext.infoprog.core.pages.programme import Measure, Money, Programme
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports.words import Words

_Part = tuple[str | None, str | None, str | None]


def planned(programme: Programme, measure: Measure, words: Words) -> Grid:
    """Return what the programme sets for a measure: a row a source, then the total that leads."""
    unit = shown.unit(programme)
    columns = (
        Column("source", words.say("Source"), Kind.SOURCE, is_head=True),
        *(Column(f"amount{year}", str(year), Kind.MONEY) for year in programme.years),
        Column("amount", words.say("Total"), Kind.MONEY),
    )
    parts: dict[_Part, Money] = {}
    for one in measure.money:
        parts.setdefault((one.source, one.fund, one.executant), one)
    rows = []
    for part, first in parts.items():
        cells = [_cell(programme, measure, Cut(year, *part), words) for year in programme.years]
        cells.append(_cell(programme, measure, Cut(None, *part), words))
        rows.append((Cell(_name(programme, part, first, words)), *spanned(tuple(cells))))
    caption = words.say("Money set by the programme, {unit}", unit=unit.name(words))
    return Grid("money", caption, columns, tuple(rows), _foot(programme, measure, words))


def reported(programme: Programme, measure: Measure, words: Words) -> Grid | None:
    """Return what the reports say of a measure, a row a report; None where there is no report."""
    unit, rows = shown.unit(programme), []
    for report in programme.reports:
        for one in report.rows:
            if one.measure != measure.key:
                continue
            money = [
                Value(State.NOT_STATED) if n is None else Value(State.AMOUNT, n)
                for n in (one.planned, one.allocated, one.executed)
            ]
            rows.append(
                (
                    Cell(report.title or report.key),
                    Cell(_period(report.start, report.end, words)),
                    Cell(moneycharts.source_name(one.source, one.fund, "", words)),
                    *(Cell(shown.cell(value, unit, words), value) for value in money),
                    Cell(measurelist.status_text(one.status, words), code=one.status or "null"),
                    Cell(one.text),
                )
            )
    if not rows:
        return None
    columns = (
        Column("report", words.say("Report"), Kind.SOURCE, is_head=True),
        Column("period", words.say("Period")),
        Column("source", words.say("Source")),
        Column("planned", words.say("set by the programme"), Kind.MONEY),
        Column("allocated", words.say("approved in the budget"), Kind.MONEY),
        Column("executed", words.say("executed"), Kind.MONEY),
        Column("status", words.say("State")),
        Column("progressText", words.say("What is reported"), Kind.SOURCE),
    )
    caption = words.say("What the reports say, {unit}", unit=unit.name(words))
    return Grid("reports", caption, columns, tuple(rows))


def changed(programme: Programme, measure: Measure, words: Words) -> Grid | None:
    """Return the money as adopted beside that in force; None where no amendment changed it."""
    if measure.adopted == measure.money or len(programme.editions) < 2:
        return None
    unit, rows = shown.unit(programme), []
    for year in (*programme.years, None):
        cut = Cut(year=year)
        pair = (figures.value_of(measure.adopted, cut), figures.value(measure, cut))
        label = words.say("Total") if year is None else str(year)
        rows.append((Cell(label), *(Cell(shown.cell(v, unit, words), v) for v in pair)))
    columns = (
        Column("year", words.say("Year"), is_head=True),
        Column("adopted", words.say("as adopted"), Kind.MONEY),
        Column("inForce", words.say("with amendments"), Kind.MONEY),
    )
    caption = words.say("As adopted and with amendments, {unit}", unit=unit.name(words))
    return Grid("amended", caption, columns, tuple(rows))


def _cell(programme: Programme, measure: Measure, cut: Cut, words: Words) -> Cell:
    """Return the money of one source: the printed total, where there is one, leads here too."""
    found = figures.of_measure(programme, measure, cut)
    return Cell(shown.cell(found.lead, shown.unit(programme), words), found.lead, notes=found.notes)


def _foot(programme: Programme, measure: Measure, words: Words) -> tuple[tuple[Cell, ...], ...]:
    """Return the total that leads; the sum of the rows beneath, where it is another."""
    unit = shown.unit(programme)
    totals = [
        figures.of_measure(programme, measure, Cut(year=year)) for year in (*programme.years, None)
    ]
    if not any(one.rows.is_amount for one in totals):
        return ()
    printed = any(one.printed for one in totals)
    label = words.say("Total, printed in the document") if printed else words.say("Total")
    lead = [Cell(shown.cell(one.lead, unit, words), one.lead, notes=one.notes) for one in totals]
    foot = [(Cell(label), *lead)]
    if any(one.differs for one in totals):
        rows = [Cell(shown.cell(one.rows, unit, words), one.rows) for one in totals]
        foot.append((Cell(words.say("Sum of the rows")), *rows))
    return tuple(foot)


def _name(programme: Programme, part: _Part, first: Money, words: Words) -> str:
    """Return what a row of money is called: source, fund, executor, as far as they are split."""
    source, fund, executant = part
    found = [moneycharts.source_name(source, fund, first.label, words)] if source else []
    if executant:
        found.append(programme.executants.get(executant, executant))
    return ", ".join(found) or words.say("all sources")


def _period(start: date | None, end: date | None, words: Words) -> str:
    """Return a period in days."""
    return " – ".join(i18n.day(one, words.lang) for one in (start, end) if one)
