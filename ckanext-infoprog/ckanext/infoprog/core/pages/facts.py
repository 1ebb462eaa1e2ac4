"""The facts of a programme's passport and its printed passport, as labels with texts."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import frame, paths
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation.records import records


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its text; `is_source` says that the text is the document's."""

    label: str
    text: str
    is_source: bool = False
    href: str = ""
    is_missing: bool = False
    notes: tuple[str, ...] = ()


def of(programme: Programme, words: Words) -> tuple[Fact, ...]:
    """Return the passport of a programme; what the source does not hold is said so."""
    status = rowwords.code(programme.status, "status", words) or programme.status
    return (
        _fact(words.say("Adopted by"), frame.act(programme, words), words),
        _fact(words.say("Title of the act"), programme.act_title, words),
        _fact(words.say("Term"), _term(programme, words), words),
        _fact(words.say("State"), status, words),
        _fact(words.say("Community"), programme.community, words),
        _fact(words.say("Developed by"), programme.developer, words),
        _fact(words.say("Managed by"), programme.manager, words),
        _fact(words.say("Carried out by"), programme.executant, words),
        _fact(words.say("Aim"), programme.aim, words),
    )


def printed(snapshot: Snapshot, words: Words) -> tuple[Fact, ...]:
    """Return the rows of the passport that the document prints."""
    rows = records(snapshot.package, "passportEntries")
    return tuple(
        _fact(row.text("label") or row.key, row.text("text") or "", words)
        for row in sorted(rows, key=lambda one: one.number)
    )


def editions(programme: Programme, slug: str, words: Words) -> tuple[Fact, ...]:
    """Return the amendments of a programme; none where it stands as adopted."""
    return tuple(
        Fact(frame.edition(one, words), one.changes, is_source=True,
             href=paths.edition(slug, one.key))
        for one in programme.editions[1:]
    )  # fmt: skip


def _fact(label: str, text: str, words: Words) -> Fact:
    """Return a fact, or that the sources do not hold it."""
    if not text:
        return Fact(label, words.say("not stated in the sources"), is_missing=True)
    return Fact(label, text, is_source=True)


def _term(programme: Programme, words: Words) -> str:
    """Return the term in days, else nothing."""
    if not (programme.start and programme.end):
        return ""
    first, last = (i18n.day(one, words.lang) for one in (programme.start, programme.end))
    return f"{first} – {last}"
