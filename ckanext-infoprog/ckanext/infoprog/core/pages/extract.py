"""What the pages of the whole portal need of a version, drawn from it once.

A page made of many documents would else read every table of each. An extract belongs to a version,
which never changes, and to the code and words that it is drawn by: `form()` changes with these.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from ckanext.infoprog.core import schema
from ckanext.infoprog.core.pages import (
    calendarpage,
    cards,
    choosing,
    datapage,
    jsonform,
    measurelinks,
    register,
)
from ckanext.infoprog.core.pages.calendarpage import Owed
from ckanext.infoprog.core.pages.cards import Brief
from ckanext.infoprog.core.pages.datapage import Offer
from ckanext.infoprog.core.pages.measurelinks import Naming
from ckanext.infoprog.core.pages.register import Disagreements
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.reports import words as catalogues
from ckanext.infoprog.core.reports.words import Words, words

LANGUAGES: Final = ("uk", "en")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Section(Generic[T]):
    """A part of an extract: its record, how it is drawn, what of it is looked for in words.

    The record is None where the version holds nothing of the kind.
    """

    name: str
    kind: type[T]
    draw: Callable[[Snapshot, Manifest], T | None]
    texts: Callable[[T, Words], Iterable[str]]

    def read(self, text: str) -> T | None:
        """Return the record that a kept text holds."""
        plain: Any = json.loads(text)
        return None if plain is None else jsonform.read(self.kind, plain)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A section as it is kept: its record as JSON, and the words that it is found by."""

    section: str
    content: str
    words: str


CARD: Final = Section("card", Brief, lambda one, _: cards.brief(one), lambda _one, _words: ())
CALENDAR: Final = Section(
    "calendar", Owed, lambda one, _: calendarpage.owed(one), calendarpage.texts
)
REGISTER: Final = Section(
    "register", Disagreements, lambda one, _: register.disagreements(one), register.texts
)
FILES: Final = Section("files", Offer, datapage.offer, datapage.texts)
NAMING: Final = Section(
    "naming", Naming, lambda one, _: measurelinks.naming(one), lambda one, _: one.programmes
)
SECTIONS: Final[tuple[Section[Any], ...]] = (CARD, CALENDAR, REGISTER, FILES, NAMING)


def of(snapshot: Snapshot, manifest: Manifest) -> tuple[Drawn, ...]:
    """Return the extract of a version, a section each."""
    return tuple(drawn(one, snapshot, manifest) for one in SECTIONS)


@cache
def form() -> str:
    """Return what changes with all that an extract is drawn by: this core, its words, schemas."""
    core = Path(__file__).parents[1]
    files = [*core.rglob("*.py"), *core.rglob("*.json")]
    files += catalogues.folder().rglob(f"{catalogues.DOMAIN}.mo")
    found = hashlib.sha256(schema.fingerprint(schema.names()).encode())
    for one in sorted(files):
        found.update(one.read_bytes())
    return found.hexdigest()


def drawn(section: Section[T], snapshot: Snapshot, manifest: Manifest) -> Drawn:
    """Return a section of a version as it is kept."""
    record = section.draw(snapshot, manifest)
    content = json.dumps(jsonform.written(record), ensure_ascii=False, separators=(",", ":"))
    found = [] if record is None else [
        choosing.plain(text) for lang in LANGUAGES for text in section.texts(record, words(lang))
    ]  # fmt: skip
    return Drawn(section.name, content, "\n".join(dict.fromkeys(found)))
