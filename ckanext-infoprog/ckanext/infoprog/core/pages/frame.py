"""What frames every page: its address, the way to it, the status line, citation and downloads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import duties, paths, sections
from ckanext.infoprog.core.pages.charts.chart import Chart
from ckanext.infoprog.core.pages.grid import Grid
from ckanext.infoprog.core.pages.programme import Edition, Programme
from ckanext.infoprog.core.pages.sections import Section
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports.words import Words

SHORT_HASH: Final = 12


class Titled(Protocol):
    """What is called something in both languages."""

    @property
    def titles(self) -> Mapping[str, str]:
        """What it is called, by language."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when and where: language, day, portal, the current version, what is asked for.

    `published` is the day of the version that is shown, `resources` are the ids of its tables in
    the DataStore by the tables' names.
    """

    words: Words
    today: date
    portal: str = ""
    site: str = ""
    current: int = 0
    published: date | None = None
    asked: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way to a page; `is_source` says that its text is the document's."""

    text: str
    path: str
    is_source: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What frames a page; paths are without language, `permanent` is a whole address."""

    path: str
    title: str
    trail: tuple[Crumb, ...]
    status: tuple[str, ...]
    version: int
    current: int
    citation: str
    permanent: str
    api: str
    sections: tuple[Section, ...]

    @property
    def is_old(self) -> bool:
        """Whether a later version of the data is current."""
        return bool(self.version) and self.version != self.current

    @property
    def query(self) -> str:
        """What an address needs to stay in an old version."""
        return f"?version={self.version}" if self.is_old else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: its frame, the tables and charts that it shows and gives out, faults of the query."""

    frame: Frame
    grids: tuple[Grid, ...]
    charts: tuple[Chart, ...] = ()
    faults: tuple[str, ...] = ()

    def grid(self, name: str) -> Grid | None:
        """Return a table of the page or of one of its charts; the first where none is named."""
        every = (*self.grids, *(one.grid for one in self.charts))
        return next((one for one in every if name in ("", one.id)), None)

    def chart(self, name: str) -> Chart | None:
        """Return a chart of the page; the first where none is named."""
        return next((one for one in self.charts if name in ("", one.id)), None)


def frame(
    of: Snapshot, reader: Reader, path: str, title: str, trail: tuple[Crumb, ...], api: str = ""
) -> Frame:
    """Return the frame of a page of a programme."""
    programme = of.of_programme()
    words = reader.words
    return Frame(
        path=path,
        title=title,
        trail=(Crumb(words.say("Programmes"), paths.programmes()), *trail),
        status=_status(of, programme, reader),
        version=of.version,
        current=reader.current,
        citation=citation(of, reader, path, title),
        permanent=f"{reader.site}{path}{paths.query(version=of.version)}",
        api=api,
        sections=sections.of(of, words),
    )


def name(of: Titled, words: Words) -> str:
    """Return what a programme is called in a language."""
    return of.titles.get(words.lang) or of.titles["uk"]


def citation(of: Snapshot, reader: Reader, path: str, title: str) -> str:
    """Return the sentence that cites a page in the version that is shown."""
    words, called = reader.words, name(of, reader.words)
    whole = called if title == called else f"{called}. {title}"
    day = reader.published or reader.today
    return words.say(
        "{publisher}. {title}. Version {number} of {day}. {portal}. {url} (SHA-256 {sha256})",
        publisher=of.package.meta.publisher_name,
        title=whole,
        number=of.version,
        day=i18n.day(day, words.lang),
        portal=reader.portal,
        url=f"{reader.site}{path}{paths.query(version=of.version)}",
        sha256=of.digest[:SHORT_HASH],
    )


def act(programme: Programme, words: Words) -> str:
    """Return the act that adopted a programme; nothing where the source does not name it."""
    return act_of(programme.act, programme.act_number, programme.accepted, words)


def edition(one: Edition, words: Words) -> str:
    """Return the act of an edition."""
    return act_of(one.act, one.act_number, one.accepted, words)


def act_of(kind: str, number: str, accepted: date | None, words: Words) -> str:
    """Return an act by its kind, number and day, as far as they are known."""
    parts = [kind or words.say("act")] if kind or number or accepted else []
    if number:
        parts.append(f"№{i18n.NBSP}{number}")
    if accepted:
        parts.append(words.say("of {day}", day=i18n.day(accepted, words.lang)))
    if kind and not (number or accepted):
        parts.append(words.say("(number and day are not in the sources)"))
    return " ".join(parts)


def of_data(of: Snapshot, reader: Reader) -> tuple[str, ...]:
    """Return the parts of a status line that every package has: as of when, which version."""
    words, found = reader.words, []
    if of.package.meta.data_as_of:
        day = i18n.day(of.package.meta.data_as_of, words.lang)
        found.append(words.say("Data as of {day}", day=day))
    if of.version:
        day = i18n.day(reader.published or reader.today, words.lang)
        found.append(words.say("data version No {number} of {day}", number=of.version, day=day))
    return tuple(found)


def _status(of: Snapshot, programme: Programme, reader: Reader) -> tuple[str, ...]:
    """Return the parts of the status line: of the data, what is due, the source."""
    words, found = reader.words, [*of_data(of, reader)]
    due = duties.next_due(programme, reader.today)
    if due:
        found.append(words.say("next report by {day}", day=i18n.day(due[0], words.lang)))
    told = act(programme, words)
    source = told[:1].lower() + told[1:] if told else words.say("the act is not named")
    found.append(words.say("source: {source}", source=source))
    return tuple(found)
