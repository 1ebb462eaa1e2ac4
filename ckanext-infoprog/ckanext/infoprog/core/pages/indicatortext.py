"""How a value of an indicator is written: a number as the language writes it, a word as printed."""

from __future__ import annotations

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import states
from ckanext.infoprog.core.pages.grid import Cell
from ckanext.infoprog.core.pages.indicator import Indicator, Measured
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation import indicators as rules


def value(found: Value, words: Words) -> str:
    """Return a number, else the document's word, else why there is none."""
    if found.amount is not None:
        return i18n.number(found.amount, words.lang)
    said = rules.word(found.words)
    if found.state is State.AS_WRITTEN and said is not None and words.lang != "uk":
        return words.say("yes") if said else words.say("no")
    return found.words if found.state is State.AS_WRITTEN else states.phrase(found.state, words)


def cell(found: Measured | None, without: State, words: Words, notes: tuple[str, ...] = ()) -> Cell:
    """Return a value as a cell; `without` is why there is none."""
    shown = found.value if found else Value(without)
    return Cell(value(shown, words), shown, notes=notes, code=found.printed if found else "")


def printed(found: Measured | None) -> Cell:
    """Return a value exactly as the document prints it."""
    return Cell(found.printed if found else "")


def when(found: Measured, words: Words) -> str:
    """Return of when a value is, in words."""
    if found.year is not None:
        return str(found.year)
    return i18n.day(found.day, words.lang) if found.day else words.say("day not stated")


def kind(code: str, words: Words) -> str:
    """Return what a value is called in the language of the annex."""
    return {
        "baseline": words.say("baseline"),
        "target": words.say("target"),
        "actual": words.say("actual value"),
    }.get(code, code)


def way(indicator: Indicator, words: Words) -> str:
    """Return which way is good; who says so stands on the page of the indicator."""
    found = rowwords.code(indicator.direction, "desiredDirection", words)
    return found or words.say("the good direction is not known")


def direction(indicator: Indicator, words: Words) -> str:
    """Return which way is good, and who says so."""
    way = rowwords.code(indicator.direction, "desiredDirection", words)
    if not way:
        return words.say("the good direction is not known")
    basis = rowwords.code(indicator.basis, "desiredDirectionBasis", words)
    return f"{way} ({basis})" if basis else way
