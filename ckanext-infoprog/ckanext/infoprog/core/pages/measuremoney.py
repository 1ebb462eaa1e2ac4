"""The money of one measure as tables: by source and year, and what the reports say of it."""

from __future__ import annotations

from datetime import date

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import figures, frame, measurelist, moneycharts, paths, shown
from ckanext.infoprog.core.pages.figures import Cut
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind, spanned
from ckanext.infoprog.core.pages.programme import Measure, Money, Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation import editioned
from ckanext.infoprog.core.validation.records import records

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
    """Return the money as each edition that changed it left it; None where none did."""
    kept = [at for at, rows in enumerate(measure.after) if at == 0 or rows != measure.after[at - 1]]
    if len(kept) < 2:
        return None
    unit, rows = shown.unit(programme), []
    for year in (*programme.years, None):
        label = words.say("Total") if year is None else str(year)
        found = [figures.value_of(measure.after[at], Cut(year=year)) for at in kept]
        rows.append((Cell(label), *(Cell(shown.cell(v, unit, words), v) for v in found)))
    columns = [Column("year", words.say("Year"), is_head=True)]
    for at in kept:
        edition = programme.editions[at]
        title = frame.edition(edition, words) if at else words.say("as adopted")
        columns.append(Column(edition.key if at else "adopted", title, Kind.MONEY))
    caption = words.say("As adopted and with amendments, {unit}", unit=unit.name(words))
    return Grid("amended", caption, tuple(columns), tuple(rows))


def worded(snapshot: Snapshot, measure: Measure, words: Words) -> Grid | None:
    """Return the measure as each edition that says something of it words it; None of one."""
    programme = snapshot.of_programme()
    order = [one.key for one in programme.editions]
    told = [
        row for row in records(snapshot.package, editioned.MEASURE_EDITIONS)
        if row.text("measureId") == measure.key and row.text(editioned.EDITION) in order
    ]  # fmt: skip
    if len(told) < 2:
        return None
    told.sort(key=lambda row: order.index(row.text(editioned.EDITION) or ""))
    rows = []
    for row in told:
        key, change = row.text(editioned.EDITION) or "", row.text("change") or ""
        act = frame.edition(programme.editions[order.index(key)], words)
        rows.append((
            Cell(act or key, code=key, href=paths.edition(snapshot.slug, key)),
            Cell(rowwords.code(change, "change", words) or change, code=change),
            Cell(row.text("title") or ""),
            Cell(row.text("termText") or "–"),
            Cell(row.text("expectedResult") or "–"),
        ))  # fmt: skip
    columns = (
        Column("editionId", words.say("Edition"), Kind.SOURCE, is_head=True),
        Column("change", words.say("What happened")),
        Column("title", words.say("Title"), Kind.SOURCE),
        Column("termText", words.say("Term"), Kind.SOURCE),
        Column("expectedResult", words.say("Expected result"), Kind.SOURCE),
    )
    return Grid("wordings", words.say("The measure in each edition"), columns, tuple(rows))


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
