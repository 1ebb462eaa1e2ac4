"""The sections of a programme's pages; one that a package has nothing for is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports.words import Words

Title = Callable[[Words], str]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its name, its path without language, its title."""

    name: str
    path: str
    title: str


#: By name: the table that a package must have, and the title. A new page enters itself here.
SECTIONS: Final[dict[str, tuple[str, Title]]] = {
    "money": ("funding", lambda words: words.say("Money")),
    "indicators": ("indicators", lambda words: words.say("Indicators")),
    "editions": ("", lambda words: words.say("Editions")),
    "reports": ("", lambda words: words.say("Reports")),
    "discrepancies": ("discrepancies", lambda words: words.say("Disagreements")),
}


def of(snapshot: Snapshot, words: Words) -> tuple[Section, ...]:
    """Return the sections of a programme, its first page before the others."""
    slug = snapshot.slug
    found = [Section("programme", paths.programme(slug), words.say("Programme"))]
    for name, (table, title) in SECTIONS.items():
        if name == "editions" and len(snapshot.package.rows(name)) < 2:
            continue  # adopted and never changed: the passport says all there is
        if not table or snapshot.package.rows(table):
            found.append(Section(name, paths.section(slug, name), title(words)))
    found.append(Section("dataset", paths.dataset(slug), words.say("Data and files")))
    return tuple(found)


def has(name: str) -> bool:
    """Return whether there is a page for this section: only then is it linked to."""
    return name in SECTIONS
