"""The register of disagreements: both values, why, and the page where the number stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import choosing, frame, known, parts, paths, reading, states
from ckanext.infoprog.core.pages.choosing import Chosen, Filter
from ckanext.infoprog.core.pages.frame import Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind, Written
from ckanext.infoprog.core.pages.known import Note
from ckanext.infoprog.core.pages.parts import Part
from ckanext.infoprog.core.pages.programme import Discrepancy
from ckanext.infoprog.core.pages.project import PROJECTS
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words

NAME: Final = known.REGISTER
ID: Final = "discrepancies"
_OF_MEASURE: Final = frozenset({"measures", "funding", "measureExecutants"})
_OF_INDICATOR: Final = frozenset({"indicators", "indicatorValues", "indicatorDynamics"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A disagreement with the page on which its number stands."""

    found: Discrepancy
    where: str


@dataclass(frozen=True, slots=True)
class Disagreements:
    """The disagreements of a package."""

    slug: str
    titles: Mapping[str, str]
    placed: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A disagreement in the register: of which package, in words, where its number is shown."""

    package: str
    package_title: str
    anchor: str
    note: Note
    kind: str
    table: str
    where: str
    found: Discrepancy


def disagreements(snapshot: Snapshot) -> Disagreements:
    """Return the disagreements of a package as its tables hold them."""
    found = reading.discrepancies(snapshot.package)
    placed = tuple(Placed(one, where(snapshot, one)) for one in found)
    return Disagreements(snapshot.slug, snapshot.titles, placed)


def entries(of: Disagreements, words: Words, *, is_one_of_many: bool = False) -> tuple[Entry, ...]:
    """Return the disagreements of a package in words."""
    slug, title = of.slug, frame.name(of, words)
    return tuple(
        Entry(
            package=slug,
            package_title=title,
            anchor=f"{slug}-{one.found.key}" if is_one_of_many else one.found.key,
            note=known.note(one.found, slug, words),
            kind=one.found.kind,
            table=one.found.table,
            where=one.where,
            found=one.found,
        )
        for one in of.placed
    )


def texts(of: Disagreements, words: Words) -> tuple[str, ...]:
    """Return what is looked for in each disagreement of a package."""
    return tuple(_text(one) for one in entries(of, words))


def where(snapshot: Snapshot, one: Discrepancy) -> str:
    """Return the page on which the number of a disagreement stands."""
    programme, slug = snapshot.programme, snapshot.slug
    first = one.row.partition("~")[0]
    if programme is None:
        return _elsewhere(snapshot, one)
    if one.table in _OF_MEASURE and programme.measure(first):
        return paths.measure(slug, first)
    if one.table in _OF_INDICATOR:
        return paths.indicator(slug, first) if first else paths.section(slug, "indicators")
    if one.table == "directions" and programme.direction(first):
        return paths.direction(slug, first)
    if one.table == "statedTotals":
        return _total(slug, one.row)
    if one.table in ("programme", "editions", "passportEntries", "sourceTables"):
        return paths.programme(slug)
    return paths.row(slug, one.table, one.row) if one.table and one.row else paths.programme(slug)


def choose(
    listed: Sequence[Entry], reader: Reader, most: int, part: Part = parts.WHOLE
) -> Chosen[Entry]:
    """Return the disagreements that are asked for."""
    words = reader.words
    kinds = {one.kind: rowwords.code(one.kind, "kind", words) or one.kind for one in listed}
    tables = {one.table: table_name(one.table, words) for one in listed if one.table}
    packages = {one.package: one.package_title for one in listed}
    filters = (
        Filter("package", words.say("Document"), choosing.choices(packages, is_source=True)),
        Filter("kind", words.say("Kind"), choosing.choices(kinds)),
        Filter("about", words.say("What it is about"), choosing.choices(tables)),
    )
    return choosing.choose(
        listed,
        filters,
        {
            "package": lambda one, wanted: one.package == wanted,
            "kind": lambda one, wanted: one.kind == wanted,
            "about": lambda one, wanted: one.table == wanted,
        },
        _text,
        reader.asked,
        words,
        most,
        part.kept,
    )


def shown(chosen: Chosen[Entry], most: int) -> tuple[Entry, ...]:
    """Return the disagreements of this page of the list."""
    first = (chosen.page - 1) * most
    return chosen.found[first : first + most] if most else chosen.found


def grid(listed: Sequence[Entry], words: Words) -> Grid:
    """Return disagreements as the table that is given out."""
    columns = (
        Column("package", words.say("Document")),
        Column("discrepancyId", words.say("Code"), is_head=True),
        Column("kind", words.say("Kind")),
        Column("table", words.say("What it is about")),
        Column("key", words.say("Key")),
        Column("field", words.say("Field")),
        Column("place", words.say("Place in the source"), Kind.SOURCE),
        Column("documentValue", words.say("In the document"), Kind.SOURCE),
        Column("otherPlace", words.say("The other place"), Kind.SOURCE),
        Column("otherPackage", words.say("The other document")),
        Column("otherValue", words.say("Beside it"), Kind.SOURCE),
        Column("difference", words.say("Difference"), Kind.VALUE),
        Column("explanation", words.say("Explanation"), Kind.SOURCE),
    )
    caption = said(len(listed), len(listed), words)
    return Grid(ID, caption, columns, Written(listed, lambda one: _row(one, words)))


def said(found: int, of: int, words: Words) -> str:
    """Return the sentence that announces how much was found."""
    if found == of:
        return words.say_count("{count} disagreement", "{count} disagreements", of)
    return words.say_count(
        "{found} of {count} disagreement", "{found} of {count} disagreements", of,
        found=i18n.number(found, words.lang),
    )  # fmt: skip


def table_name(table: str, words: Words) -> str:
    """Return what a table is about, in words of its own."""
    return {
        "programme": words.say("the passport of the programme"),
        "editions": words.say("the editions"),
        "passportEntries": words.say("the printed passport"),
        "sourceTables": words.say("the tables of the document"),
        "priorities": words.say("the priorities"),
        "directions": words.say("the directions"),
        "tasks": words.say("the tasks"),
        "measures": words.say("the measures"),
        "executants": words.say("the executors"),
        "measureEditions": words.say("the editions of measures"),
        "measureExecutants": words.say("the executors of measures"),
        "funding": words.say("the money of measures"),
        "statedTotals": words.say("the printed totals"),
        "metrics": words.say("the metrics"),
        "metricSources": words.say("who supplies the metrics"),
        "metricValues": words.say("the values of metrics"),
        "indicators": words.say("the indicators"),
        "indicatorValues": words.say("the values of indicators"),
        "indicatorDynamics": words.say("the dynamics of indicators"),
        "keyFigures": words.say("the facts of the text"),
        "textItems": words.say("the statements of the text"),
        "projects": words.say("the projects"),
        "projectFunding": words.say("the money of projects"),
        "projectTotals": words.say("the printed totals of projects"),
        "projectIndicators": words.say("the indicators of projects"),
        "respondents": words.say("the communities asked"),
    }.get(table, table)


def _row(one: Entry, words: Words) -> tuple[Cell, ...]:
    """Return a disagreement as a row: values as the register has them."""
    of, note = one.found, one.note
    difference = Value(State.NOT_APPLICABLE)
    if of.difference is not None:
        difference = states.amount(of.difference)
    return (
        Cell(one.package, code=one.package),
        Cell(of.key, href=one.where, code=of.key),
        Cell(note.kind, code=of.kind),
        Cell(table_name(of.table, words), code=of.table or "null"),
        Cell(of.row, code=of.row or "null"),
        Cell(of.field, code=of.field or "null"),
        Cell(note.place, code=of.place),
        Cell(note.value, code=of.value),
        Cell(note.other_place, code=of.other_place),
        Cell(of.other_package, code=of.other_package),
        Cell(note.other_value, code=of.other_value),
        Cell(note.difference, difference),
        Cell(note.explanation),
    )


def _elsewhere(snapshot: Snapshot, one: Discrepancy) -> str:
    """Return the page of a package that is no programme: of a project, a survey, a row."""
    first = one.row.partition("~")[0]
    if any(row.get("projectId") == first for row in snapshot.package.rows(PROJECTS)):
        return paths.project(first)
    if snapshot.package.rows("questions"):
        return paths.survey(snapshot.slug)
    has_row = bool(one.table and one.row)
    return paths.row(snapshot.slug, one.table, one.row) if has_row else paths.dataset(snapshot.slug)


def _total(slug: str, key: str) -> str:
    """Return the page of a printed total: of its measure, its direction, else of the money."""
    scope, _, rest = key.partition("~")
    of = rest.partition("~")[0]
    if scope == "measure":
        return paths.measure(slug, of)
    if scope == "direction":
        return paths.direction(slug, of)
    return paths.section(slug, "money")


def _text(one: Entry) -> str:
    """Return what is looked for in a disagreement."""
    note, of = one.note, one.found
    return " ".join(
        (of.key, of.row, note.explanation, note.value, note.other_value, note.place,
         note.other_place, one.package_title)
    )  # fmt: skip
