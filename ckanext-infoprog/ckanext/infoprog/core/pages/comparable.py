"""Two programmes set side by side: what is looked at, and when a difference means something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.pages import shown, states
from ckanext.infoprog.core.pages.figures import Total
from ckanext.infoprog.core.pages.indicator import Indicator
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.shown import THOUSAND, Unit
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports.words import Words

UAH: Final = "uah"
COUNT: Final = "count"
PERCENT: Final = "percent"
NOTHING: Final = Value(State.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Line:
    """A number of both programmes; `why` says what the difference rests on, or why there is none.

    `unit` is `uah`, `count` or `percent`. The difference is the second less the first.
    """

    key: str
    label: str
    unit: str
    first: Value
    second: Value
    is_comparable: bool
    why: str

    @property
    def difference(self) -> Value:
        """The difference, where it means anything."""
        if not self.is_comparable or self.first.amount is None or self.second.amount is None:
            return NOTHING
        return states.amount(self.second.amount - self.first.amount)


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared, with the day and the language."""

    one: Snapshot
    other: Snapshot
    today: date
    words: Words

    @property
    def both(self) -> tuple[Programme, Programme]:
        """The two programmes."""
        return self.one.of_programme(), self.other.of_programme()

    @property
    def common(self) -> tuple[int, ...]:
        """The years that both programmes hold."""
        first, second = self.both
        return tuple(year for year in first.years if year in second.years)

    @property
    def is_same_term(self) -> bool:
        """Whether both programmes hold the same years."""
        first, second = self.both
        return first.years == second.years


def unit(pair: Pair) -> Unit:
    """Return the unit for the money of both: that of the documents where they have the same."""
    units = [shown.unit(one) for one in pair.both]
    is_thousand = all(one.code == THOUSAND for one in units)
    return Unit(THOUSAND, max(one.decimals for one in units)) if is_thousand else Unit(UAH, 0)


def term(years: tuple[int, ...]) -> str:
    """Return the years of a programme as its term."""
    return "–".join(str(year) for year in dict.fromkeys((years[0], years[-1]))) if years else "–"


def shared(pair: Pair) -> tuple[tuple[Indicator, Indicator], ...]:
    """Return the indicators that bear the same name and unit in both documents."""
    theirs = {_named(one): one for one in pair.other.indicators}
    own = pair.one.indicators
    return tuple((one, theirs[_named(one)]) for one in own if _named(one) in theirs)


def _named(one: Indicator) -> tuple[str, str]:
    return " ".join(one.title.casefold().split()), one.unit.casefold()


def missing(own: Total, theirs: Total, words: Words) -> str:
    """Return why two sums cannot be set against each other; nothing where they can."""
    if own.lead.is_amount and theirs.lead.is_amount:
        return ""
    return words.say("Only one of the documents gives a sum.")


def basis(own: Total, theirs: Total, words: Words) -> str:
    """Return of how many measures both sums are, with a warning where those are few."""
    said = words.say(
        "Amounts of {first} of {first_of} and {second} of {second_of} measures; the others have "
        "none of their own.",
        first=own.counted, first_of=own.of, second=theirs.counted, second_of=theirs.of,
    )  # fmt: skip
    if all(one.counted * 2 >= one.of for one in (own, theirs)):
        return said
    warning = words.say("Fewer than half have an amount: compare the sums with care.")
    return f"{said} {warning}"


def sides(flags: tuple[bool, bool], words: Words) -> str:
    """Return which of the two is meant."""
    names = (words.say("the first programme"), words.say("the second programme"))
    return shown.listed([name for name, flag in zip(names, flags, strict=True) if flag], words)


def count(number: int) -> Value:
    """Return a count as a value."""
    return states.amount(Decimal(number))
