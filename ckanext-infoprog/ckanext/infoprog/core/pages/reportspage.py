"""The reports of a programme: their list; without one, when the next is due and who owes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import duties, execution, frame, paths, shown, spending
from ckanext.infoprog.core.pages.facts import Fact
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.programme import Programme, Report
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words

NAME: Final = "reports"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsPage(Page):
    """What the list of reports shows; `due` says what is owed next, by whom and to whom."""

    reports: Grid | None
    due: tuple[Fact, ...]
    changes: str


def page(snapshot: Snapshot, reader: Reader) -> ReportsPage:
    """Return the list of a programme's reports."""
    programme, words, slug = snapshot.of_programme(), reader.words, snapshot.slug
    grid = _grid(programme, slug, words) if programme.reports else None
    path, title = paths.section(slug, NAME), words.say("Reports")
    trail = (Crumb(frame.name(snapshot, words), paths.programme(slug)), Crumb(title, path))
    api = paths.search(reader.resources.get("reports", ""))
    return ReportsPage(
        frame=frame.frame(snapshot, reader, path, title, trail, api),
        grids=(grid,) if grid else (),
        reports=grid,
        due=due(programme, slug, reader),
        changes=paths.section(slug, "changes") if len(programme.reports) > 1 else "",
    )


def due(programme: Programme, slug: str, reader: Reader) -> tuple[Fact, ...]:
    """Return what is owed next, as the document sets it; nothing where it sets no day to come."""
    words, found = reader.words, duties.next_due(programme, reader.today)
    if found is None:
        return ()
    day, duty = found
    facts = (
        Fact(words.say("Due by"), i18n.day(day, words.lang)),
        Fact(words.say("What"), duty.what, is_source=True,
             href=paths.row(slug, "reportingDuties", duty.key)),
        Fact(words.say("Who"), duty.who, is_source=True),
        Fact(words.say("To whom"), duty.whom, is_source=True),
    )  # fmt: skip
    return tuple(one for one in facts if one.text)


def completeness(programme: Programme, report: Report) -> tuple[int, int]:
    """Return of how many measures a report tells, and how many there are."""
    told = {one.measure for one in report.rows}
    return sum(one.key in told for one in programme.measures), len(programme.measures)


def kind(report: Report, words: Words) -> str:
    """Return what a report is, in words."""
    return rowwords.code(report.kind, "kind", words) or report.kind


def _grid(programme: Programme, slug: str, words: Words) -> Grid:
    """Return the reports as a table, the latest period first."""
    unit = shown.unit(programme)
    columns = (
        Column("reportId", words.say("Code"), is_file_only=True),
        Column("title", words.say("Report"), Kind.SOURCE, is_head=True),
        Column("kind", words.say("Kind")),
        Column("period", words.say("Period")),
        Column("received", words.say("Received")),
        Column("executed", words.say("Executed"), Kind.MONEY),
        Column("measures", words.say("Measures told of"), Kind.NUMBER),
        Column("of", words.say("Measures"), Kind.NUMBER),
    )
    rows = []
    for one in reversed(programme.reports):
        whole, (told, of) = spending.reported_whole(one), completeness(programme, one)
        received = i18n.day(one.received, words.lang) if one.received else words.say("not stated")
        rows.append((
            Cell(one.key, code=one.key),
            Cell(one.title or kind(one, words), href=paths.report(slug, one.key)),
            Cell(kind(one, words), code=one.kind or "null"),
            Cell(execution.period(one.start, one.end, words)),
            Cell(received, code=one.received.isoformat() if one.received else "null"),
            Cell(shown.cell(whole, unit, words), whole),
            Cell(i18n.number(told, words.lang), code=str(told)),
            Cell(i18n.number(of, words.lang), code=str(of)),
        ))  # fmt: skip
    caption = words.say_count(
        "{count} report, {unit}", "{count} reports, {unit}", len(rows), unit=unit.name(words)
    )
    return Grid(NAME, caption, columns, tuple(rows))
