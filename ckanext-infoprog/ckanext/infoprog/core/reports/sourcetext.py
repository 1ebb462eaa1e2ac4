"""Harvest sources and jobs as lines: settings for the ministry, differences, how a job ended."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.harvest.configuration import Configuration, Source
from ckanext.infoprog.core.harvest.jobs import Job
from ckanext.infoprog.core.harvest.sources import Standing, State
from ckanext.infoprog.core.reports.lines import Line, Span, Style, line
from ckanext.infoprog.core.reports.words import Words, visible


def settings(given: Configuration, source: Source, words: Words) -> tuple[Line, ...]:
    """Return the settings of a source as they go into a letter or into the target's form."""
    say = words.say
    rows = [
        (say("publisher"), given.city.name),
        (say("EDRPOU code"), given.city.edrpou or say("not stated")),
        (say("portal"), given.city.portal),
        (say("type of harvester"), source.type),
        (say("address of the source"), source.url),
        (say("title"), source.title),
        (say("frequency"), source.frequency),
        (say("configuration"), json.dumps(source.config, ensure_ascii=False)),
        *source.fields.items(),
    ]
    return tuple((Span(f"{name}: ", Style.QUIET), Span(visible(str(text)))) for name, text in rows)


def standing(found: Standing, target: str, words: Words) -> tuple[Line, ...]:
    """Return what stands on the target, or what was done there."""
    say, name = words.say, found.name
    sentences = {
        State.SAME: say("{target} has the source {name}, as it should be.",
                        target=target, name=name),
        State.CREATED: say("{target}: the source {name} is made.", target=target, name=name),
        State.UPDATED: say("{target}: the source {name} is set right.", target=target, name=name),
        State.ABSENT: say("{target} has no such source yet.", target=target),
        State.DIFFERS: say("{target} has the source {name}, and it differs:",
                           target=target, name=name),
    }  # fmt: skip
    good = found.state in (State.SAME, State.CREATED, State.UPDATED)
    head = line(sentences[found.state], Style.GOOD if good else Style.WARNING)
    return (head, *_differences(found, words))


def job(found: Job, words: Words) -> tuple[Line, ...]:
    """Return how a job ended, or that it has not."""
    made = [line(text, Style.ERROR) for text in map(visible, found.errors)]
    closing = Style.GOOD if found.is_well else Style.ERROR
    made.append(line(counts(found, words), closing))
    if not found.is_over:
        made.append(line(unfinished(found, words), Style.WARNING))
    return tuple(made)


def counts(found: Job, words: Words) -> str:
    """Return what became of the datasets, in one line."""
    say = words.say
    named = {
        "added": say("added"),
        "updated": say("updated"),
        "not modified": say("unchanged"),
        "deleted": say("deleted"),
        "errored": say("failed"),
        "null": say("waiting"),
    }
    shown = [
        f"{label}: {i18n.number(found.counts[name], words.lang)}"
        for name, label in named.items()
        if name in found.counts
    ]
    return "; ".join(shown) or say("nothing was to be done")


def unfinished(found: Job, words: Words) -> str:
    """Return why a job is not over, as far as it can be known."""
    if found.done and not found.waiting:
        return words.say(
            "All datasets are done, but the target says so only when its own clock-work "
            "(harvester run) comes by. Ask again later: infoprog harvest run"
        )
    return words.say(
        "The job goes on: its state is {status}. Take it up again: infoprog harvest run",
        status=found.status,
    )


def _differences(found: Standing, words: Words) -> Iterator[Line]:
    none = words.say("nothing")
    for one in found.differences:
        there, wanted = visible(one.there) or none, visible(one.wanted) or none
        yield (Span(f"  {one.field}: ", Style.QUIET), Span(f"{there} → {wanted}"))
