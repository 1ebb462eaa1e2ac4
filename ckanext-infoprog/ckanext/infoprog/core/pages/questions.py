"""The four questions that people ask of a programme: funded, spent, who, with what result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import duties, figures, paths, sections, shown, spending, states
from ckanext.infoprog.core.pages.figures import Cut
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import State
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation.records import records


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer: the main words, what stands beneath, the way deeper."""

    id: str
    title: str
    answer: str
    lines: tuple[str, ...]
    link: str = ""
    link_text: str = ""
    notes: tuple[str, ...] = ()


def of(snapshot: Snapshot, today: date, words: Words) -> tuple[Question, ...]:
    """Return the four questions with what is known."""
    programme = snapshot.of_programme()
    return (
        _funded(snapshot, programme, words),
        _spent(snapshot, programme, today, words),
        _who(snapshot, programme, words),
        _result(snapshot, programme, words),
    )


def _funded(snapshot: Snapshot, programme: Programme, words: Words) -> Question:
    """Return how much money the programme sets."""
    whole, unit = figures.of_programme(programme), shown.unit(programme)
    lines = [shown.counted(whole, words), shown.basis(whole, unit, words)]
    link, text = _link(snapshot, "money", words.say("The money in full"))
    return Question(
        "funded", words.say("Is it funded?"), shown.money(whole.lead, unit, words),
        tuple(one for one in lines if one), link, text, whole.notes,
    )  # fmt: skip


def _spent(snapshot: Snapshot, programme: Programme, today: date, words: Words) -> Question:
    """Return what the reports say was executed, year by year, or why nothing is known."""
    unit, lines, told = shown.unit(programme), [], []
    for year in programme.years:
        cut = Cut(year=year)
        value, counted = spending.spent(programme, programme.measures, cut, today)
        text = shown.money(value, unit, words)
        lines.append(words.say("{row}: {plan}.", row=str(year), plan=text))
        if value.is_amount:
            pairs = [
                (spending.planned(programme, m, year), spending.executed(programme, m, cut, today))
                for m in programme.measures
            ]
            lines[-1] += " " + shown.percent(spending.share(pairs), words).join(("", "."))
            told.append((value, counted))
    due = duties.next_due(programme, today)
    if due:
        day = i18n.day(due[0], words.lang)
        lines.append(
            words.say("The next report is due by {day}: {what}.", day=day, what=due[1].what)
        )
    amounts = [one.amount for one, _ in told if one.amount is not None]
    if amounts:
        whole = states.amount(sum(amounts[1:], amounts[0]))
        answer = words.say_count(
            "{money} in {count} year", "{money} in {count} years", len(amounts),
            money=shown.money(whole, unit, words),
        )  # fmt: skip
    else:
        answer = states.phrase(State.NOT_PUBLISHED, words)
        lines.insert(0, words.say(
            "No report on this programme has come through the portal. That does not mean that "
            "there is none."
        ))  # fmt: skip
    link, text = _link(snapshot, "reports", words.say("The reports"))
    return Question("spent", words.say("Is it spent?"), answer, tuple(lines), link, text)


def _who(snapshot: Snapshot, programme: Programme, words: Words) -> Question:
    """Return how many bodies carry the measures out, and who most of them."""
    counts = Counter(
        role.executant
        for one in programme.measures
        for role in {r.executant: r for r in one.roles}.values()
    )
    lines = [
        words.say_count(
            "{name}: {count} measure", "{name}: {count} measures", count,
            name=programme.executants.get(key, key),
        )
        for key, count in counts.most_common(4)
    ]  # fmt: skip
    bare = sum(1 for one in programme.measures if not one.roles)
    if bare:
        lines.append(words.say_count(
            "{count} measure names nobody.", "{count} measures name nobody.", bare
        ))  # fmt: skip
    answer = words.say_count("{count} executor", "{count} executors", len(counts))
    return Question(
        "who", words.say("Who is responsible?"), answer, tuple(lines), "#measures",
        words.say("Measures by executor"),
    )  # fmt: skip


def _result(snapshot: Snapshot, programme: Programme, words: Words) -> Question:
    """Return how many indicators there are, and of how many an actual value is published."""
    listed = records(snapshot.package, "indicators")
    if not listed:
        return Question(
            "result", words.say("Is there a result?"), words.say("no indicators"),
            (words.say("The programme sets no indicators; the expected results stand with the "
                       "measures."),),
        )  # fmt: skip
    values = records(snapshot.package, "indicatorValues")
    by_kind = {
        kind: {row.text("indicatorId") for row in values
               if row.text("valueType") == kind
               and (row.decimal("value") is not None or row.text("textValue"))}
        for kind in ("baseline", "target", "actual")
    }  # fmt: skip
    lines = [
        words.say_count("{count} indicator has a baseline.", "{count} indicators have a baseline.",
                        len(by_kind["baseline"])),
        words.say_count("{count} indicator has a target.", "{count} indicators have a target.",
                        len(by_kind["target"])),
    ]  # fmt: skip
    actual = len(by_kind["actual"])
    if actual:
        lines.append(words.say_count(
            "{count} indicator has an actual value.", "{count} indicators have an actual value.",
            actual,
        ))  # fmt: skip
    else:
        lines.append(
            words.say("Actual values: {state}.", state=states.phrase(State.NOT_PUBLISHED, words))
        )
    link, text = _link(snapshot, "indicators", words.say("All indicators"))
    answer = words.say_count("{count} indicator", "{count} indicators", len(listed))
    return Question("result", words.say("Is there a result?"), answer, tuple(lines), link, text)


def _link(snapshot: Snapshot, name: str, text: str) -> tuple[str, str]:
    """Return the way deeper, where there is such a page."""
    return (paths.section(snapshot.slug, name), text) if sections.has(name) else ("", "")
