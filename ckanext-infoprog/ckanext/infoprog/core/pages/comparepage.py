"""The page that sets two programmes side by side; where there is one alone, its years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import (
    comparable,
    compareyears,
    comparison,
    frame,
    indicatortext,
    parts,
    paths,
    plainframe,
    states,
)
from ckanext.infoprog.core.pages.cards import Brief
from ckanext.infoprog.core.pages.choosing import Choice, Filter
from ckanext.infoprog.core.pages.comparable import COUNT, NOTHING, UAH, Line, Pair
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.indicator import Measured
from ckanext.infoprog.core.pages.moneypage import Query
from ckanext.infoprog.core.pages.parts import Part
from ckanext.infoprog.core.pages.shown import Unit
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words

PATH: Final = "/compare"
SIDES: Final = ("first", "second")
MOST_OFFERED: Final = 12
MOST_TOLD: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage(Page):
    """What a comparison shows: `numbers` of two programmes, or `years` of one.

    `sides` are the programmes chosen, `offered` other pairs; `part` says of which.
    """

    listed: Query
    choosers: tuple[Filter, ...]
    sides: tuple[Crumb, ...]
    documents: Grid | None
    numbers: Grid | None
    indicators: Grid | None
    years: Grid | None
    offered: tuple[Crumb, ...]
    part: Part


def page(
    every: Sequence[Brief],
    reader: Reader,
    snapshot_of: Callable[[str], Snapshot],
    part: Part = parts.WHOLE,
) -> ComparePage:
    """Return the comparison that is asked for; the first that makes sense where none is.

    `every` are the programmes to choose from, `snapshot_of` gives one of them whole by its name.
    """
    words = reader.words
    faults: list[str] = []
    found = _chosen(every, reader, faults)
    chosen = tuple(snapshot_of(one.slug) for one in found)
    pair = Pair(*chosen, reader.today, words) if len(chosen) == 2 else None
    years = compareyears.grid(chosen[0], reader.today, words) if len(chosen) == 1 else None
    documents = _documents(found, words) if found else None
    heads = tuple(_short(one) for one in found)
    numbers = _numbers(pair, heads) if pair else None
    indicators = _indicators(pair, heads) if pair else None
    sides = dict(zip(SIDES, (one.slug for one in found), strict=False))
    query = paths.query(**{**part.kept, **sides})
    grids = (numbers, years, indicators, documents)
    return ComparePage(
        frame=plainframe.of_portal(
            reader, PATH, words.say("Comparison of programmes"), chosen, query
        ),
        grids=tuple(one for one in grids if one is not None),
        faults=(*part.faults, *faults),
        listed=Query(query),
        choosers=_choosers(every, found, words),
        sides=tuple(
            Crumb(_named(one, words), paths.programme(one.slug), is_source=True) for one in found
        ),
        documents=documents,
        numbers=numbers,
        indicators=indicators,
        years=years,
        offered=_offered(every, found, words),
        part=part,
    )


def _chosen(every: Sequence[Brief], reader: Reader, faults: list[str]) -> tuple[Brief, ...]:
    """Return the programmes that are asked for, each once; one that there is not is told."""
    known, words = {one.slug: one for one in every}, reader.words
    asked = [text for text in (reader.asked.get(name, "") for name in SIDES) if text]
    for text in asked:
        if text not in known:
            faults.append(words.say(
                "“{value}” is not among the programmes that can be compared; these are: {known}.",
                value=rowwords.visible_text(rowwords.shortened(text, 60)),
                known=", ".join(tuple(known)[:MOST_TOLD]) or "–",
            ))  # fmt: skip
    found = tuple(known[text] for text in dict.fromkeys(asked) if text in known)
    if found:
        return found
    pairs = _pairs(every)
    return pairs[0] if pairs else tuple(every[:1])


def _pairs(every: Sequence[Brief]) -> list[tuple[Brief, Brief]]:
    """Return pairs worth comparing: successive programmes of a community, then common years."""
    ordered = sorted(every, key=lambda one: (one.years, one.slug))
    return sorted(combinations(ordered, 2), key=_worth)


def _worth(two: tuple[Brief, Brief]) -> int:
    """Return how far back a pair stands: of one community, of common years, of neither."""
    one, other = two
    if one.community == other.community:
        return 0
    return 1 if set(one.years) & set(other.years) else 2


def _offered(every: Sequence[Brief], chosen: tuple[Brief, ...], words: Words) -> tuple[Crumb, ...]:
    """Return the other pairs, and the years of each programme, as links."""
    slugs = {one.slug for one in chosen}
    found = [
        Crumb(
            words.say("{first} and {last}", first=_named(one, words), last=_named(other, words)),
            PATH + paths.query(first=one.slug, second=other.slug), is_source=True,
        )
        for one, other in _pairs(every)[:MOST_OFFERED]
        if {one.slug, other.slug} != slugs
    ]  # fmt: skip
    found += [
        Crumb(
            words.say("{title}: year by year", title=_named(one, words)),
            PATH + paths.query(first=one.slug), is_source=True,
        )
        for one in every[:MOST_OFFERED]
        if {one.slug} != slugs
    ]  # fmt: skip
    return tuple(found)


def _choosers(
    every: Sequence[Brief], chosen: tuple[Brief, ...], words: Words
) -> tuple[Filter, ...]:
    """Return the two lists to choose from."""
    choices = tuple(Choice(one.slug, _short(one), is_source=True) for one in every)
    labels = (words.say("One programme"), words.say("The other"))
    now = (*(one.slug for one in chosen), "", "")
    return tuple(
        Filter(name, label, choices, slug)
        for name, label, slug in zip(SIDES, labels, now, strict=False)
    )


def _named(one: Brief, words: Words) -> str:
    """Return a programme so that it is told from that of another community."""
    return f"{frame.name(one, words)} ({one.publisher})"


def _short(one: Brief) -> str:
    """Return a programme as a column of numbers is headed: whose it is, and of which years."""
    return f"{one.publisher}, {comparable.term(one.years)}"


def _documents(chosen: Sequence[Brief], words: Words) -> Grid:
    """Return what the documents are, in words."""
    columns = (
        Column("what", words.say("What"), is_head=True),
        *(Column(name, _named(one, words), Kind.SOURCE)
          for name, one in zip(SIDES, chosen, strict=False)),
    )  # fmt: skip
    told = [
        (words.say("Title"), [frame.name(one, words) for one in chosen]),
        (words.say("Community"), [one.community for one in chosen]),
        (words.say("Term"), [comparable.term(one.years) for one in chosen]),
        (words.say("Act"), [one.told(words) for one in chosen]),
        (words.say("Unit of the document"),
         [one.unit.name(words) for one in chosen]),
    ]  # fmt: skip
    rows = tuple(
        (Cell(label), *(Cell(text or "–", code=text or "null") for text in texts))
        for label, texts in told
    )
    return Grid("documents", words.say("The documents"), columns, rows)


def _numbers(pair: Pair, heads: tuple[str, ...]) -> Grid:
    """Return the numbers of both with the difference, or why there is none."""
    words, unit = pair.words, comparable.unit(pair)
    columns = (
        Column("key", words.say("Code"), is_file_only=True),
        Column("what", words.say("What"), is_head=True),
        Column("unit", words.say("Unit")),
        Column("first", heads[0], Kind.VALUE),
        Column("second", heads[1], Kind.VALUE),
        Column("difference", words.say("Difference, the second less the first"), Kind.VALUE),
        Column("why", words.say("What it rests on, or why it is not compared")),
    )
    rows = tuple(_row(one, unit, words) for one in comparison.lines(pair))
    caption = words.say("Both programmes in numbers")
    return Grid("numbers", caption, columns, rows)


def _row(one: Line, unit: Unit, words: Words) -> tuple[Cell, ...]:
    """Return a line as a row."""
    apart = one.difference
    said = words.say("not compared") if apart.amount is None else _signed(apart, one, unit, words)
    named = unit.name(words) if one.unit == UAH else "" if one.unit == COUNT else "%"
    return (
        Cell(one.key, code=one.key),
        Cell(one.label),
        Cell(named or words.say("number"), code=one.unit),
        Cell(_text(one.first, one, unit, words), one.first),
        Cell(_text(one.second, one, unit, words), one.second),
        Cell(said, apart),
        Cell(one.why),
    )


def _text(value: Value, of: Line, unit: Unit, words: Words) -> str:
    """Return a value as its line's unit is written."""
    if value.amount is None:
        return "–" if value == NOTHING else states.phrase(value.state, words, value.words)
    if of.unit == UAH:
        return unit.text(value.amount, words.lang)
    if of.unit == COUNT:
        return i18n.number(value.amount, words.lang)
    return i18n.number(round(value.amount, 1), words.lang, 1)


def _signed(value: Value, of: Line, unit: Unit, words: Words) -> str:
    """Return a difference with its sign."""
    assert value.amount is not None
    sign = "+" if value.amount > 0 else "−" if value.amount < 0 else ""
    return f"{sign}{_text(states.amount(abs(value.amount)), of, unit, words)}"


def _indicators(pair: Pair, heads: tuple[str, ...]) -> Grid | None:
    """Return the indicators that both have, with the baselines; None where there are none."""
    words, found = pair.words, comparable.shared(pair)
    if not found:
        return None
    columns = (
        Column("firstId", words.say("Code"), is_file_only=True),
        Column("secondId", words.say("Code"), is_file_only=True),
        Column("title", words.say("Indicator"), Kind.SOURCE, is_head=True),
        Column("unit", words.say("Unit"), Kind.SOURCE),
        Column("first", heads[0], Kind.VALUE),
        Column("firstWhen", words.say("As of")),
        Column("second", heads[1], Kind.VALUE),
        Column("secondWhen", words.say("As of")),
    )
    rows = tuple(
        (
            Cell(own.key, code=own.key), Cell(theirs.key, code=theirs.key),
            Cell(own.title, href=paths.indicator(pair.one.slug, own.key)), Cell(own.unit),
            *_baseline(own.baseline, words), *_baseline(theirs.baseline, words),
        )
        for own, theirs in found
    )  # fmt: skip
    caption = words.say_count(
        "{count} indicator of both: baselines", "{count} indicators of both: baselines", len(rows)
    )
    return Grid("indicators", caption, columns, rows)


def _baseline(found: Measured | None, words: Words) -> tuple[Cell, Cell]:
    """Return a baseline and its day; what the document does not state is said so."""
    when = indicatortext.when(found, words) if found else ""
    return (
        indicatortext.cell(found, State.NOT_STATED, words),
        Cell(when or "–", code=when or "null"),
    )
