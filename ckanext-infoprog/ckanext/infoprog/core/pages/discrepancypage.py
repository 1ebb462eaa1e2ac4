"""The register of disagreements of one programme."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.infoprog.core.pages import frame, known, paths, register
from ckanext.infoprog.core.pages.choosing import Chosen
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.register import Entry
from ckanext.infoprog.core.pages.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscrepancyPage(Page):
    """What a register shows."""

    listed: Chosen[Entry]
    entries: tuple[Entry, ...]
    said: str


def page(snapshot: Snapshot, reader: Reader) -> DiscrepancyPage:
    """Return the register of a programme; one without disagreements has an empty one."""
    words, slug = reader.words, snapshot.slug
    every = register.entries(register.disagreements(snapshot), words)
    listed = register.choose(every, reader, known.PER_PAGE)
    path, title = paths.section(slug, register.NAME), words.say("Disagreements")
    trail = (Crumb(frame.name(snapshot, words), paths.programme(slug)), Crumb(title, path))
    api = paths.search(reader.resources.get("discrepancies", ""))
    return DiscrepancyPage(
        frame=frame.frame(snapshot, reader, path, title, trail, api),
        grids=(register.grid(listed.found, words),),
        faults=listed.faults,
        listed=listed,
        entries=register.shown(listed, known.PER_PAGE),
        said=register.said(len(listed.found), len(every), words),
    )
