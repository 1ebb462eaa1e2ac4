"""The table of a programme's money as the switches ask for it: a row a part, the whole beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import figures, pivot, population, shown, spending, states
from ckanext.infoprog.core.pages.figures import Cut
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.pivot import Line
from ckanext.infoprog.core.pages.population import Residents
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.shown import Unit
from ckanext.infoprog.core.reports.words import Words


@dataclass(frozen=True, slots=True)
class Asked:
    """What the switches stand at."""

    way: str
    unit: Unit
    per_head: bool
    faults: tuple[str, ...]


def grid(
    programme: Programme,
    lines: Sequence[Line],
    asked: Asked,
    people: dict[int, Residents],
    today: date,
    words: Words,
) -> Grid:
    """Return the pivot as a table: the parts, and the programme as a whole beneath."""
    is_year = asked.way == pivot.YEAR
    heads = {
        pivot.YEAR: words.say("Year"), pivot.SOURCE: words.say("Source"),
        pivot.EXECUTOR: words.say("Executor"), pivot.DIRECTIONS: words.say("Direction"),
    }  # fmt: skip
    columns = [
        Column("key", words.say("Code"), is_file_only=True),
        Column("part", heads[asked.way], Kind.SOURCE, is_head=True),
        Column("planned", words.say("Set by the programme"), Kind.MONEY),
        Column("rows", words.say("Sum of the rows"), Kind.MONEY,
               is_file_only=not any(one.total.differs for one in lines)),
    ]  # fmt: skip
    if asked.per_head:
        columns.append(Column("plannedPer1000", words.say("Set per 1,000 residents"), Kind.MONEY))
    if is_year:
        columns += [
            Column("executed", words.say("Executed by the reports"), Kind.MONEY),
            Column("difference", words.say("Difference")),
            Column("share", words.say("Share"), Kind.SOURCE),
        ]
    columns += [
        Column("withAmount", words.say("Measures with an amount"), Kind.NUMBER),
        Column("of", words.say("Measures"), Kind.NUMBER),
        Column("left", words.say("Without an amount"), Kind.SOURCE),
    ]
    rows = tuple(_row(programme, one, asked, people, today, words) for one in lines)
    caption = words.say("Money {way}, {unit}", way=called(asked.way, words),
                        unit=asked.unit.name(words))  # fmt: skip
    return Grid("pivot", caption, tuple(columns), rows, (_foot(programme, asked, words),))


def _row(
    programme: Programme,
    one: Line,
    asked: Asked,
    people: dict[int, Residents],
    today: date,
    words: Words,
) -> tuple[Cell, ...]:
    """Return a part as a row."""
    unit, lead, rows = asked.unit, one.total.lead, one.total.rows
    cells = [
        Cell(one.key, code=one.key.lstrip("~")),
        Cell(one.label, href=one.href),
        Cell(_plan(lead, unit, words), lead, notes=one.total.notes),
        Cell(_plan(rows, unit, words), rows),
    ]
    if asked.per_head:
        cells.append(_per_head(lead, people.get(int(one.key)), unit, words))
    if one.executed is not None:
        cells += _executed(programme, one, asked, today, words)
    return (*cells, *_counts(one.total, asked.way, words))


def _executed(
    programme: Programme, one: Line, asked: Asked, today: date, words: Words
) -> list[Cell]:
    """Return what was executed of a year, the signed difference and the share, or why not."""
    found = one.executed
    assert found is not None
    cells = [Cell(shown.cell(found, asked.unit, words), found)]
    plan = one.total.lead
    if found.amount is None or plan.amount is None:
        return [*cells, Cell("–", code="null"), Cell(words.say("not counted"), code="null")]
    cut = Cut(year=int(one.key))
    pairs = [
        (spending.planned(programme, m, int(one.key)), spending.executed(programme, m, cut, today))
        for m in programme.measures
    ]
    share = spending.share(pairs)
    return [*cells, Cell(_difference(share, asked.unit, words)), Cell(shown.percent(share, words))]


def _difference(share: spending.Share, unit: Unit, words: Words) -> str:
    """Return the executed less the planned in words, over the measures that have both."""
    gap = share.executed - share.planned
    text = unit.text(abs(gap), words.lang)
    if not share.counted:
        return "–"
    if gap == 0:
        return words.say("exactly as planned")
    return words.say("{amount} less than planned", amount=text) if gap < 0 else words.say(
        "{amount} more than planned", amount=text
    )  # fmt: skip


def _per_head(planned: states.Value, residents: Residents | None, unit: Unit, words: Words) -> Cell:
    """Return money per 1,000 residents of the year, rounded to the kopiyka."""
    if planned.amount is None or residents is None:
        missing = states.Value(states.State.NOT_APPLICABLE)
        return Cell(states.phrase(missing.state, words), missing)
    each = population.per_thousand(planned.amount, residents)
    value = states.amount(each)
    return Cell(shown.cell(value, unit, words), value)


def _counts(total: figures.Total, way: str, words: Words) -> tuple[Cell, ...]:
    """Return of how many measures a sum holds an amount, and what it leaves out."""
    left = "; ".join(
        f"{i18n.number(one.count, words.lang)} – {_why(one, way, words)}" for one in total.left
    )
    return (
        Cell(i18n.number(total.counted, words.lang), code=str(total.counted)),
        Cell(i18n.number(total.of, words.lang), code=str(total.of)),
        Cell(left or "–", code=left),
    )


def _why(left: figures.Left, way: str, words: Words) -> str:
    """Return why measures have no amount in a part: from a source, that it pays nothing there."""
    if way == pivot.SOURCE and left.state is states.State.NOT_PLANNED:
        return words.say("nothing from this source")
    return states.phrase(left.state, words, left.words)


def _plan(value: states.Value, unit: Unit, words: Words) -> str:
    """Return what is planned as a cell; where the reasons differ, they stand at the row's end."""
    if value.state is states.State.NOT_APPLICABLE:
        return words.say("no amount")
    return shown.cell(value, unit, words)


def _foot(programme: Programme, asked: Asked, words: Words) -> tuple[Cell, ...]:
    """Return the programme as a whole."""
    whole, unit = figures.of_programme(programme), asked.unit
    lead = Cell(shown.cell(whole.lead, unit, words), whole.lead, notes=whole.notes)
    rows = Cell(shown.cell(whole.rows, unit, words), whole.rows)
    between = [Cell("–")] * (int(asked.per_head) + (3 if asked.way == pivot.YEAR else 0))
    name = Cell(words.say("The programme as a whole"))
    return (Cell(), name, lead, rows, *between, *_counts(whole, "", words))


def called(way: str, words: Words) -> str:
    """Return a way of cutting the money in words."""
    return {
        pivot.YEAR: words.say("by year"), pivot.SOURCE: words.say("by source"),
        pivot.EXECUTOR: words.say("by executor"), pivot.DIRECTIONS: words.say("by direction"),
    }[way]  # fmt: skip
