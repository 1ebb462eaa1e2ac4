"""A programme as a card of the list: the same few figures for each."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.infoprog.core.pages import figures, frame, paths, shown
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports.words import Words


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


def card(snapshot: Snapshot, words: Words) -> Card:
    """Return a programme as a card."""
    programme = snapshot.of_programme()
    total, unit = figures.of_programme(programme), shown.unit(programme)
    executants = {role.executant for one in programme.measures for role in one.roles}
    indicators = len(snapshot.package.rows("indicators"))
    counts = [
        words.say_count("{count} measure", "{count} measures", len(programme.measures)),
        words.say_count("{count} direction", "{count} directions", len(programme.directions)),
        words.say_count("{count} executor", "{count} executors", len(executants)),
        words.say_count("{count} indicator", "{count} indicators", indicators)
        if indicators
        else words.say("no indicators"),
    ]
    return Card(
        slug=snapshot.slug,
        title=frame.name(snapshot, words),
        path=paths.programme(snapshot.slug),
        publisher=snapshot.package.meta.publisher_name,
        act=frame.act(programme, words),
        money=shown.money(total.lead, unit, words),
        counted=shown.counted(total, words),
        basis=shown.basis(total, unit, words) if total.differs else "",
        counts=tuple(counts),
    )
