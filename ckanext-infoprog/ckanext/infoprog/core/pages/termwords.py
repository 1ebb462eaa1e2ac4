"""The terms of the interface, each with what it means here."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.infoprog.core.pages import states
from ckanext.infoprog.core.pages.states import State
from ckanext.infoprog.core.reports.words import Words


@dataclass(frozen=True, slots=True)
class Term:
    """A term with its meaning; `code` is how files write it, where they do."""

    text: str
    meaning: str
    code: str = ""


def of_documents(words: Words) -> tuple[Term, ...]:
    """Return the words for what documents hold and for what the portal makes of it."""
    return tuple(
        Term(text, meaning)
        for text, meaning in (
            (words.say("Measure"), words.say(
                "What a programme sets out to do, with its own number, executors and money.")),
            (words.say("Direction"), words.say(
                "A part of the programme under which its measures stand.")),
            (words.say("Executor"), words.say(
                "A body that the document names as responsible for a measure.")),
            (words.say("Indicator"), words.say(
                "What success is measured by: a baseline and target values by year.")),
            (words.say("Metric"), words.say(
                "An input number from which indicators are computed.")),
            (words.say("Edition"), words.say(
                "The text of the programme as it was adopted, or as an amendment left it.")),
            (words.say("Data version"), words.say(
                "One publication on this portal: a number, a day, and files that never change.")),
            (words.say("Printed in the document"), words.say(
                "A total as the document itself has it. It leads wherever it differs.")),
            (words.say("Sum of the rows"), words.say(
                "What the rows of the document add up to; it stands beside the printed total.")),
            (words.say("Disagreement"), words.say(
                "Where a document contradicts itself or another one; both values are kept.")),
            (words.say("Share"), words.say(
                "Executed money as a part of the planned, only over measures that have both.")),
            (words.say("Link set by the portal’s editors"), words.say(
                "A connection that no document prints; it says so wherever it is shown.")),
        )
    )  # fmt: skip


def of_states(words: Words) -> tuple[Term, ...]:
    """Return the states of a value with what they mean, in the order of their declaration."""
    meanings = {
        State.AMOUNT: words.say("There is a number; zero is a number too."),
        State.WITHIN_ALLOCATIONS: words.say(
            "The document gives no separate sum: the money is within the allocations of the "
            "budget."),
        State.NO_FUNDING_NEEDED: words.say("The document says that no money is needed."),
        State.NOT_STATED: words.say("The document has a dash or nothing where the number belongs."),
        State.NOT_PLANNED: words.say("The document sets no money for this measure in this year."),
        State.NOT_DUE: words.say("The day for the report has not come."),
        State.NOT_PUBLISHED: words.say(
            "Nothing came through this portal; that does not mean that there is no report."),
        State.NOT_SUBMITTED: words.say("The publisher has marked that nothing was submitted."),
        State.AS_WRITTEN: words.say("The document says it in words, which are quoted."),
        State.NOT_APPLICABLE: words.say("The question does not arise here."),
    }  # fmt: skip
    return tuple(Term(states.phrase(one, words), meanings[one], one.value) for one in State)
