"""The editions of a programme: the adopted text and the decisions that changed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.cycle import editionchanges
from ckanext.infoprog.core.cycle.editionchanges import Changes
from ckanext.infoprog.core.pages import figures, frame, paths, shown
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.programme import Edition, Money, Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports.words import Words

NAME: Final = "editions"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionsPage(Page):
    """What the list of editions shows."""

    editions: Grid


def page(snapshot: Snapshot, reader: Reader) -> EditionsPage:
    """Return the list of a programme's editions."""
    words, slug = reader.words, snapshot.slug
    path, title = paths.section(slug, NAME), words.say("Editions")
    trail = (Crumb(frame.name(snapshot, words), paths.programme(slug)), Crumb(title, path))
    grid = _grid(snapshot, words)
    return EditionsPage(
        frame=frame.frame(snapshot, reader, path, title, trail, paths.search("")),
        grids=(grid,),
        editions=grid,
    )


def called(one: Edition, words: Words) -> str:
    """Return what an edition is called: its act, else its number."""
    return frame.edition(one, words) or words.say("Edition No {number}", number=one.number)


def day(one: Edition, words: Words) -> str:
    """Return the day from which an edition is in force."""
    return i18n.day(one.start, words.lang) if one.start else words.say("not stated in the sources")


def counted(changes: Changes | None, kind: str) -> int:
    """Return how many measures an edition adds, changes or excludes."""
    return sum(one.kind == kind for one in changes.measures) if changes else 0


def _grid(snapshot: Snapshot, words: Words) -> Grid:
    """Return the editions as a table, the adopted text first."""
    programme = snapshot.of_programme()
    unit = shown.unit(programme)
    columns = (
        Column("editionId", words.say("Code"), is_file_only=True),
        Column("act", words.say("Decision"), Kind.SOURCE, is_head=True),
        Column("validFrom", words.say("In force from")),
        Column("changes", words.say("What changed"), Kind.SOURCE),
        Column("added", words.say("Measures added"), Kind.NUMBER),
        Column("changed", words.say("Measures changed"), Kind.NUMBER),
        Column("excluded", words.say("Measures excluded"), Kind.NUMBER),
        Column("amount", words.say("Sum of the rows in force"), Kind.MONEY),
    )
    rows = []
    for at, one in enumerate(programme.editions):
        changes = editionchanges.of(snapshot.package, one.key) if at else None
        whole = figures.value_of(_rows(programme, at))
        counts = [counted(changes, kind) for kind in ("added", "changed", "excluded")]
        rows.append((
            Cell(one.key, code=one.key),
            Cell(called(one, words), href=paths.edition(snapshot.slug, one.key)),
            Cell(day(one, words), code=one.start.isoformat() if one.start else "null"),
            Cell(one.changes or words.say("the adopted text"), code=one.changes or "null"),
            *(Cell(i18n.number(count, words.lang), code=str(count)) for count in counts),
            Cell(shown.cell(whole, unit, words), whole),
        ))  # fmt: skip
    caption = words.say_count(
        "{count} edition, {unit}", "{count} editions, {unit}", len(rows), unit=unit.name(words)
    )
    return Grid(NAME, caption, columns, tuple(rows))


def _rows(programme: Programme, at: int) -> tuple[Money, ...]:
    """Return the money as an edition leaves it."""
    return tuple(row for one in (*programme.measures, *programme.gone) for row in one.after[at])
