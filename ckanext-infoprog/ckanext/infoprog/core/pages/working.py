"""How an indicator's values and dynamics are worked out, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import indicatortext
from ckanext.infoprog.core.pages.arithmetic import Worked
from ckanext.infoprog.core.pages.facts import Fact
from ckanext.infoprog.core.pages.indicator import Indicator, Measured
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation import indicators as rules
from ckanext.infoprog.core.validation.records import records
from ckanext.infoprog.core.validation.rules import indicator_dynamics


@dataclass(frozen=True, slots=True)
class Step:
    """A value worked out, in words: of when, its inputs, the line, whether it agrees."""

    title: str
    inputs: tuple[str, ...]
    line: str
    printed: str
    outcome: str


def steps(one: Indicator, worked: Sequence[Worked], words: Words) -> tuple[Step, ...]:
    """Return the arithmetic behind each value, in words."""
    by_key = {found.value: found for found in worked}
    return tuple(
        _step(value, by_key[value.key], words) for value in one.values if value.key in by_key
    )


def dynamics(snapshot: Snapshot, one: Indicator, words: Words) -> tuple[Fact, ...]:
    """Return the printed dynamics, the programme's method, and what the values give by it."""
    rows = records(snapshot.package, "programme")
    method = (rows[0].text("dynamicsMethod") if rows else "") or ""
    told = {
        "meanYearlyChange": words.say(
            "the mean of the yearly changes in percent, from the baseline to the last target"
        ),
        "targetMinusBase": words.say("the last target less the baseline, yes counting as 100"),
    }.get(method, "")
    series = indicator_dynamics.series(snapshot.package).get(one.key, [])
    count = {
        "meanYearlyChange": indicator_dynamics.mean_yearly_change,
        "targetMinusBase": indicator_dynamics.target_minus_base,
    }.get(method)
    number = count(series) if count else None
    found = [Fact(words.say("Printed in the document"), one.dynamics, is_source=True)]
    if told:
        found.append(Fact(words.say("How it is counted"), told))
    if number is not None:
        shown = i18n.number(rules.rounded(number, 2), words.lang, 2)
        found.append(Fact(words.say("From the values by this method"), shown))
    elif told and one.dynamics:
        found.append(Fact(
            words.say("From the values by this method"),
            words.say("not counted: a change starts from zero, or a value is no number"),
        ))  # fmt: skip
    return tuple(fact for fact in found if fact.text)


def _step(value: Measured, worked: Worked, words: Words) -> Step:
    """Return one value worked out, in words."""
    inputs = tuple(
        words.say(
            "{letter} = {value}: metric {metric} “{title}”, {unit}",
            letter=one.letter,
            value=words.say("not in the document") if one.value is None
            else i18n.number(one.value, words.lang),
            metric=one.metric, title=one.title, unit=one.unit or "–",
        )
        for one in worked.inputs
    )  # fmt: skip
    if worked.result is None:
        outcome = words.say("It cannot be computed: a number is missing or the divisor is zero.")
    elif worked.agrees is None:
        outcome = words.say("The document prints no number to compare with.")
    elif worked.agrees:
        outcome = words.say("Rounded as printed: {result}. It agrees with the document.",
                            result=i18n.number(worked.result, words.lang))  # fmt: skip
    else:
        outcome = words.say(
            "Rounded as printed: {result}. The document prints {printed}.",
            result=i18n.number(worked.result, words.lang),
            printed=value.printed,
        )
    title = f"{indicatortext.kind(value.kind, words)}, {indicatortext.when(value, words)}"
    return Step(title[:1].upper() + title[1:], inputs, worked.line, value.printed, outcome)
