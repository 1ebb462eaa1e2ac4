"""The dictionary: the terms of the interface, the states of a value, the fields of all tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ckanext.infoprog.core import schema as schemas
from ckanext.infoprog.core.model import Field
from ckanext.infoprog.core.pages import choosing, plainframe, termwords
from ckanext.infoprog.core.pages.choosing import Chosen, Filter
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid
from ckanext.infoprog.core.pages.termwords import Term
from ckanext.infoprog.core.reports.words import Words

PATH: Final = "/terms"
PER_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A field with one wording, and the tables that have it so."""

    field: Field
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPage(Page):
    """What the dictionary shows."""

    terms: tuple[Term, ...]
    states: Grid
    listed: Chosen[Entry]
    fields: Grid | None
    said: str


def page(reader: Reader) -> TermsPage:
    """Return the dictionary as a reader asks for it."""
    words = reader.words
    tables = {name: schemas.load(name).title[words.lang] for name in schemas.names()}
    filters = (Filter("table", words.say("Table"), choosing.choices(tables)),)
    chosen = choosing.choose(
        entries(), filters, {"table": lambda one, wanted: wanted in one.tables}, _text,
        reader.asked, words, PER_PAGE,
    )  # fmt: skip
    fields = _fields(chosen, words) if chosen.found else None
    terms, states = termwords.of_documents(words), _states(words)
    frame = plainframe.of_portal(reader, PATH, words.say("Dictionary of terms"), (), chosen.query)
    return TermsPage(
        frame=frame,
        grids=(*((fields,) if fields else ()), states, _terms(terms, words)),
        faults=chosen.faults,
        terms=terms,
        states=states,
        listed=chosen,
        fields=fields,
        said=words.say_count("{count} field", "{count} fields", len(chosen.found)),
    )


def entries() -> tuple[Entry, ...]:
    """Return the fields of all tables; those with the same name and wording are one."""
    found: dict[tuple[str, str, str], Entry] = {}
    for table in schemas.names():
        for one in schemas.load(table).fields:
            key = (one.name, one.title["uk"], one.description["uk"])
            entry = found.get(key, Entry(one, ()))
            found[key] = replace(entry, tables=(*entry.tables, table))
    return tuple(sorted(found.values(), key=lambda one: (one.field.name.casefold(), one.tables)))


def _text(one: Entry) -> str:
    """Return what is looked for in a field: its words in both languages."""
    of = one.field
    return " ".join((of.name, *of.title.values(), *of.description.values(), *one.tables))


def _fields(chosen: Chosen[Entry], words: Words) -> Grid:
    """Return fields as a table."""
    columns = (
        Column("name", words.say("Name in files"), is_head=True),
        Column("title", words.say("What it is called")),
        Column("description", words.say("What it means")),
        Column("type", words.say("Type")),
        Column("tables", words.say("Tables")),
    )
    rows = tuple(
        (
            Cell(one.field.name, code=one.field.name),
            Cell(one.field.title[words.lang]),
            Cell(one.field.description[words.lang]),
            Cell(one.field.type.value, code=one.field.type.value),
            Cell(", ".join(one.tables)),
        )
        for one in chosen.found
    )
    caption = words.say_count("{count} field", "{count} fields", len(rows))
    first = (chosen.page - 1) * PER_PAGE
    return Grid("fields", caption, columns, rows, (), first, PER_PAGE, is_prose=True)


def _states(words: Words) -> Grid:
    """Return the states of a value as a table."""
    columns = (
        Column("code", words.say("Code in files")),
        Column("text", words.say("What a page says"), is_head=True),
        Column("meaning", words.say("What it means")),
    )
    rows = tuple(
        (Cell(one.code, code=one.code), Cell(one.text), Cell(one.meaning))
        for one in termwords.of_states(words)
    )
    return Grid("states", words.say("States of a value"), columns, rows, is_prose=True)


def _terms(terms: Sequence[Term], words: Words) -> Grid:
    """Return the terms as the table that is given out."""
    columns = (
        Column("term", words.say("Term"), is_head=True),
        Column("meaning", words.say("What it means")),
    )
    rows = tuple((Cell(one.text), Cell(one.meaning)) for one in terms)
    return Grid("terms", words.say("Terms of the interface"), columns, rows)
