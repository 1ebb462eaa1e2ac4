"""Executors by years, a table a fund, where a document splits its money so."""

from __future__ import annotations

from decimal import Decimal

from ckanext.infoprog.core.pages import figures, moneycharts, paths, shown, states
from ckanext.infoprog.core.pages.figures import Cut
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.programme import Money, Programme
from ckanext.infoprog.core.pages.shown import Unit
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports.words import Words


def tables(programme: Programme, slug: str, unit: Unit, words: Words) -> tuple[Grid, ...]:
    """Return a table for each source and fund; none where money is not split between executors."""
    rows = [m for one in programme.measures for m in one.money if m.amount is not None]
    if not rows or any(one.executant is None for one in rows):
        return ()
    return tuple(
        _table(programme, slug, [m for m in rows if (m.source, m.fund) == (source, fund)],
               moneycharts.source_name(source, fund, label, words), unit, words)
        for source, fund, label in figures.sources(programme.measures)
    )  # fmt: skip


def _table(
    programme: Programme, slug: str, money: list[Money], name: str, unit: Unit, words: Words
) -> Grid:
    """Return one fund: a row an executor, a column a year."""
    source, fund = money[0].source, money[0].fund
    keys = sorted(
        {one.executant or "" for one in money},
        key=lambda key: (-_sum(money, key, None), programme.executants.get(key, key)),
    )
    columns = (
        Column("executantId", words.say("Code"), is_file_only=True),
        Column("executant", words.say("Executor"), Kind.SOURCE, is_head=True),
        *(Column(f"amount{year}", str(year), Kind.MONEY) for year in programme.years),
        Column("amount", words.say("Total"), Kind.MONEY),
    )
    rows = []
    for key in keys:
        values = [_value(money, key, year) for year in (*programme.years, None)]
        rows.append((
            Cell(key, code=key),
            Cell(programme.executants.get(key, key), href=paths.executant(slug, key)),
            *(Cell(shown.cell(v, unit, words), v) for v in values),
        ))  # fmt: skip
    foot = _foot(programme, Cut(source=source, fund=fund), unit, words)
    caption = words.say_count(
        "{name}: {count} executor, {unit}", "{name}: {count} executors, {unit}", len(rows),
        name=name, unit=unit.name(words),
    )  # fmt: skip
    return Grid(f"fund-{source or '-'}-{fund or '-'}", caption, columns, tuple(rows), foot)


def _foot(programme: Programme, cut: Cut, unit: Unit, words: Words) -> tuple[tuple[Cell, ...], ...]:
    """Return the sums of the rows, and beneath them the printed totals."""
    totals = [
        figures.of_programme(programme, Cut(year=year, source=cut.source, fund=cut.fund))
        for year in (*programme.years, None)
    ]
    sums = [Cell(shown.cell(t.rows, unit, words), t.rows) for t in totals]
    found = [(Cell(), Cell(words.say("Sum of the rows")), *sums)]
    if any(one.printed for one in totals):
        printed = [
            Cell(shown.cell(t.lead, unit, words), t.lead, notes=t.notes) if t.printed else Cell("–")
            for t in totals
        ]
        found.append((Cell(), Cell(words.say("Printed in the document")), *printed))
    return tuple(found)


def _value(money: list[Money], key: str, year: int | None) -> Value:
    """Return an executor's money of a year; nothing planned where the document has no row."""
    found = [m for m in money if m.executant == key and year in (None, m.year)]
    if not found:
        return Value(State.NOT_PLANNED)
    return states.amount(_sum(money, key, year))


def _sum(money: list[Money], key: str, year: int | None) -> Decimal:
    rows = (m for m in money if m.executant == key and year in (None, m.year))
    return sum((one.amount or Decimal(0) for one in rows), Decimal(0))
