"""One edition of a programme: its decision, and what it changed from the edition before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ckanext.infoprog.core.cycle import editionchanges
from ckanext.infoprog.core.cycle.editionchanges import Changes, MoneyChange
from ckanext.infoprog.core.pages import (
    editionspage,
    frame,
    indicatortext,
    moneycharts,
    paths,
    places,
    reading,
    shown,
    states,
)
from ckanext.infoprog.core.pages.facts import Fact
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.missing import Near
from ckanext.infoprog.core.pages.programme import Edition, Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports import amendtext, rowwords
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation import indicators
from ckanext.infoprog.core.validation.records import Record, records


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPage(Page):
    """What the page of an edition shows; `changed` are the tables of what it changed."""

    facts: tuple[Fact, ...]
    changed: tuple[Grid, ...]
    is_first: bool


def page(snapshot: Snapshot, reader: Reader, key: str) -> EditionPage | None:
    """Return the page of an edition; None where the programme has none of this name."""
    programme, words, slug = snapshot.of_programme(), reader.words, snapshot.slug
    at = next((at for at, one in enumerate(programme.editions) if one.key == key), None)
    if at is None:
        return None
    one = programme.editions[at]
    path, title = paths.edition(slug, key), editionspage.called(one, words)
    trail = (
        Crumb(frame.name(snapshot, words), paths.programme(slug)),
        Crumb(words.say("Editions"), paths.section(slug, editionspage.NAME)),
        Crumb(title, path),
    )
    changes = editionchanges.of(snapshot.package, key) if at else None
    grids = _grids(programme, slug, changes, words) if changes else ()
    api = f"{paths.row(slug, 'editions', key)}.json"
    return EditionPage(
        frame=frame.frame(snapshot, reader, path, title, trail, api),
        grids=grids,
        facts=_facts(snapshot, one, words),
        changed=grids,
        is_first=at == 0,
    )


def near(snapshot: Snapshot, words: Words) -> tuple[Near, ...]:
    """Return the editions that there are."""
    return tuple(
        Near(editionspage.called(one, words), paths.edition(snapshot.slug, one.key))
        for one in snapshot.of_programme().editions[-6:]
    )


def _facts(snapshot: Snapshot, one: Edition, words: Words) -> tuple[Fact, ...]:
    """Return the decision of an edition."""
    rows = {row.key: row for row in records(snapshot.package, "editions")}
    row = rows[one.key]
    found = (
        Fact(words.say("Title of the act"), row.text("legalActTitle") or "", is_source=True),
        Fact(words.say("In force from"), editionspage.day(one, words)),
        Fact(words.say("What changed"), one.changes, is_source=True),
        Fact(words.say("Text of the act"), one.url, href=one.url),
        Fact(
            words.say("Place in the source"),
            places.told(row.text("sourceRef") or "", words),
            is_source=True,
        ),
    )
    return tuple(fact for fact in found if fact.text)


def _grids(programme: Programme, slug: str, changes: Changes, words: Words) -> tuple[Grid, ...]:
    """Return the tables of what changed; one with nothing in it is left out."""
    found = (
        _measures(slug, changes, words),
        _sums(programme, changes, words),
        _money(programme, slug, changes, words),
        _values(slug, changes, words),
    )
    return tuple(grid for grid in found if grid.rows)


def _measures(slug: str, changes: Changes, words: Words) -> Grid:
    """Return the measures that were added, changed, excluded: a row for each thing said anew."""
    columns = (
        Column("measureId", words.say("No")),
        Column("title", words.say("Measure"), Kind.SOURCE, is_head=True),
        Column("change", words.say("What happened")),
        Column("field", words.say("What is said anew")),
        Column("before", words.say("Before"), Kind.SOURCE),
        Column("after", words.say("After"), Kind.SOURCE),
    )
    rows = []
    for one in changes.measures:
        head = (
            Cell(one.key, code=one.key),
            Cell(one.title, href=paths.measure(slug, one.key)),
            Cell(amendtext.measure_kind(one.kind, words), code=one.kind),
        )
        told = [
            (Cell(amendtext.column(name, words), code=name), _cell(before), _cell(after))
            for name, before, after in one.cells
        ]
        nothing = (Cell("–", code="null"),) * 3
        rows += [(*head, *cells) for cells in told or [nothing]]
    caption = words.say("Measures: what the decision changed")
    return Grid("changedMeasures", caption, columns, tuple(rows))


def _cell(value: object) -> Cell:
    """Return what a measure says in one column."""
    return Cell("–", code="null") if value is None else Cell(str(value), code=str(value))


def _sums(programme: Programme, changes: Changes, words: Words) -> Grid:
    """Return the money by source and year before and after."""
    unit = shown.unit(programme)
    columns = (
        Column("source", words.say("Source"), is_head=True),
        Column("year", words.say("Year")),
        *_pair(words),
    )
    rows = [
        (
            Cell(_source(one.source, words), code=one.source or "null"),
            Cell(str(one.year) if one.year else words.say("Total"), code=str(one.year or "null")),
            *_amounts(programme, states.amount(one.before), states.amount(one.after), words),
        )
        for one in (changes.sums if changes.money else ())
    ]
    caption = words.say("Money by source and year, {unit}", unit=unit.name(words))
    return Grid("sums", caption, columns, tuple(rows))


def _money(programme: Programme, slug: str, changes: Changes, words: Words) -> Grid:
    """Return the rows of money that changed."""
    unit = shown.unit(programme)
    columns = (
        Column("measureId", words.say("No"), is_head=True),
        Column("source", words.say("Source")),
        Column("executant", words.say("Executor"), Kind.SOURCE),
        Column("year", words.say("Year")),
        *_pair(words),
    )
    rows = [_money_row(programme, slug, one, words) for one in changes.money]
    caption = words.say("Money that changed, {unit}", unit=unit.name(words))
    return Grid("changedMoney", caption, columns, tuple(rows))


def _money_row(programme: Programme, slug: str, one: MoneyChange, words: Words) -> tuple[Cell, ...]:
    """Return a row of money before and after."""
    source, fund, executant, year = one.place
    named = moneycharts.source_name(source, fund, "", words) if source else _source(None, words)
    return (
        Cell(one.measure, code=one.measure, href=paths.measure(slug, one.measure)),
        Cell(named, code=source or "null"),
        Cell(programme.executants.get(executant or "", ""), code=executant or "null"),
        Cell(str(year) if year else words.say("Total"), code=str(year or "null")),
        *_amounts(programme, _held(one.before), _held(one.after), words),
    )


def _held(row: Record | None) -> Value:
    """Return what a row of money says; no row is that nothing is planned."""
    if row is None:
        return Value(State.NOT_PLANNED)
    found = reading.paid(row)
    return states.amount(found.amount) if found.amount is not None else Value(found.state)


def _amounts(
    programme: Programme, before: Value, after: Value, words: Words
) -> tuple[Cell, Cell, Cell]:
    """Return an amount before, after, and the second less the first."""
    unit = shown.unit(programme)
    zero = Decimal(0)
    apart = Value(State.NOT_APPLICABLE)
    if before.is_amount or after.is_amount:
        apart = states.amount((after.amount or zero) - (before.amount or zero))
    text = "–"
    if apart.amount is not None:
        sign = "+" if apart.amount > 0 else "−" if apart.amount < 0 else ""
        text = f"{sign}{unit.text(abs(apart.amount), words.lang)}"
    return (
        Cell(shown.cell(before, unit, words), before),
        Cell(shown.cell(after, unit, words), after),
        Cell(text, apart),
    )


def _pair(words: Words) -> tuple[Column, ...]:
    """Return the columns of amounts before and after."""
    return (
        Column("before", words.say("Before"), Kind.MONEY),
        Column("after", words.say("After"), Kind.MONEY),
        Column("difference", words.say("Difference"), Kind.MONEY),
    )


def _source(source: str | None, words: Words) -> str:
    """Return a source in words."""
    if source is None:
        return words.say("all sources")
    return rowwords.code(source, "source", words) or source


def _values(slug: str, changes: Changes, words: Words) -> Grid:
    """Return the targets and forecasts that changed."""
    columns = (
        Column("of", words.say("Indicator or metric"), Kind.SOURCE, is_head=True),
        Column("valueType", words.say("What")),
        Column("executant", words.say("Executor"), is_file_only=True),
        Column("year", words.say("Year")),
        Column("before", words.say("Before"), Kind.VALUE),
        Column("after", words.say("After"), Kind.VALUE),
    )
    rows = []
    for one in changes.values:
        is_target = one.table == indicators.VALUES
        path = (
            paths.indicator(slug, one.owner) if is_target else paths.row(slug, "metrics", one.owner)
        )
        kind = words.say("target") if is_target else words.say("forecast")
        rows.append((
            Cell(one.title, href=path, code=one.owner),
            Cell(kind, code="target" if is_target else "forecast"),
            Cell(one.executant or "", code=one.executant or "null"),
            Cell(str(one.year or "–"), code=str(one.year or "null")),
            _value(one.before, words), _value(one.after, words),
        ))  # fmt: skip
    return Grid(
        "changedValues", words.say("Targets and forecasts that changed"), columns, tuple(rows)
    )


def _value(row: Record | None, words: Words) -> Cell:
    """Return a target or a forecast; a word is never a number."""
    if row is None:
        found = Value(State.NOT_PLANNED)
    else:
        number, text = row.decimal("value"), row.text("textValue")
        found = (
            states.amount(number) if number is not None
            else Value(State.AS_WRITTEN, words=text or "")
        )  # fmt: skip
    return Cell(indicatortext.value(found, words), found)
