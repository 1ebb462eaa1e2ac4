"""The pages of a strategy's projects: the list of them, and one each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.pages import (
    choosing,
    known,
    parts,
    paths,
    places,
    plainframe,
    project,
    reading,
    shown,
    states,
)
from ckanext.infoprog.core.pages.choosing import Chosen
from ckanext.infoprog.core.pages.facts import Fact
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.known import Note
from ckanext.infoprog.core.pages.missing import Near
from ckanext.infoprog.core.pages.parts import Part
from ckanext.infoprog.core.pages.programme import Discrepancy
from ckanext.infoprog.core.pages.project import Item, Paid, Project
from ckanext.infoprog.core.pages.shown import THOUSAND, Unit
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import Value
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words

PATH: Final = "/projects"
UNIT: Final = Unit(THOUSAND, 0)
FUNDING: Final = "projectFunding"
TOTALS: Final = "projectTotals"


@dataclass(frozen=True, slots=True)
class Link:
    """A measure that a project is linked with, and who says so."""

    text: str
    path: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A text of a list with the disagreements registered at it."""

    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """The disagreements of a project: which stand at a row, in a field of it where it is told."""

    every: tuple[Discrepancy, ...]

    def at(self, table: str, key: str, field: str = "") -> tuple[str, ...]:
        """Return the codes of those at a row."""
        return tuple(
            one.key
            for one in self.every
            if (one.table, one.row) == (table, key) and field in ("", one.field)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectsPage(Page):
    """What the list of projects shows."""

    listed: Chosen[tuple[Snapshot, Project]]
    shown: Grid | None
    said: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPage(Page):
    """What the page of a project shows."""

    facts: tuple[Fact, ...]
    lists: tuple[tuple[str, str, tuple[Listed, ...]], ...]
    money: Grid | None
    links: tuple[Link, ...]
    notes: tuple[Note, ...]


def has(snapshot: Snapshot) -> bool:
    """Return whether a package holds projects."""
    return bool(snapshot.package.rows(project.PROJECTS))


def listed(snapshots: Sequence[Snapshot], reader: Reader, part: Part = parts.WHOLE) -> ProjectsPage:
    """Return the list of the projects of all packages."""
    words = reader.words
    used = [one for one in snapshots if has(one)]
    every = [(one, found) for one in used for found in project.of(one.package)]
    chosen = choosing.choose(
        every, (), {}, lambda pair: _text(pair[1]), reader.asked, words, kept=part.kept
    )
    grid = _list(chosen.found, words) if chosen.found else None
    title = words.say("Projects of the strategy")
    said = words.say_count("{count} project", "{count} projects", len(chosen.found))
    return ProjectsPage(
        frame=plainframe.of_portal(reader, PATH, title, used),
        grids=(grid,) if grid else (),
        faults=part.faults + chosen.faults,
        part=part,
        listed=chosen,
        shown=grid,
        said=said,
    )


def page(snapshot: Snapshot, reader: Reader, key: str) -> ProjectPage | None:
    """Return the page of a project; None where the package has none of this id."""
    words = reader.words
    every = project.of(snapshot.package)
    one = next((found for found in every if found.key == key), None)
    if one is None:
        return None
    path = paths.project(key)
    trail = (Crumb(words.say("Projects of the strategy"), PATH), Crumb(one.title, path, True))
    marks = Marks(tuple(
        found for found in reading.discrepancies(snapshot.package)
        if found.row.partition("~")[0] == key
    ))  # fmt: skip
    money = _money(one, marks, words) if one.money or one.totals else None
    api = paths.search(reader.resources.get(project.PROJECTS, ""), projectId=key)
    return ProjectPage(
        frame=plainframe.of_package(snapshot, reader, path, one.title, trail, api),
        grids=(money,) if money else (),
        facts=_facts(one, marks, words),
        lists=tuple(found for found in _lists(one, marks, words) if found[2]),
        money=money,
        links=tuple(_link(found, words) for found in one.links),
        notes=tuple(known.note(found, snapshot.slug, words) for found in marks.every),
    )


def near(snapshots: Sequence[Snapshot], asked: str) -> tuple[Near, ...]:
    """Return the projects whose id or title is like what was asked for; else all."""
    every = [one for found in snapshots for one in project.of(found.package)]
    like = [one for one in every if asked.casefold() in f"{one.key} {one.title}".casefold()]
    return tuple(Near(one.title, paths.project(one.key)) for one in (like or every)[:6])


def _list(found: Sequence[tuple[Snapshot, Project]], words: Words) -> Grid:
    """Return the projects as a table."""
    every = tuple(one for _, one in found)
    columns = (
        Column("projectId", words.say("Code"), is_file_only=True),
        Column("listNumber", words.say("No")),
        Column("title", words.say("Project"), Kind.SOURCE, is_head=True),
        Column("executants", words.say("Executors"), Kind.SOURCE),
        Column("termText", words.say("Term"), Kind.SOURCE),
        *(Column(f"amount{year}", str(year), Kind.MONEY) for year in project.years(every)),
        Column("amount", words.say("Total"), Kind.MONEY),
    )
    rows = tuple(
        (
            Cell(one.key, code=one.key), Cell(one.number, code=one.number),
            Cell(one.title, href=paths.project(one.key)), Cell(one.bodies), Cell(one.term),
            *(_cell(one.lead(year), words) for year in (*project.years(every), None)),
        )
        for one in every
    )  # fmt: skip
    caption = words.say_count(
        "{count} project, {unit}", "{count} projects, {unit}", len(rows), unit=UNIT.name(words)
    )
    return Grid("projects", caption, columns, rows)


def _money(one: Project, marks: Marks, words: Words) -> Grid:
    """Return the money of a project: a row a source, printed totals beneath the sums."""
    years = project.years((one,))
    sources = dict.fromkeys((paid.source, paid.label) for paid in one.money)
    columns = (
        Column("source", words.say("Source"), Kind.SOURCE, is_head=True),
        *(Column(f"amount{year}", str(year), Kind.MONEY) for year in years),
        Column("amount", words.say("Total"), Kind.MONEY),
    )
    rows = []
    for source, label in sources:
        own = [paid for paid in one.money if paid.source == source]
        head = [code for p in own if not p.year for code in marks.at(FUNDING, p.key)]
        rows.append((
            Cell(label or rowwords.code(source or "", "source", words) or "–", notes=tuple(head)),
            *(_paid([p for p in own if p.year == year], FUNDING, marks, words) for year in years),
            _printed(one, source, None, marks, words),
        ))  # fmt: skip
    sums = tuple(_cell(one.rows(year), words) for year in (*years, None))
    printed = tuple(_printed(one, None, year, marks, words) for year in (*years, None))
    foot = ((Cell(words.say("Sum of the rows")), *sums),
            (Cell(words.say("Printed in the document")), *printed))  # fmt: skip
    caption = words.say("Money of the project, {unit}", unit=UNIT.name(words))
    return Grid("money", caption, columns, tuple(rows), foot)


def _paid(found: Sequence[Paid], table: str, marks: Marks, words: Words) -> Cell:
    """Return the first of these as a cell with what is registered at it."""
    if not found:
        return _cell(None, words)
    return _cell(found[0].value, words, marks.at(table, found[0].key))


def _printed(
    one: Project, source: str | None, year: int | None, marks: Marks, words: Words
) -> Cell:
    """Return a printed total as a cell with what is registered at it."""
    found = [paid for paid in one.totals if (paid.source, paid.year) == (source, year)]
    return _paid(found, TOTALS, marks, words)


def _cell(value: Value | None, words: Words, notes: tuple[str, ...] = ()) -> Cell:
    """Return money as a cell; what the document does not print is said so."""
    found = value or Value(states.State.NOT_STATED)
    text = "–" if value is None else shown.cell(found, UNIT, words)
    return Cell(text, found, notes=notes)


def _facts(one: Project, marks: Marks, words: Words) -> tuple[Fact, ...]:
    """Return what is known of a project."""
    goal = f"{one.goal}. {one.goal_title}" if one.goal_title else one.goal

    def at(field: str) -> tuple[str, ...]:
        return marks.at(project.PROJECTS, one.key, field)

    found = (
        *((Fact(words.say("Project"), one.title, is_source=True, notes=at("title")),)
          if at("title") else ()),
        Fact(words.say("Task of the strategy"), goal, is_source=True),
        Fact(words.say("Number of the specification"), one.specification,
             notes=at("specificationNumber")),
        Fact(words.say("Aim"), one.aim, is_source=True),
        Fact(words.say("Executors"), one.bodies, is_source=True, notes=at("executantsText")),
        Fact(words.say("Term"), one.term, is_source=True, notes=at("termText")),
        Fact(words.say("Territory"), one.territory, is_source=True),
        Fact(words.say("Target groups"), one.groups_text, is_source=True),
        Fact(words.say("Place in the source"), places.told(one.place, words), is_source=True),
    )  # fmt: skip
    return tuple(fact for fact in found if fact.text)


def _lists(
    one: Project, marks: Marks, words: Words
) -> tuple[tuple[str, str, tuple[Listed, ...]], ...]:
    """Return the lists of a project with their ids and headings."""

    def of(table: str, items: Sequence[Item]) -> tuple[Listed, ...]:
        return tuple(Listed(item.text, marks.at(table, item.key)) for item in items)

    return (
        ("problems", words.say("Problems that it is to solve"),
         of("projectProblems", one.problems)),
        ("activities", words.say("Activities"), of("projectActivities", one.activities)),
        ("indicators", words.say("Expected indicators, word for word"),
         of("projectIndicators", one.indicators)),
    )  # fmt: skip


def _link(one: project.Linked, words: Words) -> Link:
    """Return a link to a measure of a programme."""
    is_measure = one.table == "measures"
    path = paths.measure(one.package, one.key) if is_measure else paths.programme(one.package)
    text = words.say("measure {key} of {package}", key=one.key, package=one.package)
    return Link(text, path, rowwords.code(one.basis, "basis", words) or "", one.note)


def _text(one: Project) -> str:
    """Return what is looked for in a project."""
    items = (*one.activities, *one.problems, *one.indicators)
    return " ".join((one.key, one.title, one.aim, one.bodies, *(item.text for item in items)))
