"""The calendar of duties to report, as the documents set them; nobody is called late by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import choosing, duties, frame, parts, paths, plainframe
from ckanext.infoprog.core.pages.choosing import Chosen, Filter
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind, Written
from ckanext.infoprog.core.pages.parts import Part
from ckanext.infoprog.core.pages.programme import Duty
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports.words import Words

PATH: Final = "/calendar"
PER_PAGE: Final = 100
FOLDED: Final = 73  # bytes of a line of iCalendar before it is folded


@dataclass(frozen=True, slots=True)
class Owed:
    """The duties of a programme to report, with the years that they hold in."""

    slug: str
    titles: Mapping[str, str]
    years: tuple[int, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A day on which a report is due: for which period, of which programme, by which duty."""

    day: date
    end: date
    duty: Duty
    package: str
    title: str

    @property
    def key(self) -> str:
        """What names this day for ever."""
        return f"{self.package}~{self.duty.key}~{self.end.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage(Page):
    """What the calendar shows; `undated` are duties whose day the document does not set.

    `part` says which programmes were looked at; `silent` are programmes that set no duty to report.
    """

    listed: Chosen[Due]
    coming: Grid | None
    past: Grid | None
    undated: Grid | None
    silent: tuple[Crumb, ...]
    part: Part
    said: str
    write: Callable[[], str]

    @property
    def ics(self) -> str:
        """The days for calendar programs, written when they are asked for."""
        return self.write()


def owed(snapshot: Snapshot) -> Owed | None:
    """Return what the programme of a package owes; None where it holds none."""
    of = snapshot.programme
    return Owed(snapshot.slug, snapshot.titles, of.years, of.duties) if of else None


def texts(of: Owed, words: Words) -> tuple[str, ...]:
    """Return what is looked for in each duty of a programme."""
    return tuple(_text(one, frame.name(of, words)) for one in of.duties)


def page(programmes: Sequence[Owed], reader: Reader, part: Part = parts.WHOLE) -> CalendarPage:
    """Return the calendar of these programmes, and what it leaves out."""
    words = reader.words
    used = [one for one in programmes if one.duties]
    every = _ordered((due for one in used for due in _of(one, words)), reader.today)
    titles = {one.slug: frame.name(one, words) for one in used}
    filters = (Filter("programme", words.say("Programme"),
                      choosing.choices(titles, is_source=True)),)  # fmt: skip
    chosen = choosing.choose(
        every, filters, {"programme": lambda one, wanted: one.package == wanted},
        lambda one: _text(one.duty, one.title),
        reader.asked, words, PER_PAGE, part.kept,
    )  # fmt: skip
    first = (chosen.page - 1) * PER_PAGE
    here = chosen.found[first : first + PER_PAGE]
    coming = [one for one in here if one.day >= reader.today]
    past = [one for one in here if one.day < reader.today]
    found = sorted(chosen.found, key=_moment)
    undated = [pair for one in used for pair in _undated(one, words)]
    title = words.say("Calendar of reports")
    return CalendarPage(
        frame=plainframe.of_portal(reader, PATH, title, used),
        grids=(
            _grid("calendar", found, words),
            *((_without(undated, words),) if undated else ()),
        ),
        faults=part.faults + chosen.faults,
        listed=chosen,
        coming=_grid("coming", coming, words) if coming else None,
        past=_grid("past", past, words) if past else None,
        undated=_without(undated, words) if undated else None,
        silent=_silent(programmes, words),
        part=part,
        said=words.say_count("{count} day", "{count} days", len(chosen.found)),
        write=partial(calendar, found, title, reader),
    )


def calendar(found: Sequence[Due], title: str, reader: Reader) -> str:
    """Return the days as iCalendar (RFC 5545): whole days, the same text for the same data."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//infoprog//calendar//UK",
             "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{_escaped(title)}"]  # fmt: skip
    host = reader.site.split("//")[-1].split("/")[0] or "infoprog"
    stamp = f"{reader.today:%Y%m%d}T000000Z"
    for one in found:
        url = f"{reader.site}{paths.programme(one.package)}"
        lines += [
            "BEGIN:VEVENT", f"UID:{_escaped(one.key)}@{host}", f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(_summary(one, reader.words))}",
            f"DESCRIPTION:{_escaped(_told(one, reader.words))}", f"URL:{url}",
            "TRANSP:TRANSPARENT", "END:VEVENT",
        ]  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def _ordered(found: Iterable[Due], today: date) -> list[Due]:
    """Return days as they are read: those to come, the nearest first, then those that are past."""
    every = sorted(found, key=_moment)
    coming = [one for one in every if one.day >= today]
    return coming + [one for one in reversed(every) if one.day < today]


def _moment(one: Due) -> tuple[date, str]:
    return one.day, one.key


def _text(duty: Duty, title: str) -> str:
    """Return what is looked for in a duty."""
    return f"{duty.what} {duty.who} {duty.whom} {title}"


def _of(one: Owed, words: Words) -> list[Due]:
    """Return the days of a programme."""
    name = frame.name(one, words)
    return [
        Due(day, end, duty, one.slug, name)
        for duty in one.duties
        for end, day in duties.dates(duty, one.years)
    ]


def _undated(one: Owed, words: Words) -> list[tuple[Owed, Duty, str]]:
    """Return the duties of a programme for which no day can be counted."""
    return [
        (one, duty, frame.name(one, words))
        for duty in one.duties
        if not any(duties.dates(duty, one.years))
    ]


def _silent(programmes: Sequence[Owed], words: Words) -> tuple[Crumb, ...]:
    """Return the programmes whose documents set no duty to report."""
    return tuple(
        Crumb(frame.name(one, words), paths.programme(one.slug), is_source=True)
        for one in programmes
        if not one.duties
    )


def _without(found: Sequence[tuple[Owed, Duty, str]], words: Words) -> Grid:
    """Return the duties without a day as a table, with what the document says of the term."""
    columns = (
        Column("what", words.say("What"), Kind.SOURCE, is_head=True),
        Column("deadline", words.say("Term as the document sets it"), Kind.SOURCE),
        Column("who", words.say("Who"), Kind.SOURCE),
        Column("whom", words.say("To whom"), Kind.SOURCE),
        Column("programme", words.say("Programme"), Kind.SOURCE),
        Column("dutyId", words.say("Code"), is_file_only=True),
    )
    rows = tuple(
        (
            Cell(duty.what, href=paths.row(of.slug, "reportingDuties", duty.key)),
            Cell(duty.deadline or words.say("not stated"), code=duty.deadline or "null"),
            Cell(duty.who), Cell(duty.whom or "–", code=duty.whom or "null"),
            Cell(title, href=paths.programme(of.slug)), Cell(duty.key, code=duty.key),
        )
        for of, duty, title in found
    )  # fmt: skip
    caption = words.say_count("{count} duty", "{count} duties", len(rows))
    return Grid("undated", caption, columns, rows)


def _grid(name: str, found: Sequence[Due], words: Words) -> Grid:
    """Return days as a table."""
    columns = (
        Column("day", words.say("Due by"), is_head=True),
        Column("periodEnd", words.say("For the period until")),
        Column("what", words.say("What"), Kind.SOURCE),
        Column("who", words.say("Who"), Kind.SOURCE),
        Column("whom", words.say("To whom"), Kind.SOURCE),
        Column("programme", words.say("Programme"), Kind.SOURCE),
        Column("dutyId", words.say("Code"), is_file_only=True),
    )
    caption = words.say_count("{count} day", "{count} days", len(found))
    return Grid(name, caption, columns, Written(found, lambda one: _row(one, words)))


def _row(one: Due, words: Words) -> tuple[Cell, ...]:
    """Return a day as a row."""
    duty = one.duty
    return (
        Cell(i18n.day(one.day, words.lang), code=one.day.isoformat()),
        Cell(i18n.day(one.end, words.lang), code=one.end.isoformat()),
        Cell(duty.what, href=paths.row(one.package, "reportingDuties", duty.key)),
        Cell(duty.who),
        Cell(duty.whom or "–", code=duty.whom or "null"),
        Cell(one.title, href=paths.programme(one.package)),
        Cell(duty.key, code=duty.key),
    )


def _summary(one: Due, words: Words) -> str:
    return words.say("{what} ({title})", what=one.duty.what, title=one.title)


def _told(one: Due, words: Words) -> str:
    end = i18n.day(one.end, words.lang)
    said = words.say("For the period until {day}. {who} – {whom}.", day=end,
                     who=one.duty.who, whom=one.duty.whom or "–")  # fmt: skip
    return f"{said} {words.say('The day is counted from the duties that the document sets.')}"


def _escaped(text: str) -> str:
    """Return a text as iCalendar takes it."""
    for plain, kept in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(plain, kept)
    return text


def _folded(line: str) -> str:
    """Return a line folded so that none is longer than 75 bytes, between characters."""
    parts, size = [""], 0
    for one in line:
        length = len(one.encode())
        if size + length > FOLDED:
            parts.append("")
            size = 0
        parts[-1] += one
        size += length
    return "\r\n ".join(parts)
