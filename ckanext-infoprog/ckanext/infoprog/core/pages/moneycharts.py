"""The charts of money: by year, by source, and how the money of measures is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from ckanext.infoprog.core.pages import figures, shown, spending, states
from ckanext.infoprog.core.pages.charts import bullet, stack, strip
from ckanext.infoprog.core.pages.charts.chart import Chart, Write
from ckanext.infoprog.core.pages.figures import Cut, Total
from ckanext.infoprog.core.pages.programme import Measure, Programme
from ckanext.infoprog.core.pages.states import Value
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words


def writer(programme: Programme, words: Words) -> Write:
    """Return what writes a value of this programme as a cell."""
    unit = shown.unit(programme)
    return lambda value: shown.cell(value, unit, words)


def by_year(
    programme: Programme,
    measures: Sequence[Measure],
    scope: str,
    of: str,
    today: date,
    words: Words,
) -> Chart | None:
    """Return the money by year; executed money too where any is published. None for one year."""
    if len(programme.years) < 2:
        return None
    rows, unit = [], shown.unit(programme)
    totals = {
        y: figures.total(programme, measures, Cut(year=y), scope, of) for y in programme.years
    }
    facts = {y: spending.spent(programme, measures, Cut(year=y), today)[0] for y in programme.years}
    told = any(one.is_amount for one in facts.values())
    for year, total in totals.items():
        rows.append(bullet.Row(str(year), total.lead, facts[year] if told else None))
    if not any(row.plan.is_amount for row in rows):
        return None
    whole = figures.total(programme, measures, Cut(), scope, of)
    if told:
        title = _executed(totals, facts, programme, words)
    else:
        title = words.say("{money} planned by year; execution is not published on the portal",
                          money=shown.money(whole.lead, unit, words))  # fmt: skip
    subtitle = _capital(unit.name(words))
    if whole.of > 1:
        counted = shown.counted(whole, words)
        subtitle = words.say("{unit}. {counted}", unit=subtitle, counted=counted)
    names = bullet.Names(
        title, subtitle, words.say("Year"), words.say("set by the programme"), words.say("executed")
    )
    return bullet.chart("years", names, rows, writer(programme, words), words)


def _executed(
    totals: Mapping[int, Total], facts: Mapping[int, Value], programme: Programme, words: Words
) -> str:
    """Return the message of a chart with executed money: of the last year that has some."""
    unit = shown.unit(programme)
    year = max(year for year, fact in facts.items() if fact.is_amount)
    return words.say(
        "{year}: {executed} executed of {planned} set by the programme",
        year=year,
        executed=unit.text(facts[year].amount or Decimal(0), words.lang),
        planned=shown.money(totals[year].lead, unit, words),
    )


def by_source(
    programme: Programme, measures: Sequence[Measure], scope: str, of: str, words: Words
) -> Chart | None:
    """Return the money by source and fund; None where it comes from one alone."""
    found = figures.sources(measures)
    if len(found) < 2:
        return None
    unit = shown.unit(programme)
    totals = [
        (source_name(source, fund, label, words),
         figures.total(programme, measures, Cut(source=source, fund=fund), scope, of))
        for source, fund, label in found
    ]  # fmt: skip
    ordered = sorted(totals, key=lambda one: one[1].lead.amount or 0, reverse=True)
    first = ordered[0]
    title = words.say("Most comes from: {source}", source=first[0])
    subtitle = words.say("Money by source over the whole term, {unit}", unit=unit.name(words))
    names = stack.Names(title, subtitle, words.say("Source"), words.say("set by the programme"))
    parts = [stack.Part(name, total.lead) for name, total in ordered]
    return stack.chart("sources", names, parts, writer(programme, words), words)


def kinds(measures: Sequence[Measure], whole: Total, words: Words) -> Chart | None:
    """Return how the money of the measures is said; None where all say it in one way."""
    parts = [(words.say("has an amount"), whole.counted)]
    parts += [(states.phrase(one.state, words, one.words), one.count) for one in whole.left]
    parts = [one for one in parts if one[1]]
    if len(parts) < 2:
        return None
    title = words.say_count(
        "{counted} of {count} measure has an amount",
        "{counted} of {count} measures have an amount",
        whole.of, counted=str(whole.counted),
    )  # fmt: skip
    subtitle = words.say("Measures by what the document says of their money")
    names = strip.Names(title, subtitle, words.say("Money"), words.say("Measures"))
    return strip.chart(
        "kinds", names, [strip.Part(_capital(name), count) for name, count in parts], words
    )


def source_name(source: str | None, fund: str | None, label: str, words: Words) -> str:
    """Return a source with its fund, in words; in Ukrainian as the document calls the source."""
    name = rowwords.code(source or "", "source", words) or label
    if words.lang == "uk" and label and not fund:
        name = label
    part = rowwords.code(fund or "", "fund", words)
    return f"{name}, {part}" if part else name


def one_source(measures: Sequence[Measure], words: Words) -> str:
    """Return in a sentence where all amounts come from; nothing where it is not one source."""
    found = figures.sources(measures)
    if len(found) != 1:
        return ""
    return words.say(
        "All amounts come from one source: {source}.", source=source_name(*found[0], words)
    )


def known(values: Sequence[Value]) -> int:
    """Return how many of these values are numbers."""
    return sum(one.is_amount for one in values)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
