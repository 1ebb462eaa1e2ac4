"""The money of a programme by year, source, executor or direction: a row a part, none twice.

Money that the document does not split between several executors stays in one row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ckanext.infoprog.core.pages import figures, moneycharts, paths, spending
from ckanext.infoprog.core.pages.figures import DIRECTION, Cut, Total
from ckanext.infoprog.core.pages.programme import Measure, Money, Programme
from ckanext.infoprog.core.pages.states import Value
from ckanext.infoprog.core.reports.words import Words

YEAR: Final = "year"
SOURCE: Final = "source"
EXECUTOR: Final = "executor"
DIRECTIONS: Final = "direction"
WAYS: Final = (YEAR, SOURCE, EXECUTOR, DIRECTIONS)
SHARED: Final = "~shared"
NOBODY: Final = "~nobody"


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the money: what is planned, and what of it the reports say was executed.

    `executed` is None where parts of that kind are not told apart by reports.
    """

    key: str
    label: str
    total: Total
    executed: Value | None = None
    counted: int = 0
    href: str = ""
    is_source: bool = False


def lines(programme: Programme, slug: str, way: str, today: date, words: Words) -> tuple[Line, ...]:
    """Return the parts of a programme's money in one way of cutting it."""
    if way == SOURCE:
        return _sources(programme, words)
    if way == EXECUTOR:
        return _executors(programme, slug, words)
    if way == DIRECTIONS:
        return _directions(programme, slug, today)
    return tuple(_year(programme, year, today) for year in programme.years)


def of_executor(programme: Programme, key: str, cut: Cut = figures.WHOLE) -> Total:
    """Return the money that stands for one executor alone: split to it, or of its own measures."""
    found = [m for m in (_own(one, key) for one in programme.measures) if m is not None]
    return figures.total(programme, found, cut, EXECUTOR, key)


def owner(measure: Measure, money: Money) -> str:
    """Return whose a row of money is: of the body it is split to, else of the only executor."""
    if money.executant:
        return money.executant
    bodies = tuple(dict.fromkeys(role.executant for role in measure.roles))
    if len(bodies) == 1:
        return bodies[0]
    return SHARED if bodies else NOBODY


def _year(programme: Programme, year: int, today: date) -> Line:
    """Return a year of the programme."""
    total = figures.of_programme(programme, Cut(year=year))
    spent, counted = spending.spent(programme, programme.measures, Cut(year=year), today)
    return Line(str(year), str(year), total, spent, counted)


def _sources(programme: Programme, words: Words) -> tuple[Line, ...]:
    """Return the sources and funds that bring amounts."""
    return tuple(
        Line(
            f"{source or '-'}~{fund or '-'}",
            moneycharts.source_name(source, fund, label, words),
            figures.of_programme(programme, Cut(source=source, fund=fund)),
        )
        for source, fund, label in figures.sources(programme.measures)
    )


def _directions(programme: Programme, slug: str, today: date) -> tuple[Line, ...]:
    """Return the directions."""
    return tuple(
        Line(
            one.key, f"{one.key}. {one.title}",
            figures.total(programme, one.measures, figures.WHOLE, DIRECTION, one.key),
            href=paths.direction(slug, one.key), is_source=True,
        )
        for one in programme.directions
    )  # fmt: skip


def _executors(programme: Programme, slug: str, words: Words) -> tuple[Line, ...]:
    """Return the executors, the largest sum first; what is not split, last."""
    keys = dict.fromkeys(owner(m, row) for m in programme.measures for row in m.money)
    found = [
        Line(
            key, _called(programme, key, words), of_executor(programme, key),
            href="" if key.startswith("~") else paths.executant(slug, key),
            is_source=not key.startswith("~"),
        )
        for key in keys
    ]  # fmt: skip
    return tuple(
        sorted(
            found,
            key=lambda one: (one.key.startswith("~"), -(one.total.rows.amount or 0), one.label),
        )
    )


def _called(programme: Programme, key: str, words: Words) -> str:
    """Return what an executor is called."""
    if key == SHARED:
        return words.say("several executors together: the document does not split the money")
    if key == NOBODY:
        return words.say("the document names no executor")
    return programme.executants.get(key, key)


def _own(measure: Measure, key: str) -> Measure | None:
    """Return a measure with the money of one owner alone; None where it has none there."""
    money = tuple(row for row in measure.money if owner(measure, row) == key)
    return replace(measure, money=money) if money else None


def measures_of(programme: Programme, key: str) -> Sequence[Measure]:
    """Return the measures that name a body among their executors."""
    return [one for one in programme.measures if any(r.executant == key for r in one.roles)]
