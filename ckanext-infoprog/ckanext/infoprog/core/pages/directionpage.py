"""The page of a direction: its sum, what it leaves out, its measures."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.infoprog.core.pages import (
    figures,
    frame,
    known,
    measurelist,
    moneycharts,
    paths,
    shown,
)
from ckanext.infoprog.core.pages.figures import DIRECTION, Total
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.known import Note
from ckanext.infoprog.core.pages.measurelist import Listed
from ckanext.infoprog.core.pages.programme import Direction, Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation.records import records

LEAST_DRAWN = 3  # measures with an amount; fewer are read faster in the table


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionPage(Page):
    """What the page of a direction shows."""

    direction: Direction
    total: Total
    money: str
    counted: str
    basis: str
    few: str
    tasks: tuple[str, ...]
    listed: Listed
    notes: tuple[Note, ...]
    places: tuple[Note, ...]


def page(snapshot: Snapshot, reader: Reader, key: str) -> DirectionPage | None:
    """Return the page of a direction; None where the programme has none of this number."""
    programme, words, slug = snapshot.of_programme(), reader.words, snapshot.slug
    direction = programme.direction(key)
    if direction is None:
        return None
    path, name = paths.direction(slug, key), frame.name(snapshot, words)
    heading = measurelist.heading(programme, "direction", words)
    title = f"{heading} {key}. {direction.title}"
    listed = measurelist.listed(programme, slug, direction.measures, reader.asked, words)
    total, unit = figures.of_direction(programme, key), shown.unit(programme)
    is_drawn = total.counted >= LEAST_DRAWN
    charts = (
        moneycharts.by_year(programme, direction.measures, DIRECTION, key, reader.today, words),
        moneycharts.by_source(programme, direction.measures, DIRECTION, key, words),
        moneycharts.kinds(direction.measures, total, words),
    )
    above = _above(programme, direction)
    trail = (Crumb(name, paths.programme(slug)), Crumb(f"{heading} {key}", path))
    return DirectionPage(
        frame=frame.frame(snapshot, reader, path, title, trail),
        grids=(listed.grid,),
        charts=tuple(one for one in charts if one is not None) if is_drawn else (),
        faults=listed.faults,
        direction=direction,
        total=total,
        money=shown.money(total.lead, unit, words),
        counted=shown.counted(total, words),
        basis=shown.basis(total, unit, words),
        few="" if is_drawn else _few(total, words),
        tasks=_tasks(snapshot, key),
        listed=listed,
        notes=known.notes(programme, slug, above, words),
        places=known.notes(programme, slug, _below(programme, listed, above), words),
    )


def _above(programme: Programme, direction: Direction) -> list[str]:
    """Return the disagreements at the direction itself and at its totals."""
    start = f"direction~{direction.key}~"
    return [
        one.key
        for one in programme.discrepancies
        if (one.table == "statedTotals" and one.row.startswith(start))
        or (one.table == "directions" and one.row == direction.key)
    ]


def _below(programme: Programme, listed: Listed, above: list[str]) -> list[str]:
    """Return the disagreements that the list of measures points at."""
    found = [
        note
        for row in (*listed.grid.shown, *listed.grid.foot)
        for cell in row
        for note in cell.notes
    ]
    keys = known.of_measures(programme, (one.key for one in listed.found))
    return [one for one in dict.fromkeys([*found, *keys]) if one not in above]


def _few(total: Total, words: Words) -> str:
    """Return why nothing is drawn."""
    return words.say_count(
        "{count} measure has an amount: too few to draw, so the table stands alone.",
        "{count} measures have an amount: too few to draw, so the table stands alone.",
        total.counted,
    )


def _tasks(snapshot: Snapshot, key: str) -> tuple[str, ...]:
    """Return the tasks of a direction, as the document words them."""
    rows = records(snapshot.package, "tasks")
    return tuple(row.text("title") or row.key for row in rows if row.text("directionId") == key)
