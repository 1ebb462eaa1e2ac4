"""The list of measures: its filters, what they find, and the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import choosing, figures, paths, shown, spending, states
from ckanext.infoprog.core.pages.choosing import Choice, Chosen, Filter, Tests
from ckanext.infoprog.core.pages.figures import Cut
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind, spanned
from ckanext.infoprog.core.pages.programme import NIL, Measure, Programme
from ckanext.infoprog.core.pages.states import State
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words

PER_PAGE: Final = 200
MOST_BODIES: Final = 4
FIRST_BODIES: Final = 3
ID: Final = "measures"


@dataclass(frozen=True, slots=True)
class Listed(Chosen[Measure]):
    """What the list shows: the measures found, their table, the sentence that announces them."""

    grid: Grid
    said: str


def listed(
    programme: Programme,
    slug: str,
    measures: Sequence[Measure],
    asked: Mapping[str, str],
    words: Words,
) -> Listed:
    """Return the measures that are asked for; what cannot be asked for is told and left aside."""
    found = choosing.choose(
        measures,
        _filters(programme, measures, words),
        _tests(programme, _year(programme, asked)),
        lambda one: " ".join((one.key, one.title, one.expected, *(r.name for r in one.roles))),
        asked,
        words,
        PER_PAGE,
    )
    return Listed(
        filters=found.filters,
        text=found.text,
        found=found.found,
        of=found.of,
        chosen=found.chosen,
        page=found.page,
        pages=found.pages,
        query=found.query,
        faults=found.faults,
        grid=grid(programme, slug, found.found, words, first=(found.page - 1) * PER_PAGE),
        said=_said(len(found.found), found.of, words),
    )


def grid(
    programme: Programme, slug: str, measures: Sequence[Measure], words: Words, first: int = 0
) -> Grid:
    """Return measures as a table: a row a measure, money by year and whole."""
    unit = shown.unit(programme)
    years = [Column(f"amount{year}", str(year), Kind.MONEY) for year in programme.years]
    columns = (
        Column("measureId", words.say("No")),
        Column("title", words.say("Measure"), Kind.SOURCE, is_head=True),
        Column("executants", heading(programme, "executants", words), Kind.SOURCE),
        Column("termText", words.say("Term"), Kind.SOURCE),
        *years,
        Column("amount", words.say("Total"), Kind.MONEY),
        Column("status", words.say("State by the reports"), is_file_only=not programme.reports),
    )
    rows = tuple(_row(programme, slug, one, words) for one in measures)
    caption = words.say_count(
        "{count} measure, {unit}", "{count} measures, {unit}", len(measures), unit=unit.name(words)
    )
    return Grid(ID, caption, columns, rows, _foot(programme, measures, words), first, PER_PAGE)


def heading(programme: Programme, name: str, words: Words) -> str:
    """Return the document's own heading of a column in Ukrainian, else the usual one."""
    own = programme.headings.get(name) if words.lang == "uk" else None
    usual = {
        "executants": words.say("Executors"),
        "expectedResult": words.say("Expected results"),
        "direction": words.say("Direction"),
    }
    return own or usual[name]


def status_text(code: str, words: Words) -> str:
    """Return the state that a report gives a measure; without a report, that none is here."""
    if not code:
        return states.phrase(State.NOT_PUBLISHED, words)
    if code == NIL:
        return words.say("nothing to report")
    return rowwords.code(code, "status", words) or code


def _row(programme: Programme, slug: str, one: Measure, words: Words) -> tuple[Cell, ...]:
    """Return a measure as a row."""
    unit, money = shown.unit(programme), []
    for year in (*programme.years, None):
        found = figures.of_measure(programme, one, Cut(year=year))
        money.append(Cell(shown.cell(found.rows, unit, words), found.rows, notes=found.notes))
    known = tuple(d.key for d in programme.known("measures", one.key))
    code = spending.status(programme, one)
    return (
        Cell(one.key, code=one.key),
        Cell(one.title, href=paths.measure(slug, one.key), notes=known),
        _bodies(one, words),
        Cell(one.term or "–", code=one.term or "null"),
        *spanned(tuple(money)),
        Cell(status_text(code, words), code=code or State.NOT_PUBLISHED),
    )


def _bodies(one: Measure, words: Words) -> Cell:
    """Return who carries a measure out; of very many the first, the page of the measure has all."""
    names = [role.name for role in one.roles]
    whole = "; ".join(names)
    if len(names) <= MOST_BODIES:
        return Cell(whole)
    left = len(names) - FIRST_BODIES
    more = words.say_count("and {count} more", "and {count} more", left)
    return Cell(f"{'; '.join(names[:FIRST_BODIES])} {more}", code=whole)


def _foot(
    programme: Programme, measures: Sequence[Measure], words: Words
) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows beneath the list: the sum of what is listed."""
    unit = shown.unit(programme)
    sums = []
    for year in (*programme.years, None):
        found = [figures.value(one, Cut(year=year)) for one in measures]
        amounts = [one.amount for one in found if one.amount is not None]
        value = states.amount(sum(amounts[1:], amounts[0])) if amounts else None
        sums.append(Cell(shown.cell(value, unit, words) if value else "–", value))
    counted = sum(1 for one in measures if figures.value(one).is_amount)
    label = words.say_count(
        "Sum of the rows: {counted} of {count} measure",
        "Sum of the rows: {counted} of {count} measures",
        len(measures),
        counted=i18n.number(counted, words.lang),
    )
    rows = ((Cell(), Cell(label), Cell(), Cell(), *sums, Cell()),)
    scope = _scope(programme, measures)
    if scope is None:
        return rows
    totals = [scope(Cut(year=year)) for year in (*programme.years, None)]
    if not any(one.differs for one in totals):
        return rows
    printed = [
        Cell(shown.cell(one.lead, unit, words), one.lead, notes=one.notes) if one.printed else
        Cell("–") for one in totals
    ]  # fmt: skip
    told = Cell(words.say("Printed in the document"))
    return (*rows, (Cell(), told, Cell(), Cell(), *printed, Cell()))


def _scope(
    programme: Programme, measures: Sequence[Measure]
) -> Callable[[Cut], figures.Total] | None:
    """Return the totals of exactly these measures: of the programme, of a direction, or none."""
    if len(measures) == len(programme.measures):
        return lambda cut: figures.of_programme(programme, cut)
    keys = {one.direction for one in measures}
    found = programme.direction(next(iter(keys))) if len(keys) == 1 else None
    if found is None or len(found.measures) != len(measures):
        return None
    return lambda cut: figures.of_direction(programme, found.key, cut)


def _filters(programme: Programme, measures: Sequence[Measure], words: Words) -> tuple[Filter, ...]:
    """Return the filters that make sense for these measures."""
    directions = [d for d in programme.directions if any(m.direction == d.key for m in measures)]
    bodies = {role.executant: programme.executants.get(role.executant, role.name)
              for one in measures for role in one.roles}  # fmt: skip
    kinds = dict.fromkeys(figures.value(one).state for one in measures)
    codes = dict.fromkeys(spending.status(programme, one) for one in measures)
    return (
        Filter("direction", words.say("Direction"),
               tuple(Choice(d.key, f"{d.key}. {d.title}", is_source=True) for d in directions)),
        Filter("executant", heading(programme, "executants", words),
               tuple(Choice(key, name, is_source=True) for key, name in
                     sorted(bodies.items(), key=lambda one: one[1].casefold()))),
        Filter("year", words.say("Year"), tuple(Choice(str(y), str(y)) for y in programme.years)),
        Filter("kind", words.say("Money"),
               tuple(Choice(kind.value, states.phrase(kind, words)) for kind in kinds)),
        Filter("state", words.say("State by the reports"),
               tuple(Choice(code or State.NOT_PUBLISHED, status_text(code, words))
                     for code in codes)),
    )  # fmt: skip


def _year(programme: Programme, asked: Mapping[str, str]) -> int | None:
    """Return the year that is asked for; one that the programme does not have is none."""
    text = asked.get("year", "")
    return int(text) if text in {str(year) for year in programme.years} else None


def _tests(programme: Programme, year: int | None) -> Tests[Measure]:
    """Return what each filter asks of a measure; money is that of the year, where one is chosen."""
    cut = Cut(year=year)

    def is_planned(one: Measure, _: str) -> bool:
        planned = figures.value(one, cut).state is not State.NOT_PLANNED
        return planned and one.covers(year or 0)

    return {
        "direction": lambda one, wanted: one.direction == wanted,
        "executant": lambda one, wanted: any(role.executant == wanted for role in one.roles),
        "year": is_planned,
        "kind": lambda one, wanted: figures.value(one, cut).state == wanted,
        "state": lambda one, wanted: (
            (spending.status(programme, one) or State.NOT_PUBLISHED) == wanted
        ),
    }


def _said(found: int, of: int, words: Words) -> str:
    """Return the sentence that announces how much was found."""
    if found == of:
        return words.say_count("{count} measure", "{count} measures", of)
    return words.say_count(
        "{found} of {count} measure", "{found} of {count} measures", of,
        found=i18n.number(found, words.lang),
    )  # fmt: skip
