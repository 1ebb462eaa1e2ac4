"""What has arrived on another portal, as lines, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from ckanext.infoprog.core import catalogue, i18n
from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.harvest.standing import Failure, Noted, Standing, State, Status
from ckanext.infoprog.core.issues import Param
from ckanext.infoprog.core.reports import lines, publicationtext
from ckanext.infoprog.core.reports.lines import EMPTY, Line, Span, Style, line
from ckanext.infoprog.core.reports.words import Words, visible

COLUMNS: Final = (
    "dataset", "title", "state", "asOf", "address", "hoursBehind", "notSeenSince",
    "severity", "code", "field", "value", "since", "message",
)  # fmt: skip
_STALE: Final = "arrival-stale"
_MOMENTS: Final = frozenset({"since", "until", "ours", "theirs"})
_STYLES: Final = {
    State.ARRIVED: Style.GOOD,
    State.WAITING: Style.NOTICE,
    State.CHANGED: Style.WARNING,
    State.UNREAD: Style.WARNING,
}


def text(status: Status, words: Words) -> tuple[Line, ...]:
    """Return the status for a person: a dataset a row, what is wrong beneath it, the sum."""
    made: list[Line] = [line(heading(status, words), Style.TITLE)]
    made += [line(one, Style.ERROR) for one in shortcomings(status, words)]
    if status.standings:
        head = [words.say("dataset"), words.say("state"), words.say("since")]
        rows = [[Span(name, Style.QUIET) for name in head]]
        rows += [_row(one, words) for one in status.standings]
        made += [EMPTY, *lines.columns(rows)]
    for standing in status.standings:
        made += _notes(standing, words)
    return (*made, EMPTY, summed(status, words))


def as_json(status: Status, words: Words) -> str:
    """Return the status for programs, each issue with its sentence."""
    plain = status.to_dict()
    for told, standing in zip(plain["datasets"], status.standings, strict=True):
        for one, noted in zip(told["notes"], standing.notes, strict=True):
            one["message"] = said(noted, words)
    if status.failure:
        plain["failure"]["message"] = failed(status.failure, words)
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def as_csv(status: Status, words: Words) -> str:
    """Return the status as a table: an issue a row, a dataset without issues one row."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_records(status, words))
    return made.getvalue()


def heading(status: Status, words: Words) -> str:
    """Return from where to where, and when."""
    at = publicationtext.moment(status.at, words)
    return words.say("{source} → {target}, {at}", source=status.source, target=status.target, at=at)


def shortcomings(status: Status, words: Words) -> list[str]:
    """Return why what is shown is not the whole truth of this moment, where it is not."""
    told = []
    if status.first_failed:
        since = publicationtext.moment(status.first_failed, words)
        told.append(words.say("The target has not been read since {since}; what follows is what "
                              "was known before.", since=since))  # fmt: skip
    if status.failure:
        told.append(failed(status.failure, words))
    if status.read < status.told:
        told.append(words.say("The list is incomplete: {read} of {told} datasets of the target "
                              "were read.", read=status.read, told=status.told))  # fmt: skip
    return told


def failed(failure: Failure, words: Words) -> str:
    """Return why a portal was not read, in the person's language."""
    return publicationtext.said(PortalError(failure.code, **failure.params), words)


def said(noted: Noted, words: Words) -> str:
    """Return what is wrong and what to do, in the person's language."""
    moments = _MOMENTS if noted.issue.code == _STALE else _MOMENTS - {"ours"}
    params = tuple(
        (name, _human(one, words) if name in moments else one) for name, one in noted.issue.params
    )
    return visible(catalogue.explain(replace(noted.issue, params=params), words.lang))


def states(words: Words) -> dict[State, str]:
    """Return the words for what became of a dataset."""
    return {
        State.ARRIVED: words.say("arrived"),
        State.WAITING: words.say("not there yet"),
        State.MISSING: words.say("missing"),
        State.HIDDEN: words.say("hidden there"),
        State.STALE: words.say("an older copy is there"),
        State.CHANGED: words.say("differs there"),
        State.UNREAD: words.say("not read"),
        State.LEFT: words.say("deleted here, alive there"),
        State.FOREIGN: words.say("somebody else’s"),
    }


def summed(status: Status, words: Words) -> Line:
    """Return the sum of a run in one line."""
    count = len(status.standings)
    wrong = sum(one.is_wrong for one in status.standings)
    datasets = words.say_count("{count} dataset", "{count} datasets", count)
    under_way = [one for one in status.standings if one.state in (State.WAITING, State.STALE)]
    if status.is_well and under_way:
        told = words.say("{datasets}: nothing to mend; on their way: {count}",
                         datasets=datasets, count=len(under_way))  # fmt: skip
        return line(told, Style.NOTICE)
    if status.is_well:
        return line(words.say("{datasets}: all is well", datasets=datasets), Style.GOOD)
    told = words.say("{datasets}, with something to mend: {wrong}", datasets=datasets, wrong=wrong)
    if status.is_partial:
        told = words.say("{told}; the target was not read to its end", told=told)
    return line(told, Style.ERROR)


def since(standing: Standing, words: Words) -> str:
    """Return since when a dataset is as it is, where that matters."""
    if standing.absent:
        return publicationtext.moment(standing.absent, words)
    if standing.behind is not None:
        return words.say_count("{count} hour behind", "{count} hours behind", standing.behind)
    return "–"


def _row(one: Standing, words: Words) -> list[Span]:
    style = _STYLES.get(one.state, Style.ERROR)
    return [
        Span(visible(one.name)),
        Span(states(words)[one.state], style),
        Span(since(one, words)),
    ]


def _notes(standing: Standing, words: Words) -> Iterator[Line]:
    if standing.notes:
        yield EMPTY
        yield line(visible(standing.name), Style.TITLE)
    for noted in standing.notes:
        style = lines.style_of(noted.issue.severity)
        at = publicationtext.moment(noted.since, words)
        told = words.say("(since {at})", at=at)
        yield (Span(f"  {said(noted, words)} ", style), Span(told, Style.QUIET))


def _records(status: Status, words: Words) -> Iterator[list[str]]:
    for one in status.standings:
        behind = "" if one.behind is None else str(one.behind)
        about = [one.name, one.title, one.state.value, one.as_of, one.address, behind]
        about.append(one.absent or "")
        for noted in one.notes:
            issue = noted.issue
            what = [issue.severity.value, issue.code, issue.field or "", issue.value or ""]
            yield [*about, *what, noted.since, said(noted, words)]
        if not one.notes:
            yield [*about, *[""] * 6]


def _human(given: Param, words: Words) -> Param:
    """Return a moment or a day as people say it."""
    if not isinstance(given, str):
        return given
    try:
        if len(given) == len("2026-11-21"):
            return i18n.day(date.fromisoformat(given), words.lang)
        datetime.fromisoformat(given)
    except ValueError:
        return given
    return publicationtext.moment(_zoned(given), words)


def _zoned(text: str) -> str:
    """Return a moment that names its zone; CKAN leaves out that it is UTC."""
    return text if datetime.fromisoformat(text).tzinfo else f"{text}+00:00"


def counted(status: Status, words: Words) -> list[tuple[str, int]]:
    """Return how many datasets are in each state that occurs, in words."""
    named: dict[State, str] = states(words)
    counts: dict[str, Any] = status.counts()
    return [(named[state], counts[state.value]) for state in State if counts[state.value]]
