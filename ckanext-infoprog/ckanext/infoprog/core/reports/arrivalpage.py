"""What has arrived on another portal, as the page shows it: what is wrong first, then all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.harvest import moments
from ckanext.infoprog.core.harvest.history import Past
from ckanext.infoprog.core.harvest.standing import Noted, Standing, State, Status
from ckanext.infoprog.core.issues import Severity
from ckanext.infoprog.core.reports import arrivaltext, publicationtext
from ckanext.infoprog.core.reports.words import Words

OVERDUE: Final = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Told:
    """One issue in words, since when, and how grave it is."""

    text: str
    since: str
    severity: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One dataset of the page; `name` is its address here, empty where it is not here."""

    name: str
    title: str
    state: str
    since: str
    as_of: str
    address: str
    is_wrong: bool
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one portal."""

    source: str
    target: str
    at: str
    sum: str
    is_well: bool
    shortcomings: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    entries: tuple[Entry, ...]

    @property
    def wrong(self) -> tuple[Entry, ...]:
        """Return the datasets with which something has to be done."""
        return tuple(one for one in self.entries if one.is_wrong)


def page(status: Status, words: Words, now: datetime) -> Page:
    """Return the page of a status, as it is read at this moment."""
    return Page(
        source=status.source,
        target=status.target,
        at=status.at,
        sum="".join(span.text for span in arrivaltext.summed(status, words)),
        is_well=status.is_well,
        shortcomings=(*_overdue(status, words, now), *arrivaltext.shortcomings(status, words)),
        counts=tuple(arrivaltext.counted(status, words)),
        entries=tuple(_entry(one, words) for one in status.standings),
    )


def past(found: Sequence[Past], words: Words) -> list[dict[str, str]]:
    """Return the runs of the past as the page lists them, the newest first."""
    return [
        {
            "at": one.at,
            "result": _result(one, words),
            "datasets": i18n.number(sum(one.counts.values()), words.lang),
            "arrived": i18n.number(one.counts.get(State.ARRIVED.value, 0), words.lang),
            "wrong": i18n.number(one.wrong, words.lang),
        }
        for one in found
    ]


def _overdue(status: Status, words: Words, now: datetime) -> Iterator[str]:
    """Yield that nobody has looked for days: what is shown may no longer be so."""
    last = moments.moment(status.at)
    if last is not None and now - last > OVERDUE:
        at = publicationtext.moment(status.at, words)
        yield words.say("Nobody has looked since {at}: what follows may have changed.", at=at)


def _entry(one: Standing, words: Words) -> Entry:
    is_here = one.state not in (State.LEFT, State.FOREIGN)
    since = arrivaltext.since(one, words)
    return Entry(
        name=one.name if is_here else "",
        title=one.title,
        state=arrivaltext.states(words)[one.state],
        since="" if since == "–" else since,
        as_of=one.as_of,
        address=one.address,
        is_wrong=one.is_wrong,
        told=tuple(_told(noted, words) for noted in sorted(one.notes, key=_rank)),
    )


def _rank(noted: Noted) -> int:
    return noted.issue.severity.rank


def _told(noted: Noted, words: Words) -> Told:
    kinds = {
        Severity.ERROR: words.say("error"),
        Severity.WARNING: words.say("warning"),
        Severity.NOTICE: words.say("notice"),
    }
    return Told(arrivaltext.said(noted, words), noted.since, kinds[noted.issue.severity])


def _result(one: Past, words: Words) -> str:
    if one.is_partial:
        return words.say("not read to its end")
    return words.say("nothing to mend") if one.is_well else words.say("something to mend")
