"""The states of a value: an amount, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from ckanext.infoprog.core.reports.words import Words


class State(StrEnum):
    """The public codes that stand in every column `…Status`."""

    AMOUNT = "amount"
    WITHIN_ALLOCATIONS = "withinAllocations"
    NO_FUNDING_NEEDED = "noFundingNeeded"
    NOT_STATED = "notStated"
    NOT_PLANNED = "notPlanned"
    NOT_DUE = "notDue"
    NOT_PUBLISHED = "notPublished"
    NOT_SUBMITTED = "notSubmitted"
    AS_WRITTEN = "asWritten"
    NOT_APPLICABLE = "notApplicable"


KNOWN: Final = frozenset(State)

#: States for which a sum says how many rows it leaves out, in this order.
COUNTED: Final = (
    State.WITHIN_ALLOCATIONS,
    State.NO_FUNDING_NEEDED,
    State.NOT_STATED,
    State.AS_WRITTEN,
    State.NOT_PLANNED,
    State.NOT_PUBLISHED,
    State.NOT_SUBMITTED,
    State.NOT_DUE,
    State.NOT_APPLICABLE,
)


@dataclass(frozen=True, slots=True)
class Value:
    """A number, or the reason why there is none; `words` are the document's own.

    `notes` are the ids of disagreements registered at this value. `partly` says that a part of
    what is added up here has no amount.
    """

    state: State
    amount: Decimal | None = None
    words: str = ""
    notes: tuple[str, ...] = ()
    partly: bool = False

    def __post_init__(self) -> None:
        """Keep the rule: a number exactly where the state says that there is one."""
        if (self.amount is not None) != (self.state is State.AMOUNT):
            raise ValueError(f"{self.state} and {self.amount} do not go together.")

    @property
    def is_amount(self) -> bool:
        """Whether there is a number."""
        return self.state is State.AMOUNT


def amount(value: Decimal, notes: tuple[str, ...] = (), *, partly: bool = False) -> Value:
    """Return a value that is a number."""
    return Value(State.AMOUNT, value, "", notes, partly)


def phrase(state: State, words: Words, printed: str = "") -> str:
    """Return a state in words: in Ukrainian the document's own, where it has some."""
    if printed.strip(" -–—") and words.lang == "uk":
        return printed
    return {
        State.AMOUNT: words.say("an amount"),
        State.WITHIN_ALLOCATIONS: words.say("within budget allocations"),
        State.NO_FUNDING_NEEDED: words.say("needs no funding"),
        State.NOT_STATED: words.say("a dash in the document"),
        State.NOT_PLANNED: words.say("nothing planned for this year"),
        State.NOT_DUE: words.say("the report is not due yet"),
        State.NOT_PUBLISHED: words.say("not published on the portal"),
        State.NOT_SUBMITTED: words.say("not submitted"),
        State.AS_WRITTEN: words.say("said in words"),
        State.NOT_APPLICABLE: words.say("does not apply"),
    }[state]
