"""What changed from one report to another: facts, states, amounts with the sign of the difference.

Amounts are set against each other only within a year: reports of a year go on from each other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import (
    frame,
    measurelist,
    moneycharts,
    paths,
    reportpage,
    reportspage,
    shown,
    spending,
    states,
)
from ckanext.infoprog.core.pages.charts import dumbbell
from ckanext.infoprog.core.pages.charts.chart import Chart
from ckanext.infoprog.core.pages.choosing import Choice, Filter
from ckanext.infoprog.core.pages.facts import Fact
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.moneypage import Query
from ckanext.infoprog.core.pages.programme import Measure, Programme, Report
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words

NAME: Final = "changes"
NOTHING: Final = Value(State.NOT_APPLICABLE)
MOST_DRAWN: Final = 12  # amounts; of more the table says all


class Change(StrEnum):
    """What happened to a measure from report to report; public codes."""

    NEW = "new"
    AMOUNT = "amount"
    STATUS = "status"
    GONE = "gone"
    SAME = "same"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Changed:
    """What two reports say of a measure; `apart` is the second amount less the first."""

    measure: Measure
    change: Change
    before: Value
    after: Value
    apart: Value
    statuses: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage(Page):
    """What the page of changes shows; `due` where there are not two reports yet."""

    listed: Query
    choosers: tuple[Filter, ...]
    changes: Grid | None
    counts: tuple[str, ...]
    remark: str
    versions: str
    due: tuple[Fact, ...]


def page(snapshot: Snapshot, reader: Reader) -> ChangesPage:
    """Return what changed between the two reports that are asked for, else the last two."""
    programme, words, slug = snapshot.of_programme(), reader.words, snapshot.slug
    faults: list[str] = []
    pair, versions = _pair(programme, reader, faults), _versions(reader, slug, faults)
    found = between(programme, *pair) if pair else ()
    grid = _grid(programme, slug, found, words) if pair else None
    given = {"from": pair[0].key, "to": pair[1].key} if pair else {}
    version = reader.asked.get("version", "")
    path, title = paths.section(slug, NAME), words.say("Changes between reports")
    trail = (
        Crumb(frame.name(snapshot, words), paths.programme(slug)),
        Crumb(words.say("Reports"), paths.section(slug, reportspage.NAME)),
        Crumb(title, path),
    )
    framed = frame.frame(snapshot, reader, path, title, trail)
    address = f"{reader.site}{path}{paths.query(**given, version=snapshot.version)}"
    cited = framed.citation.replace(framed.permanent, address)
    return ChangesPage(
        frame=replace(framed, permanent=address, citation=cited),
        grids=(grid,) if grid else (),
        charts=_charts(programme, found, words),
        faults=tuple(faults),
        listed=Query(paths.query(**given, version=version)),
        choosers=_choosers(programme, pair, words),
        changes=grid,
        counts=_counts(found, words),
        remark="" if not pair or _is_one_year(pair) else words.say(
            "The reports are of different years: their amounts are not set against each other."
        ),
        versions=versions,
        due=() if pair else reportspage.due(programme, slug, reader),
    )  # fmt: skip


def between(programme: Programme, first: Report, second: Report) -> tuple[Changed, ...]:
    """Return what two reports say of each measure, in the document's order."""
    is_one = _is_one_year((first, second))
    return tuple(_changed(one, first, second, is_one=is_one) for one in programme.measures)


def _changed(measure: Measure, first: Report, second: Report, *, is_one: bool) -> Changed:
    """Return what two reports say of a measure."""
    before, after = (spending.reported(one, measure.key) for one in (first, second))
    statuses = _statuses(first, measure.key), _statuses(second, measure.key)
    was, is_ = (before.state is not State.NOT_PUBLISHED, after.state is not State.NOT_PUBLISHED)
    apart = NOTHING
    if is_one and before.amount is not None and after.amount is not None:
        apart = states.amount(after.amount - before.amount)
    if not (was and is_):
        change = Change.NEW if is_ else Change.GONE if was else Change.SILENT
    elif before != after:
        change = Change.AMOUNT
    else:
        change = Change.STATUS if statuses[0] != statuses[1] else Change.SAME
    return Changed(measure, change, before, after, apart, statuses)


def _statuses(report: Report, key: str) -> tuple[str, ...]:
    """Return the states that a report gives a measure, each once."""
    return tuple(dict.fromkeys(one.status for one in report.rows if one.measure == key))


def _is_one_year(pair: tuple[Report, Report]) -> bool:
    years = {one.end.year if one.end else None for one in pair}
    return len(years) == 1 and None not in years


def _pair(programme: Programme, reader: Reader, faults: list[str]) -> tuple[Report, Report] | None:
    """Return the reports that are asked for, else the last two; None where there are not two."""
    every, words = programme.reports, reader.words
    if len(every) < 2:
        return None
    found = []
    for name, usual in (("from", every[-2]), ("to", every[-1])):
        asked = reader.asked.get(name, "")
        one = reportpage.find(programme, asked) if asked else usual
        if one is None and not _are_versions(reader):
            faults.append(words.say(
                "There is no report “{value}”; there are: {known}.",
                value=rowwords.visible_text(rowwords.shortened(asked, 60)),
                known=", ".join(report.key for report in every[:12]),
            ))  # fmt: skip
        found.append(one or usual)
    return found[0], found[1]


def _versions(reader: Reader, slug: str, faults: list[str]) -> str:
    """Return the page of the difference of versions, where numbers of versions are asked for."""
    if not _are_versions(reader):
        return ""
    given = {name: reader.asked[name] for name in ("from", "to")}
    unknown = [text for text in given.values() if int(text) > reader.current]
    if unknown:
        faults.append(reader.words.say(
            "There is no version {number} of these data; the current one is {current}.",
            number=unknown[0], current=reader.current,
        ))  # fmt: skip
        return ""
    return f"{paths.dataset(slug)}/difference{paths.query(**given)}"


def _are_versions(reader: Reader) -> bool:
    """Return whether both names that are asked for are numbers, as versions have them."""
    given = [reader.asked.get(name, "") for name in ("from", "to")]
    return all(text.isascii() and text.isdecimal() and len(text) < 11 for text in given)


def _choosers(
    programme: Programme, pair: tuple[Report, Report] | None, words: Words
) -> tuple[Filter, ...]:
    """Return the two lists of reports to choose from."""
    if pair is None:
        return ()
    choices = tuple(
        Choice(one.key, one.title or reportspage.kind(one, words), is_source=True)
        for one in programme.reports
    )
    labels = (words.say("From the report"), words.say("To the report"))
    return tuple(
        Filter(name, label, choices, one.key)
        for name, label, one in zip(("from", "to"), labels, pair, strict=True)
    )


def _charts(programme: Programme, found: tuple[Changed, ...], words: Words) -> tuple[Chart, ...]:
    """Return the amounts that changed as a drawing, the largest changes first; else none."""
    moved = [one for one in found if one.change is Change.AMOUNT and one.apart.is_amount]
    if not moved:
        return ()
    moved.sort(key=lambda one: abs(one.apart.amount or Decimal(0)), reverse=True)
    drawn, unit = moved[:MOST_DRAWN], shown.unit(programme)
    title = words.say_count(
        "The executed amount of {count} measure changed",
        "The executed amount of {count} measures changed",
        len(moved),
    )
    subtitle = words.say("Executed since the beginning of the year, {unit}", unit=unit.name(words))
    if len(moved) > len(drawn):
        subtitle = words.say("{what}; the {count} largest changes", what=subtitle, count=len(drawn))
    names = dumbbell.Names(
        title, subtitle, words.say("Measure"),
        words.say("Executed before"), words.say("Executed after"),
    )  # fmt: skip
    rows = [
        dumbbell.Row(words.say("Measure {number}", number=one.measure.key), one.before, one.after)
        for one in drawn
    ]
    write = moneycharts.writer(programme, words)
    return (dumbbell.chart("amounts", names, rows, write, words),)


def _called(change: Change, words: Words) -> str:
    """Return what happened, in words."""
    return {
        Change.NEW: words.say("told of for the first time"),
        Change.AMOUNT: words.say("the amount changed"),
        Change.STATUS: words.say("the state changed"),
        Change.GONE: words.say("no longer told of"),
        Change.SAME: words.say("without changes"),
        Change.SILENT: words.say("neither report tells of it"),
    }[change]


def _counts(found: tuple[Changed, ...], words: Words) -> tuple[str, ...]:
    """Return how many measures each thing happened to."""
    counts = Counter(one.change for one in found)
    return tuple(
        f"{_called(change, words)}: {i18n.number(counts[change], words.lang)}"
        for change in Change
        if counts[change]
    )


def _grid(programme: Programme, slug: str, found: tuple[Changed, ...], words: Words) -> Grid:
    """Return the changes as a table."""
    unit = shown.unit(programme)
    columns = (
        Column("measureId", words.say("No")),
        Column("title", words.say("Measure"), Kind.SOURCE, is_head=True),
        Column("change", words.say("What changed")),
        Column("before", words.say("Executed before"), Kind.MONEY),
        Column("after", words.say("Executed after"), Kind.MONEY),
        Column("difference", words.say("Difference"), Kind.MONEY),
        Column("statusBefore", words.say("State before")),
        Column("statusAfter", words.say("State after")),
    )

    def signed(value: Value) -> str:
        if value.amount is None:
            return "–"
        sign = "+" if value.amount > 0 else "−" if value.amount < 0 else ""
        return f"{sign}{unit.text(abs(value.amount), words.lang)}"

    def status(codes: tuple[str, ...]) -> Cell:
        told = "; ".join(measurelist.status_text(code, words) for code in codes)
        return Cell(told or "–", code=";".join(codes) or "null")

    rows = tuple(
        (
            Cell(one.measure.key, code=one.measure.key),
            Cell(one.measure.title, href=paths.measure(slug, one.measure.key)),
            Cell(_called(one.change, words), code=one.change.value),
            Cell(shown.cell(one.before, unit, words), one.before),
            Cell(shown.cell(one.after, unit, words), one.after),
            Cell(signed(one.apart), one.apart),
            status(one.statuses[0]), status(one.statuses[1]),
        )
        for one in found
    )  # fmt: skip
    caption = words.say_count(
        "{count} measure, {unit}", "{count} measures, {unit}", len(rows), unit=unit.name(words)
    )
    return Grid(NAME, caption, columns, rows)
