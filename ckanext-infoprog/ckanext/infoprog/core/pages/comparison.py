"""What two programmes are compared by: each number of both, and why the rest is not compared.

No number of one stands in for another; what is not comparable says why instead of a difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import comparable, figures, population, spending, states
from ckanext.infoprog.core.pages.comparable import COUNT, NOTHING, PERCENT, UAH, Line, Pair, term
from ckanext.infoprog.core.pages.figures import Cut
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports import rowwords


def lines(pair: Pair) -> tuple[Line, ...]:
    """Return what two programmes are compared by."""
    return (*_counts(pair), *_money(pair), *_sources(pair), *_heads(pair), *_reported(pair))


def _counts(pair: Pair) -> Iterator[Line]:
    """Yield what is counted of both."""
    words, (first, second) = pair.words, pair.both
    yield Line(
        "years", words.say("Years of the term"), COUNT,
        comparable.count(len(first.years)), comparable.count(len(second.years)), True,
        words.say("Counted alike in both."),
    )  # fmt: skip
    yield Line(
        "measures", words.say("Measures"), COUNT,
        comparable.count(len(first.measures)), comparable.count(len(second.measures)), False,
        words.say(
            "Each document decides itself what it calls a measure: one holds in a row what another "
            "splits. More measures are not more work."
        ),
    )  # fmt: skip
    own, theirs = (figures.of_programme(one) for one in pair.both)
    yield Line(
        "covered", words.say("Measures with an amount of their own"), PERCENT,
        figures.covered(own), figures.covered(theirs), True,
        words.say(
            "With an amount: {first} of {first_of} and {second} of {second_of} measures.",
            first=own.counted, first_of=own.of, second=theirs.counted, second_of=theirs.of,
        ),
    )  # fmt: skip
    yield _indicators(pair)
    yield Line(
        "discrepancies", words.say("Disagreements registered"), COUNT,
        comparable.count(len(first.discrepancies)),
        comparable.count(len(second.discrepancies)), False,
        words.say("How many are found depends on how much of a document can be checked."),
    )  # fmt: skip


def _indicators(pair: Pair) -> Line:
    """Return how many indicators both have, and how many of them are the same."""
    words, same = pair.words, len(comparable.shared(pair))
    own, theirs = (len(one.indicators) for one in (pair.one, pair.other))
    if not own or not theirs:
        why = words.say("Only a programme with indicators can be compared by them.")
    elif same:
        why = words.say_count(
            "{count} indicator bears the same name and unit in both: see the table.",
            "{count} indicators bear the same name and unit in both: see the table.",
            same,
        )
    else:
        why = words.say(
            "None bears the same name and unit in both documents: no value of one can be set "
            "against a value of the other."
        )
    return Line(
        "indicators",
        words.say("Indicators"),
        COUNT,
        comparable.count(own),
        comparable.count(theirs),
        False,
        why,
    )


def _money(pair: Pair) -> Iterator[Line]:
    """Yield the money: year by year, whole, and of an average year."""
    words, (first, second) = pair.words, pair.both
    for year in sorted({*first.years, *second.years}):
        label = words.say("Set by the programme for {year}", year=year)
        yield _planned(pair, f"planned{year}", label, Cut(year=year), year)
    own, theirs = (figures.of_programme(one) for one in pair.both)
    reason = comparable.missing(own, theirs, words)
    differ = words.say(
        "The terms differ: {first} and {second}. The sums are of other years.",
        first=term(first.years), second=term(second.years),
    )  # fmt: skip
    yield Line(
        "planned", words.say("Set by the programme, whole"), UAH, own.lead, theirs.lead,
        pair.is_same_term and not reason,
        reason or (comparable.basis(own, theirs, words) if pair.is_same_term else differ),
    )  # fmt: skip
    average = words.say(
        "The whole sum divided by the years of the term, in hryvnias of those years: the documents "
        "hold no index of prices to convert by."
    )
    yield Line(
        "plannedPerYear", words.say("Set by the programme, on average a year"), UAH,
        figures.per_year(own, len(first.years)), figures.per_year(theirs, len(second.years)),
        not reason, reason or f"{average} {comparable.basis(own, theirs, words)}",
    )  # fmt: skip


def _planned(pair: Pair, key: str, label: str, cut: Cut, year: int) -> Line:
    """Return the money of a year; comparable where both hold the year and enough amounts."""
    words = pair.words
    found = [figures.of_programme(one, cut) if year in one.years else None for one in pair.both]
    own, theirs = (one.lead if one else NOTHING for one in found)
    if found[0] is None or found[1] is None:
        which = 1 if found[0] is None else 2
        held = term(pair.both[which - 1].years)
        why = words.say("The other programme is of {years}: it holds no {year}.",
                        years=held, year=year)  # fmt: skip
        return Line(key, label, UAH, own, theirs, False, why)
    reason = comparable.missing(found[0], found[1], words)
    return Line(
        key,
        label,
        UAH,
        own,
        theirs,
        not reason,
        reason or comparable.basis(found[0], found[1], words),
    )


def _sources(pair: Pair) -> Iterator[Line]:
    """Yield the money of each source that either names."""
    words, both = pair.words, pair.both
    codes = dict.fromkeys(
        source for one in both for source, _, _ in figures.sources(one.measures) if source
    )
    for code in codes:
        own, theirs = (figures.of_programme(one, Cut(source=code)) for one in both)
        named = rowwords.code(code, "source", words) or code
        is_both = own.lead.is_amount and theirs.lead.is_amount
        if not is_both:
            why = words.say("Only one of the documents gives this source a sum.")
        elif not pair.is_same_term:
            why = words.say("The terms differ: {first} and {second}. The sums are of other years.",
                            first=term(both[0].years), second=term(both[1].years))  # fmt: skip
        else:
            why = comparable.basis(own, theirs, words)
        yield Line(
            f"source-{code}", words.say("From this source: {source}", source=named), UAH,
            own.lead, theirs.lead, is_both and pair.is_same_term, why,
        )  # fmt: skip


def _heads(pair: Pair) -> Iterator[Line]:
    """Yield the money per 1,000 residents, where both documents give their number."""
    words = pair.words
    people = [population.of(one) for one in (pair.one, pair.other)]
    label = words.say("Set per 1,000 residents")
    years = [year for year in pair.common if all(year in one for one in people)]
    for year in years:
        found = [
            _per_head(one, residents[year], year)
            for one, residents in zip(pair.both, people, strict=True)
        ]
        totals = [figures.of_programme(one, Cut(year=year)) for one in pair.both]
        reason = comparable.missing(totals[0], totals[1], words)
        why = words.say("{first} and {second} residents, as the documents forecast.",
                        first=i18n.number(people[0][year].count, words.lang),
                        second=i18n.number(people[1][year].count, words.lang))  # fmt: skip
        yield Line(
            f"per1000-{year}", f"{label}, {year}", UAH, found[0], found[1],
            not reason, reason or why,
        )  # fmt: skip
    if not years:
        silent = (not people[0], not people[1])
        why = words.say("The documents count residents of different years.")
        if any(silent):
            why = words.say("No number of residents stands in the document of {which}.",
                            which=comparable.sides(silent, words))  # fmt: skip
        yield Line("per1000", label, UAH, NOTHING, NOTHING, False, why)


def _per_head(one: Programme, residents: population.Residents, year: int) -> Value:
    planned = figures.of_programme(one, Cut(year=year)).lead
    if planned.amount is None:
        return planned
    return states.amount(population.per_thousand(planned.amount, residents))


def _percent(found: Decimal | None) -> Value:
    """Return a percentage to a tenth; without a report there is none."""
    if found is None:
        return Value(State.NOT_PUBLISHED)
    return states.amount(found.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def _reported(pair: Pair) -> Iterator[Line]:
    """Yield what reports say was executed."""
    words, both = pair.words, pair.both
    shares = [spending.whole_share(one, pair.today) for one in both]
    found = [_percent(one.percent) for one in shares]
    silent = (not found[0].is_amount, not found[1].is_amount)
    if any(silent):
        why = words.say(
            "No report with money of {which} has come through this portal. That does not mean that "
            "there is none.", which=comparable.sides(silent, words),
        )  # fmt: skip
    else:
        why = words.say(
            "Over the measures and years that have both numbers: {first} and {second}.",
            first=shares[0].counted, second=shares[1].counted,
        )  # fmt: skip
    yield Line("executed", words.say("Executed, of the plan"), PERCENT, found[0], found[1],
               not any(silent), why)  # fmt: skip
    yield Line(
        "reports", words.say("Reports published on the portal"), COUNT,
        comparable.count(len(both[0].reports)), comparable.count(len(both[1].reports)), False,
        words.say("The portal knows only what came through it."),
    )  # fmt: skip
