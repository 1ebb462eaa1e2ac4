"""How a number of a programme is written: in the document's unit, with its decimals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import states
from ckanext.infoprog.core.pages.figures import Total
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.spending import Share
from ckanext.infoprog.core.pages.states import Value
from ckanext.infoprog.core.reports.words import Words

THOUSAND: Final = "thousandUah"
KOPIYKAS: Final = 2
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit that a document counts money in, and the decimals that it prints."""

    code: str
    decimals: int

    def name(self, words: Words) -> str:
        """Return what stands beside a number."""
        return words.say("UAH thousand") if self.code == THOUSAND else words.say("UAH")

    def text(self, amount: Decimal, lang: str) -> str:
        """Return an amount in hryvnias in this unit; nothing of it is rounded away."""
        scaled = amount / 1000 if self.code == THOUSAND else amount
        plain = format(scaled.normalize(), "f").partition(".")[2]
        decimals = max(self.decimals, len(plain))
        if self.code != THOUSAND and plain:
            decimals = max(decimals, KOPIYKAS)
        return i18n.number(scaled, lang, decimals)


def unit(programme: Programme) -> Unit:
    """Return the unit of a programme's document."""
    return Unit(programme.unit, programme.decimals)


def cell(value: Value, of: Unit, words: Words) -> str:
    """Return a value as a cell of a table: a number, or the reason why there is none."""
    if value.amount is None:
        return states.phrase(value.state, words, value.words)
    return of.text(value.amount, words.lang)


def money(value: Value, of: Unit, words: Words) -> str:
    """Return a value as it stands alone: with its unit."""
    if value.amount is None:
        return cell(value, of, words)
    return f"{of.text(value.amount, words.lang)} {i18n.held(of.name(words))}"


def counted(total: Total, words: Words) -> str:
    """Return the line beside every sum: of how many measures it holds an amount."""
    text = words.say_count(
        "The sum holds {counted} of {count} measure",
        "The sum holds {counted} of {count} measures",
        total.of,
        counted=i18n.number(total.counted, words.lang),
    )
    left = [
        f"{i18n.number(one.count, words.lang)} – {_lower(said)}"
        for one in total.left
        if (said := states.phrase(one.state, words, one.words))
    ]
    text = f"{text}; {', '.join(left)}." if left else f"{text}."
    if total.partly:
        text += " " + words.say_count(
            "{count} of them also has rows without an amount.",
            "{count} of them also have rows without an amount.",
            total.partly,
        )
    return text


def basis(total: Total, of: Unit, words: Words) -> str:
    """Return whose number leads, and the rows' sum where it is another."""
    if total.printed is None:
        if total.rows.amount is None:
            return ""
        return words.say("The sum of the rows; the document prints no such total.")
    if not total.differs:
        return words.say("Printed in the document; the sum of the rows is the same.")
    if total.rows.amount is None:
        return words.say("Printed in the document; its rows hold no amount.")
    difference = total.printed.amount - total.rows.amount
    return words.say(
        "Printed in the document. The sum of the rows is {rows}, the difference {difference}. The "
        "document’s total leads, the sum of the rows is a note.",
        rows=of.text(total.rows.amount, words.lang),
        difference=of.text(difference, words.lang),
    )


def percent(found: Share, words: Words) -> str:
    """Return a share with its denominator, or why none is counted."""
    if found.percent is None:
        return words.say("No share is counted: no measure has both a plan and a reported amount.")
    rounded = found.percent.quantize(_TENTH, rounding=ROUND_HALF_UP)
    return words.say_count(
        "{share} % of the plan, over the {count} measure that has both numbers",
        "{share} % of the plan, over the {count} measures that have both numbers",
        found.counted,
        share=i18n.number(rounded, words.lang, 1),
    )


def listed(texts: Sequence[str], words: Words) -> str:
    """Return texts as a list within a sentence."""
    if len(texts) < 2:
        return "".join(texts)
    return words.say("{first} and {last}", first=", ".join(texts[:-1]), last=texts[-1])


def _lower(text: str) -> str:
    """Return a phrase within a sentence; the document's own begins with a capital."""
    return text[:1].lower() + text[1:]
