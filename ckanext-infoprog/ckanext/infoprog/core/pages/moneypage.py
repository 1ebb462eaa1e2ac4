"""The page of a programme's money: one pivot with switches, and what a later document tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import (
    execution,
    figures,
    frame,
    fundtables,
    known,
    moneycharts,
    paths,
    pivot,
    pivottable,
    places,
    population,
    shown,
)
from ckanext.infoprog.core.pages.charts import bullet
from ckanext.infoprog.core.pages.charts.chart import Chart
from ckanext.infoprog.core.pages.execution import Told
from ckanext.infoprog.core.pages.figures import PROGRAMME
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Grid
from ckanext.infoprog.core.pages.known import Note
from ckanext.infoprog.core.pages.pivot import Line
from ckanext.infoprog.core.pages.pivottable import Asked
from ckanext.infoprog.core.pages.population import Residents
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.shown import THOUSAND, Unit
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words

NAME: Final = "money"
UNITS: Final = {"thousand": THOUSAND, "uah": "uah"}
PER_HEAD: Final = "1000"


@dataclass(frozen=True, slots=True)
class Switch:
    """One position of a switch; `path` is empty where it is the one shown."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Switches:
    """A switch with its positions."""

    label: str
    choices: tuple[Switch, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """The positions of the switches, as an address has them behind its question mark."""

    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyPage(Page):
    """What the page of money shows."""

    switches: tuple[Switches, ...]
    listed: Query
    pivot: Grid
    counted: str
    basis: str
    residents: tuple[str, ...]
    remark: str
    funds: tuple[Grid, ...]
    told: Grid | None
    told_by: tuple[tuple[str, str], ...]
    told_remark: tuple[str, ...]
    notes: tuple[Note, ...]


def page(snapshot: Snapshot, reader: Reader, others: Sequence[Snapshot] = ()) -> MoneyPage:
    """Return the money of a programme; `others` may tell what was executed of it."""
    programme, words, slug = snapshot.of_programme(), reader.words, snapshot.slug
    people = population.of(snapshot)
    asked = _asked(programme, people, reader)
    lines = pivot.lines(programme, slug, asked.way, reader.today, words)
    grid = pivottable.grid(programme, lines, asked, people, reader.today, words)
    told = execution.of(slug, others, words)
    funds = fundtables.tables(programme, slug, asked.unit, words)
    told_grid = execution.grid(told, asked.unit, words) if told else None
    whole = figures.of_programme(programme)
    path, title = paths.section(slug, NAME), words.say("Money")
    trail = (Crumb(frame.name(snapshot, words), paths.programme(slug)), Crumb(title, path))
    api = paths.search(reader.resources.get("funding", ""))
    chart = _chart(programme, lines, asked, reader)
    return MoneyPage(
        frame=frame.frame(snapshot, reader, path, title, trail, api),
        grids=(grid, *funds, *((told_grid,) if told_grid else ())),
        charts=(chart,) if chart else (),
        faults=asked.faults,
        switches=_switches(asked, people, reader, path),
        listed=Query(paths.query(**_now(asked, reader))),
        pivot=grid,
        counted=shown.counted(whole, words),
        basis=shown.basis(whole, asked.unit, words),
        residents=_residents(people, words) if asked.per_head else (),
        remark=_remark(asked.way, words),
        funds=funds,
        told=told_grid,
        told_by=_by(told),
        told_remark=execution.remark(words) if told else (),
        notes=known.notes(programme, slug, _notes(programme), words),
    )


def _asked(programme: Programme, people: dict[int, Residents], reader: Reader) -> Asked:
    """Return what the address asks for; what it cannot ask for is told and left aside."""
    asked, words, faults = reader.asked, reader.words, []

    def one_of(name: str, allowed: Sequence[str], usual: str) -> str:
        value = asked.get(name, "")
        if value in ("", *allowed):
            return value or usual
        if not allowed:
            faults.append(words.say(
                "Money per 1,000 residents is counted only by year, and only where the document "
                "gives the number of residents."
            ))  # fmt: skip
            return usual
        faults.append(words.say(
            "The switch “{name}” has no position “{value}”; it knows: {known}.", name=name,
            value=rowwords.visible_text(rowwords.shortened(value, 60)), known=", ".join(allowed),
        ))  # fmt: skip
        return usual

    own = shown.unit(programme)
    usual = next(name for name, code in UNITS.items() if code == own.code)
    way = one_of("by", pivot.WAYS, pivot.YEAR)
    name = one_of("unit", tuple(UNITS), usual)
    unit = own if UNITS[name] == own.code else Unit(UNITS[name], 0)
    per = one_of("per", (PER_HEAD,) if people and way == pivot.YEAR else (), "")
    return Asked(way, unit, per == PER_HEAD, tuple(faults))


def _switches(
    asked: Asked, people: dict[int, Residents], reader: Reader, path: str
) -> tuple[Switches, ...]:
    """Return the switches of the page as links."""
    words = reader.words
    now = _now(asked, reader)

    def to(label: str, **changed: str) -> Switch:
        is_here = all(now[name] == value for name, value in changed.items())
        return Switch(label, "" if is_here else path + paths.query(**(now | changed)))

    ways = {
        pivot.YEAR: words.say("by year"), pivot.SOURCE: words.say("by source"),
        pivot.EXECUTOR: words.say("by executor"), pivot.DIRECTIONS: words.say("by direction"),
    }  # fmt: skip
    per = {} if asked.way == pivot.YEAR else {"per": ""}
    found = [
        Switches(words.say("Rows"), tuple(
            to(label, by=way, **({} if way == pivot.YEAR else {"per": ""}))
            for way, label in ways.items()
        )),
        Switches(words.say("Unit"), (
            to(words.say("UAH thousand"), unit="thousand", **per),
            to(words.say("UAH"), unit="uah", **per),
        )),
    ]  # fmt: skip
    if people and asked.way == pivot.YEAR:
        found.append(Switches(words.say("Per head"), (
            to(words.say("whole"), per=""), to(words.say("per 1,000 residents"), per=PER_HEAD),
        )))  # fmt: skip
    return tuple(found)


def _now(asked: Asked, reader: Reader) -> dict[str, str]:
    """Return what the switches stand at, as parameters of an address."""
    unit = next(name for name, code in UNITS.items() if code == asked.unit.code)
    per = PER_HEAD if asked.per_head else ""
    version = reader.asked.get("version", "")
    return {"by": asked.way, "unit": unit, "per": per, "version": version}


def _chart(
    programme: Programme, lines: Sequence[Line], asked: Asked, reader: Reader
) -> Chart | None:
    """Return the chart of the way that is shown; executors and directions as bars."""
    words, measures, key = reader.words, programme.measures, programme.key
    as_asked = replace(programme, unit=asked.unit.code, decimals=asked.unit.decimals)
    if asked.way == pivot.YEAR:
        return moneycharts.by_year(as_asked, measures, PROGRAMME, key, reader.today, words)
    if asked.way == pivot.SOURCE:
        return moneycharts.by_source(as_asked, measures, PROGRAMME, key, words)
    told = [one for one in lines if one.total.lead.is_amount]
    if len(told) < 2:
        return None
    title = words.say("Most is set for: {name}", name=rowwords.shortened(_most(told).label, 60))
    subtitle = words.say("Money {way}, {unit}", way=pivottable.called(asked.way, words),
                         unit=asked.unit.name(words))  # fmt: skip
    names = bullet.Names(title, subtitle, words.say("Part"), words.say("set by the programme"))
    rows = [bullet.Row(one.label, one.total.lead) for one in told]
    return bullet.chart("parts", names, rows, lambda v: shown.cell(v, asked.unit, words), words)


def _most(lines: Sequence[Line]) -> Line:
    return max(lines, key=lambda one: one.total.lead.amount or Decimal(0))


def _residents(people: dict[int, Residents], words: Words) -> tuple[str, ...]:
    """Return how many residents are counted with, year by year, and who says so."""
    years = "; ".join(
        f"{one.year} – {i18n.number(one.count, words.lang)}" for one in people.values()
    )
    first = next(iter(people.values()))
    said = [words.say("Residents as the document has them: {years}.", years=years),
            words.say("Metric {metric} “{title}” ({place}).", metric=first.metric,
                      title=first.title, place=places.told(first.place, words))]  # fmt: skip
    return (*said, *dict.fromkeys(one.note for one in people.values() if one.note))


def _remark(way: str, words: Words) -> str:
    """Return what must be known of this way of cutting."""
    if way == pivot.EXECUTOR:
        return words.say(
            "An executor’s row holds the money that the document splits to it, and the money of "
            "measures that it carries out alone. Where a measure names several and splits nothing, "
            "the money stands in one row and is counted once."
        )
    return ""


def _by(told: Sequence[Told]) -> tuple[tuple[str, str], ...]:
    """Return the documents that tell of execution, each with its page."""
    return tuple({one.by: (one.by_title, paths.programme(one.by)) for one in told}.values())


def _notes(programme: Programme) -> list[str]:
    """Return the disagreements at money: rows, printed totals, the total of the passport."""
    return [
        one.key
        for one in programme.discrepancies
        if one.table in ("funding", "statedTotals")
        or (one.table == "programme" and one.field == "totalAmount")
    ]
