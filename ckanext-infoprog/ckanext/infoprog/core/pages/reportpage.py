"""The page of one report: when it came, how much it tells of, and each of its rows as it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import (
    execution,
    frame,
    measurelist,
    paths,
    reportspage,
    shown,
    spending,
    states,
)
from ckanext.infoprog.core.pages.facts import Fact
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.missing import Near
from ckanext.infoprog.core.pages.programme import Execution, Programme, Report
from ckanext.infoprog.core.pages.shown import Unit
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation.records import Record, records


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage(Page):
    """What the page of a report shows; `states` counts measures by what the report says of them."""

    facts: tuple[Fact, ...]
    completeness: str
    states: tuple[str, ...]
    rows: Grid
    changes: str


def page(snapshot: Snapshot, reader: Reader, key: str) -> ReportPage | None:
    """Return the page of a report; None where the programme has none of this id."""
    programme, words, slug = snapshot.of_programme(), reader.words, snapshot.slug
    report = find(programme, key)
    if report is None:
        return None
    path, title = paths.report(slug, key), report.title or reportspage.kind(report, words)
    trail = (
        Crumb(frame.name(snapshot, words), paths.programme(slug)),
        Crumb(words.say("Reports"), paths.section(slug, reportspage.NAME)),
        Crumb(title, path, is_source=True),
    )
    grid = _grid(programme, report, slug, words)
    api = paths.search(reader.resources.get("execution", ""), reportId=key)
    return ReportPage(
        frame=frame.frame(snapshot, reader, path, title, trail, api),
        grids=(grid,),
        facts=_facts(snapshot, report, words),
        completeness=_completeness(snapshot, report, words),
        states=_states(report, words),
        rows=grid,
        changes=_changes(programme, report, slug),
    )


def find(programme: Programme, key: str) -> Report | None:
    """Return the report of this id, or None."""
    return next((one for one in programme.reports if one.key == key), None)


def near(snapshot: Snapshot, words: Words) -> tuple[Near, ...]:
    """Return the reports that there are."""
    programme = snapshot.of_programme()
    return tuple(
        Near(one.title or reportspage.kind(one, words), paths.report(snapshot.slug, one.key))
        for one in programme.reports[-6:]
    )


def _facts(snapshot: Snapshot, report: Report, words: Words) -> tuple[Fact, ...]:
    """Return what is known of a report besides its rows."""
    found = (row for row in records(snapshot.package, "reports") if row.key == report.key)
    row = next(found)
    facts = (
        Fact(words.say("Kind"), reportspage.kind(report, words)),
        Fact(words.say("Period"), execution.period(report.start, report.end, words)),
        Fact(words.say("Received"), _day(row, "receivedDate", words)),
        Fact(words.say("Number of receipt"), row.text("receivedNumber") or ""),
        Fact(words.say("Who signed"), row.text("signatory") or "", is_source=True),
        Fact(words.say("Approved"), _day(row, "acceptedDate", words)),
        Fact(words.say("Address of the report"), row.text("url") or ""),
    )
    return tuple(one for one in facts if one.text)


def _day(row: Record, name: str, words: Words) -> str:
    day = row.day(name)
    return i18n.day(day, words.lang) if day else ""


def _completeness(snapshot: Snapshot, report: Report, words: Words) -> str:
    """Return of how many measures and indicators a report tells."""
    told, of = reportspage.completeness(snapshot.of_programme(), report)
    values = records(snapshot.package, "indicatorValues")
    indicators = {row.text("indicatorId") for row in values if row.text("reportId") == report.key}
    said = words.say_count(
        "The report tells of {told} of {count} measure.",
        "The report tells of {told} of {count} measures.",
        of, told=i18n.number(told, words.lang),
    )  # fmt: skip
    every = len(snapshot.package.rows("indicators"))
    if not every:
        return said
    return said + " " + words.say_count(
        "It gives values of {told} of {count} indicator.",
        "It gives values of {told} of {count} indicators.",
        every, told=i18n.number(len(indicators), words.lang),
    )  # fmt: skip


def _states(report: Report, words: Words) -> tuple[str, ...]:
    """Return how many rows of a report have each state."""
    counts = Counter(one.status for one in report.rows)
    return tuple(
        f"{measurelist.status_text(code, words)}: {i18n.number(count, words.lang)}"
        for code, count in counts.most_common()
    )


def _grid(programme: Programme, report: Report, slug: str, words: Words) -> Grid:
    """Return the rows of a report as a table, with the sum of what was executed."""
    unit = shown.unit(programme)
    columns = (
        Column("measureId", words.say("No")),
        Column("title", words.say("Measure"), Kind.SOURCE, is_head=True),
        Column("executant", words.say("Executor"), Kind.SOURCE),
        Column("source", words.say("Source")),
        Column("planned", words.say("Set by the programme"), Kind.MONEY),
        Column("allocated", words.say("Approved in the budget"), Kind.MONEY),
        Column("executed", words.say("Executed"), Kind.MONEY),
        Column("status", words.say("State")),
        Column("text", words.say("What was done"), Kind.SOURCE),
    )
    rows = tuple(_row(programme, one, slug, unit, words) for one in report.rows)
    whole = spending.reported_whole(report)
    counted = sum(one.executed is not None for one in report.rows)
    label = words.say_count(
        "Sum of {counted} of {count} row", "Sum of {counted} of {count} rows", len(rows),
        counted=i18n.number(counted, words.lang),
    )  # fmt: skip
    empty = Cell()
    foot = (empty, Cell(label), empty, empty, empty, empty,
            Cell(shown.cell(whole, unit, words), whole), empty, empty)  # fmt: skip
    caption = words.say_count(
        "{count} row of the report, {unit}", "{count} rows of the report, {unit}", len(rows),
        unit=unit.name(words),
    )  # fmt: skip
    return Grid("rows", caption, columns, rows, (foot,))


def _row(
    programme: Programme, one: Execution, slug: str, unit: Unit, words: Words
) -> tuple[Cell, ...]:
    """Return a row of a report as it stands."""
    measure = programme.measure(one.measure)
    body = programme.executants.get(one.executant or "", one.executant or "")
    source = rowwords.code(one.source or "", "source", words) or one.source or "–"
    return (
        Cell(one.measure, code=one.measure),
        Cell(measure.title if measure else one.measure,
             href=paths.measure(slug, one.measure) if measure else ""),
        Cell(body or "–", code=body or "null"),
        Cell(source, code=one.source or "null"),
        *(_money(amount, unit, words) for amount in (one.planned, one.allocated, one.executed)),
        Cell(measurelist.status_text(one.status, words), code=one.status or "null"),
        Cell(one.text or "–", code=one.text or "null"),
    )  # fmt: skip


def _money(amount: Decimal | None, unit: Unit, words: Words) -> Cell:
    value = Value(State.NOT_STATED) if amount is None else states.amount(amount)
    return Cell(shown.cell(value, unit, words), value)


def _changes(programme: Programme, report: Report, slug: str) -> str:
    """Return the page of what changed since the report before; nothing for the first."""
    at = programme.reports.index(report)
    if not at:
        return ""
    before = programme.reports[at - 1]
    given = {"from": before.key, "to": report.key}
    return paths.section(slug, "changes") + paths.query(**given)
