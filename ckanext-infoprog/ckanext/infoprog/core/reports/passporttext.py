"""A passport in sentences: how fresh the data are and by which rule, how to cite, how to refer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.passport.freshness import FINISHED, Freshness
from ckanext.infoprog.core.passport.record import Passport, said
from ckanext.infoprog.core.reports.words import Words

SHORT_HASH: Final = 12


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by which data are fresh or not: its name, what follows from it, where it comes from.

    `day` is the date that it names, where it names one.
    """

    key: str
    name: str
    text: str
    basis: str
    day: date | None = None


def rules(fresh: Freshness, words: Words) -> tuple[Rule, ...]:
    """Return the three rules in words; none of them calls anybody late."""
    return (_planned(fresh, words), _unplanned(fresh, words), _analysts(fresh, words))


def citation(of: Passport, portal: str, day: date, words: Words) -> str:
    """Return the sentence that cites a dataset, or the version of it that is current on a day."""
    places = {
        "publisher": said(of.publisher.name, words.lang),
        "title": said(of.title, words.lang),
        "portal": portal,
        "day": i18n.day(day, words.lang),
    }
    if of.version is None:
        text = words.say("{publisher}. {title}. As of {day}. {portal}. {url}", url=of.uri, **places)
    else:
        text = words.say(
            "{publisher}. {title}. Version {number} of {day}. {portal}. {url} (SHA-256 {sha256})",
            number=of.version.number,
            url=of.version.address,
            sha256=of.version.manifest[:SHORT_HASH],
            **places,
        )
    return text.lstrip(". ")


def reference(of: Passport, words: Words) -> str:
    """Return the line that refers to the source, as item 17 of Resolution 835 asks."""
    return words.say("Source: {source}, {url}", source=_source(of, words), url=of.page)


def reference_html(of: Passport, words: Words) -> str:
    """Return the same line as HTML with its hyperlink, to be put on somebody's page."""
    link = f'<a href="{escape(of.page)}">{escape(_source(of, words))}</a>'
    return words.say("Source: {link}", link=link)


def _source(of: Passport, words: Words) -> str:
    publisher, title = said(of.publisher.name, words.lang), said(of.title, words.lang)
    quoted = words.say("“{title}”", title=title)
    return f"{publisher}, {quoted}" if publisher else quoted


def _planned(fresh: Freshness, words: Words) -> Rule:
    """Return what the publisher's own periodicity says."""
    return Rule(
        key="planned",
        name=words.say("Planned update"),
        text=_planned_text(fresh, words),
        basis=words.say("The periodicity is set by the publisher (Resolution 835, item 15)."),
        day=fresh.due,
    )


def _planned_text(fresh: Freshness, words: Words) -> str:
    if fresh.frequency is None:
        return words.say("The publisher has not stated a periodicity: no date follows.")
    label = fresh.frequency.label[words.lang]
    if fresh.frequency.value == FINISHED:
        return words.say("“{label}”: no further update is planned.", label=label)
    if fresh.due is None or fresh.changed is None:
        return words.say("“{label}”: the next update depends on when the data change.", label=label)
    days = {name: i18n.day(day, words.lang) for name, day in _days(fresh)}
    if fresh.is_due_past:
        return words.say(
            "“{label}”: counted from the last change on {changed}, the next update falls on {due}. "
            "That day is over; nothing newer has been published on the portal, and whether the "
            "data had to change the portal does not know.",
            label=label,
            **days,
        )
    return words.say(
        "“{label}”: counted from the last change on {changed}, the next update is due by {due}.",
        label=label,
        **days,
    )


def _days(fresh: Freshness) -> tuple[tuple[str, date], ...]:
    """Return the days that a sentence may name."""
    named = (("changed", fresh.changed), ("due", fresh.due), ("stale", fresh.stale_after))
    return tuple((name, day) for name, day in named if day)


def _unplanned(fresh: Freshness, words: Words) -> Rule:
    """Return what item 15 says of changes between the planned updates."""
    text = words.say(
        "When the data change, the update is published within three working days of the change."
    )
    if fresh.unplanned is None:
        text = words.say("The dataset is no longer updated: there are no changes to publish.")
    else:
        text += " " + words.say(
            "If they changed today, {today}, that is by {day}.",
            today=i18n.day(fresh.today, words.lang),
            day=i18n.day(fresh.unplanned, words.lang),
        )
    return Rule(
        key="unplanned",
        name=words.say("Unplanned update"),
        text=text,
        basis=words.say("Resolution 835, item 15; working days by the portal’s calendar."),
        day=fresh.unplanned,
    )


def _analysts(fresh: Freshness, words: Words) -> Rule:
    """Return what analysts make of the periodicity; it is their rule, not the law's."""
    return Rule(
        key="analysts",
        name=words.say("Analysts’ rule"),
        text=_analysts_text(fresh, words),
        basis=words.say(
            "So analysts count on the national portal. It is no provision of law, and it says "
            "nothing of whether the data really changed."
        ),
        day=fresh.stale_after,
    )


def _analysts_text(fresh: Freshness, words: Words) -> str:
    known = fresh.frequency
    if known is None or known.stale_days is None or fresh.stale_after is None:
        return words.say("For this periodicity the rule has no number of days.")
    rule = words.say_count(
        "A dataset of this periodicity counts as not updated after {count} day without a change.",
        "A dataset of this periodicity counts as not updated after {count} days without a change.",
        known.stale_days,
    )
    day = i18n.day(fresh.stale_after, words.lang)
    if fresh.is_stale:
        return f"{rule} " + words.say("Here that bound was {day}; it is over.", day=day)
    return f"{rule} " + words.say("Here that bound is {day}; it has not come yet.", day=day)
