"""The page of a body in a programme: its measures, money, metrics, and what is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ckanext.infoprog.core.cycle.membership import PUBLISHER
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.pages import (
    execution,
    figures,
    frame,
    known,
    measurelist,
    missing,
    moneycharts,
    paths,
    pivot,
    shown,
)
from ckanext.infoprog.core.pages.charts import bullet
from ckanext.infoprog.core.pages.charts.chart import Chart
from ckanext.infoprog.core.pages.facts import Fact
from ckanext.infoprog.core.pages.figures import Cut
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Grid
from ckanext.infoprog.core.pages.known import Note
from ckanext.infoprog.core.pages.missing import Near
from ckanext.infoprog.core.pages.programme import Measure, Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation.records import Record, records


@dataclass(frozen=True, slots=True)
class Named:
    """Something that a body answers for: a metric, an indicator, with its page."""

    text: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutantPage(Page):
    """What the page of a body shows."""

    facts: tuple[Fact, ...]
    measures: Grid | None
    counted: str
    own: str
    own_counted: str
    remark: str
    told: Grid | None
    told_remark: tuple[str, ...]
    metrics: tuple[Named, ...]
    indicators: tuple[Named, ...]
    notes: tuple[Note, ...]


def page(
    snapshot: Snapshot, reader: Reader, key: str, others: Sequence[Snapshot] = ()
) -> ExecutantPage | None:
    """Return the page of a body; None where the programme names none of this id."""
    programme, words, slug = snapshot.of_programme(), reader.words, snapshot.slug
    row = next((one for one in records(snapshot.package, "executants") if one.key == key), None)
    if row is None:
        return None
    name = row.text("name") or key
    path = paths.executant(slug, key)
    trail = (
        Crumb(frame.name(snapshot, words), paths.programme(slug)),
        Crumb(name, path, is_source=True),
    )
    unit, found = shown.unit(programme), pivot.measures_of(programme, key)
    own = pivot.of_executor(programme, key)
    told = tuple(one for one in execution.of(slug, others, words) if one.executant == key)
    measures = measurelist.grid(programme, slug, found, words) if found else None
    told_grid = execution.grid(told, unit, words) if told else None
    chart = _chart(programme, key, words)
    return ExecutantPage(
        frame=frame.frame(snapshot, reader, path, name, trail),
        grids=tuple(one for one in (measures, told_grid) if one),
        charts=(chart,) if chart else (),
        facts=_facts(snapshot.package, programme, slug, row, words),
        measures=measures,
        counted=words.say_count(
            "named in {count} measure", "named in {count} measures", len(found)
        ),
        own=shown.money(own.rows, unit, words) if own.rows.is_amount else "",
        own_counted=shown.counted(own, words) if own.of else "",
        remark=_remark(found, own, words),
        told=told_grid,
        told_remark=execution.remark(words) if told else (),
        metrics=_metrics(snapshot, key, words),
        indicators=_indicators(snapshot, key),
        notes=known.notes(programme, slug, _notes(programme, key, found), words),
    )


def near(snapshot: Snapshot, asked: str) -> tuple[Near, ...]:
    """Return the bodies whose id or name is like what was asked for."""
    titles = dict(snapshot.of_programme().executants)
    return tuple(
        Near(titles[key], paths.executant(snapshot.slug, key))
        for key in missing.alike(asked, titles)
    )


def _facts(
    package: Package, programme: Programme, slug: str, row: Record, words: Words
) -> tuple[Fact, ...]:
    """Return what is known of a body."""
    members = records(package, "executantMembers")
    inside = [m for m in members if m.text("groupId") == row.key]
    printed = [m for m in inside if m.text("basis") != PUBLISHER]
    added = [m for m in inside if m.text("basis") == PUBLISHER]
    groups = [m for m in members if m.text("executantId") == row.key]
    answers = [f"{m.key} {m.title}" for m in programme.measures
               if any(role.executant == row.key for role in m.named)]  # fmt: skip
    found = [
        Fact(words.say("What it is"), rowwords.code(row.text("kind") or "", "kind", words) or ""),
        Fact(words.say("Also written as"), row.text("nameVariants") or "", is_source=True),
        Fact(words.say("EDRPOU"), row.text("edrpou") or ""),
        Fact(words.say("Members as the document names them"), _names(programme, printed),
             is_source=True),
        Fact(words.say("Members as the publisher names them"), _names(programme, added),
             is_source=True),
        Fact(words.say("Measures that the publisher says it answers for"), "; ".join(answers),
             is_source=True),
    ]  # fmt: skip
    found += [_belongs(programme, slug, one, words) for one in groups]
    return tuple(fact for fact in found if fact.text)


def _names(programme: Programme, members: Sequence[Record]) -> str:
    """Return the names of a group's members."""
    return "; ".join(programme.executants.get(m.text("executantId") or "", "") for m in members)


def _belongs(programme: Programme, slug: str, member: Record, words: Words) -> Fact:
    """Return the group that a body belongs to, by the document or by the publisher."""
    group = member.text("groupId") or ""
    by_publisher = member.text("basis") == PUBLISHER
    label = words.say("Belongs to, as the publisher says") if by_publisher else None
    return Fact(
        label or words.say("Belongs to"),
        programme.executants.get(group, group),
        is_source=True,
        href=paths.executant(slug, group),
    )


def _remark(found: Sequence[Measure], own: figures.Total, words: Words) -> str:
    """Return what must be known of the money here."""
    if not found or own.of == len(found):
        return ""
    return words.say(
        "The sum holds only the money that the document splits to this body, or that stands for "
        "measures which it carries out alone. Money of measures with several executors is not "
        "split between them here."
    )


def _chart(programme: Programme, key: str, words: Words) -> Chart | None:
    """Return the body's own money by year; None where it has none."""
    unit = shown.unit(programme)
    totals = {y: pivot.of_executor(programme, key, Cut(year=y)) for y in programme.years}
    if len(totals) < 2 or not any(one.rows.is_amount for one in totals.values()):
        return None
    names = bullet.Names(
        words.say("Money by year"), words.say("The body’s own money, {unit}",
                                              unit=unit.name(words)),
        words.say("Year"), words.say("set by the programme"),
    )  # fmt: skip
    rows = [bullet.Row(str(year), total.rows) for year, total in totals.items()]
    return bullet.chart("years", names, rows, moneycharts.writer(programme, words), words)


def _metrics(snapshot: Snapshot, key: str, words: Words) -> tuple[Named, ...]:
    """Return the metrics that a body supplies."""
    titles = {row.key: row.text("title") or "" for row in records(snapshot.package, "metrics")}
    found = []
    for row in records(snapshot.package, "metricSources"):
        if row.text("executantId") == key:
            one = row.text("metricId") or ""
            said = rowwords.code(PUBLISHER, "basis", words) or PUBLISHER
            mark = f" ({said})" if row.text("basis") == PUBLISHER else ""
            text = f"{one} {titles.get(one, '')}{mark}"
            found.append(Named(text, paths.row(snapshot.slug, "metrics", one)))
    return tuple(found)


def _indicators(snapshot: Snapshot, key: str) -> tuple[Named, ...]:
    """Return the indicators that a body is responsible for."""
    rows = records(snapshot.package, "indicators")
    return tuple(
        Named(row.text("title") or row.key, paths.indicator(snapshot.slug, row.key))
        for row in rows
        if row.text("responsibleId") == key
    )


def _notes(programme: Programme, key: str, found: Sequence[Measure]) -> list[str]:
    """Return the disagreements at a body and at the money of its measures."""
    listed = {one.key for one in programme.known("executants", key)}
    listed |= set(known.of_measures(programme, (one.key for one in found)))
    return [one.key for one in programme.discrepancies if one.key in listed]
