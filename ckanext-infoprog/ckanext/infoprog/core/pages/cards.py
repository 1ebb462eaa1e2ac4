"""A programme as a card of the list: the same few figures for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ckanext.infoprog.core.pages import figures, frame, paths, shown
from ckanext.infoprog.core.pages.figures import Total
from ckanext.infoprog.core.pages.shown import Unit
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports.words import Words


@dataclass(frozen=True, slots=True)
class Brief:
    """A programme in few numbers: whose it is, which act, its money, how much it holds."""

    slug: str
    titles: Mapping[str, str]
    publisher: str
    community: str
    years: tuple[int, ...]
    act: str
    act_number: str
    accepted: date | None
    total: Total
    unit: Unit
    measures: int
    directions: int
    executants: int
    indicators: int

    def told(self, words: Words) -> str:
        """Return the act that adopted it; nothing where the source does not name it."""
        return frame.act_of(self.act, self.act_number, self.accepted, words)


@dataclass(frozen=True, slots=True)
class Card:
    """A programme in short: its money with the line beside it, and counts with their nouns."""

    slug: str
    title: str
    path: str
    publisher: str
    act: str
    money: str
    counted: str
    basis: str
    counts: tuple[str, ...]


def brief(snapshot: Snapshot) -> Brief | None:
    """Return the numbers of the programme of a package; None where it holds none."""
    of = snapshot.programme
    if of is None:
        return None
    return Brief(
        slug=snapshot.slug,
        titles=snapshot.titles,
        publisher=snapshot.package.meta.publisher_name,
        community=of.community,
        years=of.years,
        act=of.act,
        act_number=of.act_number,
        accepted=of.accepted,
        total=figures.of_programme(of),
        unit=shown.unit(of),
        measures=len(of.measures),
        directions=len(of.directions),
        executants=len({role.executant for one in of.measures for role in one.roles}),
        indicators=len(snapshot.package.rows("indicators")),
    )


def card(of: Brief, words: Words) -> Card:
    """Return a programme as a card."""
    counts = [
        words.say_count("{count} measure", "{count} measures", of.measures),
        words.say_count("{count} direction", "{count} directions", of.directions),
        words.say_count("{count} executor", "{count} executors", of.executants),
        words.say_count("{count} indicator", "{count} indicators", of.indicators)
        if of.indicators
        else words.say("no indicators"),
    ]
    return Card(
        slug=of.slug,
        title=frame.name(of, words),
        path=paths.programme(of.slug),
        publisher=of.publisher,
        act=of.told(words),
        money=shown.money(of.total.lead, of.unit, words),
        counted=shown.counted(of.total, words),
        basis=shown.basis(of.total, of.unit, words) if of.total.differs else "",
        counts=tuple(counts),
    )
