"""The page of a programme's indicators: baseline, targets, actual values, verdict in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import (
    choosing,
    duties,
    frame,
    indicator,
    indicatortext,
    known,
    paths,
    verdict,
)
from ckanext.infoprog.core.pages.charts import spark
from ckanext.infoprog.core.pages.charts.chart import Chart
from ckanext.infoprog.core.pages.charts.strip import Names, Part
from ckanext.infoprog.core.pages.charts.strip import chart as strip
from ckanext.infoprog.core.pages.choosing import Chosen, Filter
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.indicator import Indicator
from ckanext.infoprog.core.pages.known import Note
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import State
from ckanext.infoprog.core.reports.words import Words

NAME = "indicators"
TABLES = ("indicators", "indicatorValues", "indicatorDynamics", "priorities")


@dataclass(frozen=True, slots=True)
class Judged:
    """An indicator with the verdict that the list shows."""

    indicator: Indicator
    verdict: verdict.Judged | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorsPage(Page):
    """What the page of indicators shows."""

    listed: Chosen[Judged]
    grid_shown: Grid
    said: str
    answer: tuple[str, ...]
    method: tuple[str, ...]
    notes: tuple[Note, ...]


def page(snapshot: Snapshot, reader: Reader) -> IndicatorsPage | None:
    """Return the page of the indicators; None where the programme has none."""
    programme, words = snapshot.of_programme(), reader.words
    found = snapshot.indicators
    if not found:
        return None
    years = indicator.years(found)
    judged = [Judged(one, verdict.latest(one, programme, years, reader.today)) for one in found]
    priorities = indicator.priorities(snapshot.package)
    listed = _chosen(judged, priorities, reader)
    path, title = paths.section(snapshot.slug, NAME), words.say("Indicators")
    trail = (Crumb(frame.name(snapshot, words), paths.programme(snapshot.slug)), Crumb(title, path))
    api = reader.resources.get("indicatorValues", "")
    grid = _grid(snapshot, programme, listed.found, years, reader)
    chart = _verdicts(judged, words)
    return IndicatorsPage(
        frame=frame.frame(snapshot, reader, path, title, trail, paths.search(api)),
        grids=(grid,),
        charts=(chart,) if chart else (),
        faults=listed.faults,
        listed=listed,
        grid_shown=grid,
        said=_said(len(listed.found), len(found), words),
        answer=_answer(judged, words),
        method=verdict.method(words),
        notes=known.notes(programme, snapshot.slug, _notes(programme), words),
    )


def places(programme: Programme, key: str) -> tuple[str, ...]:
    """Return the disagreements registered at an indicator, its values and its dynamics."""
    return tuple(
        one.key
        for one in programme.discrepancies
        if one.table in TABLES and one.row.partition("~")[0] == key
    )


def _notes(programme: Programme) -> list[str]:
    return [one.key for one in programme.discrepancies if one.table in TABLES]


def _chosen(judged: Sequence[Judged], priorities: dict[str, str], reader: Reader) -> Chosen[Judged]:
    """Return the indicators that are asked for."""
    words = reader.words
    used = {one.indicator.priority for one in judged}
    titles = {key: f"{key}. {title}" for key, title in priorities.items() if key in used}
    codes = {
        one.verdict.verdict.value: verdict.text(one.verdict.verdict, words)
        for one in judged
        if one.verdict
    }
    filters = (
        Filter("priority", words.say("Priority"), choosing.choices(titles, is_source=True)),
        Filter("verdict", words.say("Verdict"), choosing.choices(codes)),
    )
    return choosing.choose(
        judged,
        filters,
        {
            "priority": lambda one, wanted: one.indicator.priority == wanted,
            "verdict": _has_verdict,
        },
        lambda one: f"{one.indicator.key} {one.indicator.title} {one.indicator.unit}",
        reader.asked,
        words,
    )


def _has_verdict(one: Judged, wanted: str) -> bool:
    return one.verdict is not None and one.verdict.verdict == wanted


def _grid(
    snapshot: Snapshot,
    programme: Programme,
    judged: Sequence[Judged],
    years: tuple[int, ...],
    reader: Reader,
) -> Grid:
    """Return the indicators as a table."""
    words = reader.words
    told = [y for y in years if any(one.indicator.actual(y) for one in judged)]
    columns = (
        Column("indicatorId", words.say("Code"), is_file_only=True),
        Column("priorityId", words.say("Priority"), is_file_only=True),
        Column("title", words.say("Indicator"), Kind.SOURCE, is_head=True),
        Column("unit", words.say("Unit"), Kind.SOURCE),
        Column("baseline", words.say("Baseline"), Kind.VALUE),
        Column("baselinePrinted", words.say("Baseline as printed"), is_file_only=True),
        *(column for year in years for column in _columns(year, year in told, words)),
        Column("course", words.say("Course"), is_drawn=True),
        Column("desiredDirection", words.say("What is good")),
        Column("dynamics", words.say("Dynamics, +/−, %"), Kind.SOURCE),
        Column("verdict", words.say("Verdict")),
    )
    rows = tuple(
        _row(snapshot.slug, programme, one, years, told, reader.today, words) for one in judged
    )
    caption = words.say_count("{count} indicator", "{count} indicators", len(rows))
    return Grid(NAME, caption, columns, rows)


def _columns(year: int, is_told: bool, words: Words) -> tuple[Column, ...]:
    """Return the columns of a year: target and actual value, each as a number and as printed."""
    target, actual = words.say("Target {year}", year=year), words.say("Actual {year}", year=year)
    return (
        Column(f"target{year}", target, Kind.VALUE),
        Column(f"target{year}Printed", words.say("{title}, as printed", title=target),
               is_file_only=True),
        Column(f"actual{year}", actual, Kind.VALUE, is_file_only=not is_told),
        Column(f"actual{year}Printed", words.say("{title}, as printed", title=actual),
               is_file_only=True),
    )  # fmt: skip


def _row(
    slug: str,
    programme: Programme,
    judged: Judged,
    years: tuple[int, ...],
    told: Sequence[int],
    today: date,
    words: Words,
) -> tuple[Cell, ...]:
    """Return an indicator as a row."""
    one, cells = judged.indicator, []
    for year in years:
        target, actual = one.target(year), one.actual(year)
        state = duties.unreported(programme, year, today)
        cells += [
            indicatortext.cell(target, State.NOT_STATED, words), indicatortext.printed(target),
            indicatortext.cell(actual, state, words), indicatortext.printed(actual),
        ]  # fmt: skip
    course = [m.value for m in (one.baseline, *map(one.target, years)) if m]
    said = verdict.told(judged.verdict, words) if judged.verdict else ""
    code = judged.verdict.verdict.value if judged.verdict else ""
    base = one.baseline
    return (
        Cell(one.key, code=one.key),
        Cell(one.priority, code=one.priority),
        Cell(one.title, href=paths.indicator(slug, one.key), notes=places(programme, one.key)),
        Cell(one.unit),
        indicatortext.cell(base, State.NOT_STATED, words),
        indicatortext.printed(base),
        *cells,
        Cell(bars=spark.bars(course) if any(v.is_amount for v in course) else ()),
        Cell(indicatortext.way(one, words), code=one.direction),
        Cell(one.dynamics),
        Cell(said, code=code),
    )


def _verdicts(judged: Sequence[Judged], words: Words) -> Chart | None:
    """Return how many indicators have which verdict; None where all have the same."""
    counts = Counter(one.verdict.verdict for one in judged if one.verdict)
    if len(counts) < 2:
        return None
    names = Names(
        words.say("What is said of the indicators"),
        words.say("Indicators by the verdict of their last year"),
        words.say("Verdict"), words.say("Indicators"),
    )  # fmt: skip
    parts = [Part(verdict.text(one, words), counts[one]) for one in verdict.Verdict if counts[one]]
    return strip("verdicts", names, parts, words)


def _answer(judged: Sequence[Judged], words: Words) -> tuple[str, ...]:
    """Return the counts in words, and what is missing for a verdict."""
    counts = Counter(one.verdict.verdict for one in judged if one.verdict)
    lines = [
        f"{verdict.text(one, words)} – {i18n.number(counts[one], words.lang)}"
        for one in verdict.Verdict
        if counts[one]
    ]
    bare = sum(1 for one in judged if one.indicator.baseline is None)
    said = [words.say("Verdicts on the indicators: {counts}.", counts="; ".join(lines))]
    if bare:
        said.append(words.say_count(
            "{count} indicator has no baseline in the document.",
            "{count} indicators have no baseline in the document.", bare,
        ))  # fmt: skip
    return tuple(said)


def _said(found: int, of: int, words: Words) -> str:
    """Return the sentence that announces how much was found."""
    if found == of:
        return words.say_count("{count} indicator", "{count} indicators", of)
    return words.say_count(
        "{found} of {count} indicator", "{found} of {count} indicators", of,
        found=i18n.number(found, words.lang),
    )  # fmt: skip
