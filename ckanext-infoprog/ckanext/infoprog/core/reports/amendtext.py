"""What a decision changes in a programme, as lines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.cycle.amending import Planned
from ckanext.infoprog.core.cycle.editionchanges import Changes, MeasureChange, MoneyChange, Sums
from ckanext.infoprog.core.model import Cell
from ckanext.infoprog.core.reports import lines, rowwords
from ckanext.infoprog.core.reports.lines import Line, Span, Style, line
from ckanext.infoprog.core.reports.words import Words, visible
from ckanext.infoprog.core.validation import indicators, money
from ckanext.infoprog.core.validation.records import Record


def told(planned: Planned, words: Words) -> tuple[Line, ...]:
    """Return the decision, then what it changes: measures, money, targets and forecasts."""
    decision, made = planned.decision, planned.amended
    day = i18n.day(decision.valid_from, words.lang)
    head = words.say(
        "{edition}: No {number}, in force from {day}", edition=made.edition,
        number=visible(decision.number), day=day,
    )  # fmt: skip
    total = words.say("not stated") if made.total is None else _amount(made.total, words)
    return (
        line(head, Style.TITLE),
        line(f"  {visible(decision.title)}"),
        *_measures(planned.changes, words),
        *_money(planned.changes, words),
        *_values(planned.changes, words),
        line(words.say("Total amount of the programme: {total}", total=total)),
    )


def measure_kind(kind: str, words: Words) -> str:
    """Return what a decision does with a measure."""
    return {
        "added": words.say("added"),
        "excluded": words.say("excluded"),
        "changed": words.say("changed"),
    }[kind]


def column(name: str, words: Words) -> str:
    """Return what a column of a measure says."""
    return {
        "directionId": words.say("direction"),
        "title": words.say("title"),
        "startYear": words.say("first year"),
        "endYear": words.say("last year"),
        "termText": words.say("term"),
        "expectedResult": words.say("expected result"),
    }[name]


def shown(cell: Cell) -> str:
    """Return a cell as a line can hold it."""
    return "–" if cell is None else visible(str(cell))


def amount(row: Record | None, words: Words) -> str:
    """Return what a row of money says: an amount, words, or nothing."""
    if row is None:
        return "–"
    found = money.amount_of(row)
    if found is not None:
        return _amount(found, words)
    kind = row.text("fundingKind") or ""
    return rowwords.code(kind, "fundingKind", words) or kind


def value(row: Record | None, words: Words) -> str:
    """Return a target or a forecast: a number, or the word that stands for it."""
    if row is None:
        return "–"
    number = row.decimal("value")
    return shown(row.text("textValue")) if number is None else i18n.number(number, words.lang)


def _amount(number: Decimal, words: Words) -> str:
    return i18n.money(number, words.lang)


def _measures(changes: Changes, words: Words) -> Iterator[Line]:
    """Yield the measures that are added, changed, excluded."""
    if changes.measures:
        yield line(words.say("Measures"), Style.TITLE)
    for one in changes.measures:
        yield from _measure(one, words)


def _measure(one: MeasureChange, words: Words) -> Iterator[Line]:
    """Yield a measure with what it says otherwise."""
    style = Style.WARNING if one.kind == "excluded" else Style.PLAIN
    yield line(f"  {one.key} {visible(one.title)}: {measure_kind(one.kind, words)}", style)
    for name, before, after in one.cells:
        yield line(f"    {column(name, words)}: {shown(before)} → {shown(after)}")


def _money(changes: Changes, words: Words) -> Iterator[Line]:
    """Yield the money that changes, then the sums by source and year."""
    if not changes.money:
        return
    yield line(words.say("Money, UAH"), Style.TITLE)
    for one in changes.money:
        before, after = amount(one.before, words), amount(one.after, words)
        yield line(f"  {one.measure} {_place(one, words)}: {before} → {after}")
    head = (words.say("source"), words.say("year"), words.say("before"), words.say("after"))
    rows = [[Span(name, Style.QUIET) for name in head]]
    rows += [[Span(cell) for cell in _sum(one, words)] for one in changes.sums]
    yield from lines.columns(rows, frozenset({2, 3}))


def _place(one: MoneyChange, words: Words) -> str:
    """Return source, fund, executor and year of money."""
    source, fund, executant, year = one.place
    parts = [
        rowwords.code(source, "source", words) if source else words.say("all sources"),
        rowwords.code(fund, "fund", words) if fund else None,
        executant,
        str(year) if year else words.say("whole term"),
    ]
    return ", ".join(part for part in parts if part)


def _sum(one: Sums, words: Words) -> tuple[str, ...]:
    """Return a row of the sums."""
    source = rowwords.code(one.source, "source", words) if one.source else None
    return (
        source or words.say("all sources"),
        str(one.year) if one.year else words.say("whole term"),
        _amount(one.before, words),
        _amount(one.after, words),
    )


def _values(changes: Changes, words: Words) -> Iterator[Line]:
    """Yield the targets and forecasts that change."""
    titles = {
        indicators.VALUES: words.say("Targets"),
        indicators.METRIC_VALUES: words.say("Forecasts"),
    }
    for table, title in titles.items():
        found = [one for one in changes.values if one.table == table]
        if found:
            yield line(title, Style.TITLE)
        for one in found:
            before, after = value(one.before, words), value(one.after, words)
            named = f"{one.title}, {one.executant}" if one.executant else one.title
            yield line(f"  {one.owner} {visible(named)}, {one.year}: {before} → {after}")
