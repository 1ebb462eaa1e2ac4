"""The page of a measure: everything that the portal knows about it, and what it does not."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.infoprog.core.cycle.membership import PUBLISHER
from ckanext.infoprog.core.pages import (
    figures,
    frame,
    known,
    measurelinks,
    measurelist,
    measuremoney,
    moneycharts,
    paths,
    places,
    requesttext,
    shown,
    spending,
)
from ckanext.infoprog.core.pages.facts import Fact
from ckanext.infoprog.core.pages.figures import MEASURE, Total
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Grid
from ckanext.infoprog.core.pages.known import Note
from ckanext.infoprog.core.pages.measurelinks import Link
from ckanext.infoprog.core.pages.programme import Direction, Measure, Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation.records import records


@dataclass(frozen=True, slots=True)
class Who:
    """Who carries a measure out: name, role, what of the result is theirs."""

    name: str
    role: str
    expected: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurePage(Page):
    """What the page of a measure shows."""

    measure: Measure
    direction: Direction | None
    status: str
    total: Total
    money: str
    counted: str
    basis: str
    planned: Grid
    amended: Grid | None
    worded: Grid | None
    excluded: str
    reported: Grid | None
    who: tuple[Who, ...]
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    notes: tuple[Note, ...]
    corrections: tuple[Fact, ...]
    sources: tuple[Fact, ...]
    rows: tuple[Fact, ...]
    request: str
    before: Measure | None
    after: Measure | None
    expected_heading: str


def page(
    snapshot: Snapshot, reader: Reader, key: str, others: tuple[Snapshot, ...] = ()
) -> MeasurePage | None:
    """Return the page of a measure; None where the programme has none of this number."""
    programme, words, slug = snapshot.of_programme(), reader.words, snapshot.slug
    measure = programme.measure(key)
    if measure is None:
        return None
    path = paths.measure(slug, key)
    direction = programme.direction(measure.direction)
    total, unit = figures.of_measure(programme, measure), shown.unit(programme)
    chart = moneycharts.by_year(programme, (measure,), MEASURE, key, reader.today, words)
    planned = measuremoney.planned(programme, measure, words)
    more = (
        measuremoney.reported(programme, measure, words),
        measuremoney.changed(programme, measure, words),
        measuremoney.worded(snapshot, measure, words),
    )
    title = words.say("Measure {number}. {title}", number=key, title=measure.title)
    framed = frame.frame(
        snapshot, reader, path, title, _trail(snapshot, direction, measure, words),
        f"{paths.row(slug, 'measures', key)}.json",
    )  # fmt: skip
    at = programme.measures.index(measure) if measure in programme.measures else None
    return MeasurePage(
        frame=framed,
        grids=(planned, *(one for one in more if one is not None)),
        charts=(chart,) if chart and _numeric(programme, measure) > 1 else (),
        measure=measure,
        direction=direction,
        status=measurelist.status_text(spending.status(programme, measure), words),
        total=total,
        money=shown.money(total.lead, unit, words),
        counted=shown.counted(total, words) if total.partly else "",
        basis=shown.basis(total, unit, words) if total.rows.is_amount else "",
        planned=planned,
        amended=more[1],
        worded=more[2],
        excluded=words.say(
            "A decision has excluded this measure from the programme; its money no longer holds."
        )
        if measure.is_excluded
        else "",
        reported=more[0],
        who=_who(snapshot, measure, words),
        facts=_facts(snapshot, measure, words),
        links=(
            *measurelinks.of(snapshot, key, words),
            *measurelinks.from_others(others, slug, key, words),
        ),
        notes=known.notes(programme, slug, known.of_measures(programme, [key]), words),
        corrections=_corrections(snapshot, measure, words),
        sources=_sources(snapshot, measure, words),
        rows=_rows(slug, measure, words),
        request=requesttext.of_measure(snapshot, measure, framed.permanent),
        before=programme.measures[at - 1] if at else None,
        after=_after(programme, at),
        expected_heading=measurelist.heading(programme, "expectedResult", words),
    )


def _after(programme: Programme, at: int | None) -> Measure | None:
    """Return the measure behind this place; an excluded one has no neighbours."""
    following = programme.measures[at + 1 :] if at is not None else ()
    return following[0] if following else None


def _trail(
    snapshot: Snapshot, direction: Direction | None, measure: Measure, words: Words
) -> tuple[Crumb, ...]:
    """Return the way to a measure."""
    slug = snapshot.slug
    found = [Crumb(frame.name(snapshot, words), paths.programme(slug))]
    if direction:
        text = rowwords.shortened(f"{direction.key}. {direction.title}", 60)
        found.append(Crumb(text, paths.direction(slug, direction.key)))
    return (*found, Crumb(measure.key, paths.measure(slug, measure.key)))


def _numeric(programme: Programme, measure: Measure) -> int:
    """Return in how many years a measure has an amount."""
    return sum(figures.value(measure, figures.Cut(year=year)).is_amount for year in programme.years)


def _who(snapshot: Snapshot, measure: Measure, words: Words) -> tuple[Who, ...]:
    """Return those who carry the measure out in the document's order, then the publisher's."""
    return tuple(
        Who(
            name=one.name,
            role=rowwords.code(one.role, "role", words) or one.role,
            expected=one.expected,
            href=paths.row(snapshot.slug, "executants", one.executant),
        )
        for one in measure.roles
    ) + tuple(
        Who(
            name=one.name,
            role=rowwords.code(PUBLISHER, "basis", words) or PUBLISHER,
            expected=one.expected,
            href=paths.row(snapshot.slug, "executants", one.executant),
        )
        for one in measure.named
    )


def _facts(snapshot: Snapshot, measure: Measure, words: Words) -> tuple[Fact, ...]:
    """Return the term, the task and the direction of a measure."""
    slug, programme = snapshot.slug, snapshot.of_programme()
    missing = words.say("not stated in the sources")
    found = [Fact(words.say("Term"), measure.term or missing, is_source=bool(measure.term),
                  is_missing=not measure.term)]  # fmt: skip
    direction = programme.direction(measure.direction)
    if direction:
        label = measurelist.heading(programme, "direction", words)
        text = f"{direction.key}. {direction.title}"
        found.append(Fact(label, text, True, paths.direction(slug, direction.key)))
    task = next((r for r in records(snapshot.package, "tasks") if r.key == measure.task), None)
    if task:
        href = paths.row(slug, "tasks", task.key)
        found.append(Fact(words.say("Task"), task.text("title") or task.key, True, href))
    return tuple(found)


def _corrections(snapshot: Snapshot, measure: Measure, words: Words) -> tuple[Fact, ...]:
    """Return the words and numbers of a measure that were restored in transcription."""
    keys = {measure.key, *(one.key for one in measure.money)}
    return tuple(
        Fact(
            words.say("{printed} → {restored}", printed=row.text("printed") or "–",
                      restored=row.text("restored") or "–"),
            row.text("reason") or "",
            is_source=True,
        )
        for row in records(snapshot.package, "corrections")
        if row.text("table") in ("measures", "funding", "measureExecutants")
        and (row.text("key") or "") in keys
    )  # fmt: skip


def _sources(snapshot: Snapshot, measure: Measure, words: Words) -> tuple[Fact, ...]:
    """Return the places of a measure in the source, each with the file that holds its text."""
    slug, meta = snapshot.slug, snapshot.package.meta
    path = meta.sources[0].path if meta.sources else ""
    href = paths.source(slug, snapshot.version, path) if path and snapshot.version else ""
    title = meta.sources[0].title if meta.sources else ""
    if not measure.place:
        return ()
    return (Fact(title, places.told(measure.place, words), is_source=True, href=href),)


def _rows(slug: str, measure: Measure, words: Words) -> tuple[Fact, ...]:
    """Return the rows that a measure is told in, each with its own page and history."""
    found = [Fact(words.say("Measure"), measure.key, href=paths.row(slug, "measures", measure.key))]
    found += [
        Fact(words.say("Money"), one.key, href=paths.row(slug, "funding", one.key))
        for one in measure.money
    ]
    return tuple(found)
