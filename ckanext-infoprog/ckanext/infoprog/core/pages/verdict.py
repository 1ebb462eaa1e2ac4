"""Whether an indicator reached its target in a year: the method, and the verdict in words.

The method is published with every verdict; what cannot be compared is never called a failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from ckanext.infoprog.core.pages import duties, states
from ckanext.infoprog.core.pages.indicator import Indicator, Measured
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.states import State
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation import indicators as rules


class Verdict(StrEnum):
    """What may be said of an indicator in a year; public codes."""

    REACHED = "reached"
    NOT_REACHED = "notReached"
    NOT_DUE = "notDue"
    NOT_PUBLISHED = "notPublished"
    NO_TARGET = "noTarget"
    NO_DIRECTION = "noDirection"
    NOT_COMPARABLE = "notComparable"


SIGNS: Final = {Verdict.REACHED: "✓", Verdict.NOT_REACHED: "✗"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on a year."""

    year: int
    verdict: Verdict


def of(
    indicator: Indicator, programme: Programme, years: tuple[int, ...], today: date
) -> tuple[Judged, ...]:
    """Return the verdicts on these years."""
    return tuple(Judged(year, of_year(indicator, programme, year, today)) for year in years)


def of_year(indicator: Indicator, programme: Programme, year: int, today: date) -> Verdict:
    """Return whether the actual value of a year reaches its target, else why nothing is said."""
    target, actual = indicator.target(year), indicator.actual(year)
    if target is None or target.value.state is State.NOT_STATED:
        return Verdict.NO_TARGET
    if actual is None:
        state = duties.unreported(programme, year, today)
        return Verdict.NOT_DUE if state is State.NOT_DUE else Verdict.NOT_PUBLISHED
    return _compared(indicator.direction, actual, target)


def latest(
    indicator: Indicator, programme: Programme, years: tuple[int, ...], today: date
) -> Judged | None:
    """Return the verdict that the list shows: on the last year with an actual value.

    Without one: on the last year whose report was due, else on the first year to come.
    """
    judged = of(indicator, programme, years, today)
    told = [one for one in judged if indicator.actual(one.year)]
    late = [one for one in judged if one.verdict is Verdict.NOT_PUBLISHED]
    return next(iter((*reversed(told), *reversed(late), *judged)), None)


def number(measured: Measured) -> Decimal | None:
    """Return a value as it is compared: yes is 1 and no is 0."""
    if measured.value.amount is not None:
        return measured.value.amount
    said = rules.word(measured.value.words)
    return None if said is None else Decimal(int(said))


def text(verdict: Verdict, words: Words) -> str:
    """Return a verdict in words."""
    return {
        Verdict.REACHED: words.say("target reached"),
        Verdict.NOT_REACHED: words.say("target not reached"),
        Verdict.NOT_DUE: states.phrase(State.NOT_DUE, words),
        Verdict.NOT_PUBLISHED: states.phrase(State.NOT_PUBLISHED, words),
        Verdict.NO_TARGET: words.say("no target is set"),
        Verdict.NO_DIRECTION: words.say("the good direction is not known"),
        Verdict.NOT_COMPARABLE: words.say("cannot be compared"),
    }[verdict]


def told(judged: Judged, words: Words) -> str:
    """Return a verdict with its year and sign."""
    said = f"{judged.year}: {text(judged.verdict, words)}"
    sign = SIGNS.get(judged.verdict)
    return f"{sign} {said}" if sign else said


def method(words: Words) -> tuple[str, ...]:
    """Return the published method, a sentence a step."""
    return (
        words.say(
            "The actual value of a year is compared with the target of the same year, both as "
            "they are printed. Yes counts as more than no."
        ),
        words.say(
            "More is better: the target is reached where the actual value is not below it. Less is "
            "better: where it is not above it. To be kept: where both are equal."
        ),
        words.say(
            "Without an actual value nothing is judged: the report is not due yet, or it has not "
            "been published on the portal. Without a target there is nothing to compare with."
        ),
        words.say(
            "The good direction stands in the document or was set by the portal’s editors; the "
            "page of each indicator says which."
        ),
    )


def _compared(direction: str, actual: Measured, target: Measured) -> Verdict:
    """Return whether a value reaches a target in the good direction."""
    is_, wanted = number(actual), number(target)
    if is_ is None or wanted is None:
        return Verdict.NOT_COMPARABLE
    tests = {"increase": is_ >= wanted, "decrease": is_ <= wanted, "maintain": is_ == wanted}
    if direction not in tests:
        return Verdict.NO_DIRECTION
    return Verdict.REACHED if tests[direction] else Verdict.NOT_REACHED
