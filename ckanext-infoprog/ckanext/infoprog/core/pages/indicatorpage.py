"""The page of one indicator: values, formula unfolded, dynamics, verdicts, what it hangs on."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.infoprog.core.pages import (
    arithmetic,
    duties,
    frame,
    indicator,
    indicatorlist,
    indicatortext,
    known,
    missing,
    paths,
    places,
    verdict,
    working,
)
from ckanext.infoprog.core.pages.charts import line
from ckanext.infoprog.core.pages.charts.chart import Chart
from ckanext.infoprog.core.pages.facts import Fact
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.indicator import Indicator, Measured
from ckanext.infoprog.core.pages.known import Note
from ckanext.infoprog.core.pages.missing import Near
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.pages.working import Step
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation.records import records


@dataclass(frozen=True, slots=True)
class Related:
    """A measure that is connected with the indicator, and who says so."""

    text: str
    path: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPage(Page):
    """What the page of an indicator shows."""

    facts: tuple[Fact, ...]
    verdicts: tuple[str, ...]
    values: Grid
    steps: tuple[Step, ...]
    dynamics: tuple[Fact, ...]
    measures: tuple[Related, ...]
    method: tuple[str, ...]
    notes: tuple[Note, ...]


def page(snapshot: Snapshot, reader: Reader, key: str) -> IndicatorPage | None:
    """Return the page of an indicator; None where there is none of this code."""
    programme, words = snapshot.of_programme(), reader.words
    every = snapshot.indicators
    one = next((i for i in every if i.key == key), None)
    if one is None:
        return None
    years, slug = indicator.years(every), snapshot.slug
    path = paths.indicator(slug, key)
    trail = (
        Crumb(frame.name(snapshot, words), paths.programme(slug)),
        Crumb(words.say("Indicators"), paths.section(slug, indicatorlist.NAME)),
        Crumb(one.title, path, is_source=True),
    )
    values = _values(one, programme, years, reader)
    chart = _chart(one, programme, years, reader)
    worked = arithmetic.of(snapshot.package, one, words.lang)
    judged = verdict.of(one, programme, years, reader.today)
    api = paths.search(reader.resources.get("indicatorValues", ""), indicatorId=key)
    return IndicatorPage(
        frame=frame.frame(snapshot, reader, path, one.title, trail, api),
        grids=(values,),
        charts=(chart,) if chart else (),
        facts=_facts(snapshot, programme, one, words),
        verdicts=tuple(verdict.told(found, words) for found in judged),
        values=values,
        steps=working.steps(one, worked, words),
        dynamics=working.dynamics(snapshot, one, words),
        measures=_measures(snapshot, programme, key, words),
        method=verdict.method(words),
        notes=known.notes(programme, slug, indicatorlist.places(programme, key), words),
    )


def near(snapshot: Snapshot, asked: str) -> tuple[Near, ...]:
    """Return the indicators whose code or title is like what was asked for."""
    titles = {one.key: one.title for one in snapshot.indicators}
    found = missing.alike(asked, titles)
    return tuple(Near(titles[key], paths.indicator(snapshot.slug, key)) for key in found)


def _facts(
    snapshot: Snapshot, programme: Programme, one: Indicator, words: Words
) -> tuple[Fact, ...]:
    """Return what is known of an indicator, in words."""
    priority = indicator.priorities(snapshot.package).get(one.priority, "")
    body = programme.executants.get(one.responsible, "")
    found = [
        Fact(words.say("Priority"), f"{one.priority}. {priority}", is_source=True),
        Fact(words.say("Unit"), one.unit, is_source=True),
        Fact(words.say("What is good"), indicatortext.direction(one, words)),
        Fact(words.say("Formula as printed"), one.formula, is_source=True),
        Fact(words.say("Responsible"), body, is_source=True,
             href=paths.executant(snapshot.slug, one.responsible) if body else ""),
        Fact(words.say("Note"), one.note, is_source=True),
        Fact(words.say("Place in the source"), places.told(one.place, words), is_source=True),
    ]  # fmt: skip
    return tuple(fact for fact in found if fact.text)


def _values(one: Indicator, programme: Programme, years: tuple[int, ...], reader: Reader) -> Grid:
    """Return every value as a row, the lack of an actual one too."""
    words = reader.words
    columns = (
        Column("valueId", words.say("Key"), is_file_only=True),
        Column("valueType", words.say("What it is"), is_head=True),
        Column("when", words.say("Of when")),
        Column("body", words.say("Body"), Kind.SOURCE, is_file_only=not one.split),
        Column("value", words.say("Value"), Kind.VALUE),
        Column("printed", words.say("As printed"), Kind.SOURCE),
        Column("note", words.say("Note"), Kind.SOURCE, is_file_only=not any(v.note for v in
                                                                         one.values)),
        Column("place", words.say("Place in the source"), Kind.SOURCE, is_file_only=True),
        Column("editionId", words.say("Edition"), Kind.SOURCE, is_file_only=not one.replaced),
    )  # fmt: skip
    every = (*one.values, *one.split, *one.replaced)
    rows = [_value(found, one, programme, words) for found in every]
    for year in years:
        if one.actual(year) is None:
            state = Value(duties.unreported(programme, year, reader.today))
            rows.append((
                Cell(), Cell(indicatortext.kind(indicator.ACTUAL, words), code=indicator.ACTUAL),
                Cell(str(year)), Cell(), Cell(indicatortext.value(state, words), state),
                Cell(), Cell(), Cell(), Cell(),
            ))  # fmt: skip
    unit = rowwords.quoted(one.unit, words) if one.unit else "–"
    caption = words.say_count(
        "{count} value, unit: {unit}", "{count} values, unit: {unit}", len(rows), unit=unit
    )
    return Grid("values", caption, columns, tuple(rows))


def _value(found: Measured, one: Indicator, programme: Programme, words: Words) -> tuple[Cell, ...]:
    notes = tuple(d.key for d in programme.known("indicatorValues", found.key))
    return (
        Cell(found.key, code=found.key),
        Cell(indicatortext.kind(found.kind, words), code=found.kind),
        Cell(indicatortext.when(found, words)),
        Cell(programme.executants.get(found.executant, found.executant)),
        indicatortext.cell(found, State.NOT_STATED, words, notes),
        Cell(found.printed),
        Cell(found.note),
        Cell(places.told(found.place, words), code=found.place),
        Cell(_edition(found, one, programme, words), code=found.edition or "null"),
    )


def _edition(found: Measured, one: Indicator, programme: Programme, words: Words) -> str:
    """Return the amendment that a value is of, or that it no longer holds."""
    if found in one.replaced:
        return words.say("replaced by an amendment")
    by_key = {edition.key: edition for edition in programme.editions}
    amending = by_key.get(found.edition)
    return frame.edition(amending, words) if amending else ""


def _chart(
    one: Indicator, programme: Programme, years: tuple[int, ...], reader: Reader
) -> Chart | None:
    """Return baseline, targets and actual values as a line; None where they are no numbers."""
    words = reader.words
    numbers = [v for v in one.values if v.value.is_amount]
    if one.is_word or len(numbers) < 2:
        return None
    points = []
    if one.baseline:
        day = indicatortext.when(one.baseline, words)
        points.append(line.Point(day, one.baseline.value, None, is_baseline=True))
    for year in years:
        target, actual = one.target(year), one.actual(year)
        gap = Value(duties.unreported(programme, year, reader.today))
        points.append(line.Point(
            str(year), actual.value if actual else gap, target.value if target else None
        ))  # fmt: skip
    names = line.Names(
        words.say("Baseline, targets and actual values"),
        words.say("{title}, {unit}. The axis begins at 0.", title=rowwords.shortened(one.title, 60),
                  unit=one.unit or "–"),
        words.say("Of when"), words.say("Actual value"), words.say("Target"),
        words.say("Baseline"),
    )  # fmt: skip
    return line.chart("course", names, points, lambda v: indicatortext.value(v, words), words)


def _measures(
    snapshot: Snapshot, programme: Programme, key: str, words: Words
) -> tuple[Related, ...]:
    """Return the measures that are linked with the indicator, each with the basis of the link."""
    found = []
    for row in records(snapshot.package, "links"):
        if (row.text("toTable"), row.text("toKey")) != ("indicators", key):
            continue
        measure = programme.measure(row.text("fromKey") or "")
        if row.text("fromTable") == "measures" and measure:
            found.append(Related(
                f"{measure.key} {measure.title}", paths.measure(snapshot.slug, measure.key),
                rowwords.code(row.text("basis") or "", "basis", words) or "",
                row.text("note") or "",
            ))  # fmt: skip
    return tuple(found)
