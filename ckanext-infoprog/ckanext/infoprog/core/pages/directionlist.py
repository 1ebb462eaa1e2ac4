"""The table of directions: sums, what they leave out, the course over the years."""

from __future__ import annotations

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import figures, paths, shown, states
from ckanext.infoprog.core.pages.charts import spark
from ckanext.infoprog.core.pages.figures import Cut, Total
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.programme import Direction, Programme
from ckanext.infoprog.core.pages.states import COUNTED, State
from ckanext.infoprog.core.reports.words import Words


def grid(programme: Programme, slug: str, words: Words) -> Grid:
    """Return the directions as a table: a row a direction, then the whole programme."""
    totals = {d.key: figures.of_direction(programme, d.key) for d in programme.directions}
    left = [s for s in COUNTED if any(one.state is s for t in totals.values() for one in t.left)]
    columns = (
        Column("directionId", words.say("No")),
        Column("title", words.say("Direction"), Kind.SOURCE, is_head=True),
        Column("measures", words.say("Measures"), Kind.NUMBER),
        *(Column(f"amount{year}", str(year), Kind.MONEY) for year in programme.years),
        Column("amount", words.say("Total"), Kind.MONEY),
        Column("course", words.say("By year"), is_drawn=True),
        Column("withAmount", words.say("Measures with an amount"), Kind.NUMBER),
        *(Column(s.value, _heading(programme, s, totals, words), Kind.NUMBER) for s in left),
    )
    rows = tuple(_row(programme, slug, d, totals[d.key], left, words) for d in programme.directions)
    unit = shown.unit(programme).name(words)
    caption = words.say_count(
        "{count} direction, {unit}", "{count} directions, {unit}", len(rows), unit=unit
    )
    return Grid("directions", caption, columns, rows, (_foot(programme, left, words),))


def _heading(programme: Programme, state: State, totals: dict[str, Total], words: Words) -> str:
    """Return a state as a heading: in the document's words, where it has some."""
    said = next(
        (one.words for t in totals.values() for one in t.left if one.state is state and one.words),
        "",
    )
    text = states.phrase(state, words, said)
    return text[:1].upper() + text[1:]


def _row(
    programme: Programme, slug: str, one: Direction, whole: Total, left: list[State], words: Words
) -> tuple[Cell, ...]:
    """Return a direction as a row."""
    unit = shown.unit(programme)
    by_year = [figures.of_direction(programme, one.key, Cut(year=y)) for y in programme.years]
    known = tuple(d.key for d in programme.known("directions", one.key))
    return (
        Cell(one.key, code=one.key),
        Cell(one.title, href=paths.direction(slug, one.key), notes=known),
        _count(whole.of, words),
        *(Cell(shown.cell(t.lead, unit, words), t.lead, notes=t.notes) for t in by_year),
        Cell(shown.cell(whole.lead, unit, words), whole.lead, notes=whole.notes),
        Cell(bars=spark.bars([t.lead for t in by_year])),
        _count(whole.counted, words),
        *(_count(_left(whole, state), words) for state in left),
    )


def _foot(programme: Programme, left: list[State], words: Words) -> tuple[Cell, ...]:
    """Return the row of the whole programme."""
    unit, whole = shown.unit(programme), figures.of_programme(programme)
    by_year = [figures.of_programme(programme, Cut(year=year)) for year in programme.years]
    return (
        Cell(),
        Cell(words.say("The programme as a whole")),
        _count(whole.of, words),
        *(Cell(shown.cell(t.lead, unit, words), t.lead, notes=t.notes) for t in by_year),
        Cell(shown.cell(whole.lead, unit, words), whole.lead, notes=whole.notes),
        Cell(),
        _count(whole.counted, words),
        *(_count(_left(whole, state), words) for state in left),
    )


def _left(total: Total, state: State) -> int:
    return sum(one.count for one in total.left if one.state is state)


def _count(number: int, words: Words) -> Cell:
    return Cell(i18n.number(number, words.lang), code=str(number))
