"""The page of a programme: passport, four questions, charts, directions, all measures."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.infoprog.core.pages import (
    directionlist,
    facts,
    figures,
    frame,
    known,
    measurelist,
    moneycharts,
    paths,
    questions,
    register,
)
from ckanext.infoprog.core.pages.facts import Fact
from ckanext.infoprog.core.pages.figures import PROGRAMME, Total
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Grid
from ckanext.infoprog.core.pages.known import Note
from ckanext.infoprog.core.pages.measurelist import Listed
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.questions import Question
from ckanext.infoprog.core.pages.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePage(Page):
    """What the page of a programme shows."""

    total: Total
    questions: tuple[Question, ...]
    passport: tuple[Fact, ...]
    printed: tuple[Fact, ...]
    editions: tuple[Fact, ...]
    directions: Grid
    listed: Listed
    one_source: str
    notes: tuple[Note, ...]
    places: tuple[Note, ...]


def page(snapshot: Snapshot, reader: Reader) -> ProgrammePage:
    """Return the page of a programme as a reader asks for it."""
    programme, words = snapshot.of_programme(), reader.words
    slug, measures = snapshot.slug, programme.measures
    path, name = paths.programme(slug), frame.name(snapshot, words)
    listed = measurelist.listed(programme, slug, measures, reader.asked, words)
    total = figures.of_programme(programme)
    charts = (
        moneycharts.by_year(programme, measures, PROGRAMME, programme.key, reader.today, words),
        moneycharts.by_source(programme, measures, PROGRAMME, programme.key, words),
        moneycharts.kinds(measures, total, words),
    )
    directions = directionlist.grid(programme, slug, words)
    shown = _shown(programme)
    api = reader.resources.get("measures", "")
    return ProgrammePage(
        frame=frame.frame(snapshot, reader, path, name, (Crumb(name, path),), _api(api)),
        grids=(listed.grid, directions),
        charts=tuple(one for one in charts if one is not None),
        faults=listed.faults,
        total=total,
        questions=questions.of(snapshot, reader.today, words),
        passport=facts.of(programme, words),
        printed=facts.printed(snapshot, words),
        editions=facts.editions(programme, slug, words),
        directions=directions,
        listed=listed,
        one_source=moneycharts.one_source(measures, words),
        notes=known.notes(programme, slug, shown, words),
        places=known.notes(programme, slug, _elsewhere(snapshot, directions, listed), words),
    )


def _shown(programme: Programme) -> list[str]:
    """Return the disagreements at the programme's own totals, which stand above the money."""
    return [
        one.key
        for one in programme.discrepancies
        if (one.table == "statedTotals" and one.row.startswith("programme~"))
        or (one.table == "programme" and one.field == "totalAmount")
    ]


def _elsewhere(snapshot: Snapshot, directions: Grid, listed: Listed) -> list[str]:
    """Return the disagreements at the passport and at the document as a whole, and those that the
    tables of the page point at.
    """
    programme, own = snapshot.of_programme(), paths.programme(snapshot.slug)
    above = set(_shown(programme))
    found = [one.key for one in programme.discrepancies if register.where(snapshot, one) == own]
    found += [
        note
        for grid in (directions, listed.grid)
        for row in (*grid.shown, *grid.foot)
        for cell in row
        for note in cell.notes
    ]
    return [one for one in dict.fromkeys(found) if one not in above]


def _api(resource: str) -> str:
    return f"/api/3/action/datastore_search?resource_id={resource}" if resource else ""
