"""What stands near an address that there is not: the same number elsewhere, a like name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.core.pages.programme import Programme

MOST: Final = 6
LIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Near:
    """A page that may have been meant."""

    text: str
    path: str


def measures(programme: Programme, slug: str, asked: str) -> tuple[Near, ...]:
    """Return measures whose number or title is like what was asked for."""
    titles = {one.key: one.title for one in programme.measures}
    found = _keys(asked, titles) or _titles(asked, titles)
    return tuple(Near(f"{key} {titles[key]}", paths.measure(slug, key)) for key in found)


def directions(programme: Programme, slug: str, asked: str) -> tuple[Near, ...]:
    """Return the directions whose number or title is like what was asked for, else the first."""
    titles = {one.key: one.title for one in programme.directions}
    found = _keys(asked, titles) or _titles(asked, titles) or list(titles)[:MOST]
    return tuple(Near(f"{key}. {titles[key]}", paths.direction(slug, key)) for key in found)


def slugs(known: Iterable[tuple[str, str]], asked: str) -> tuple[Near, ...]:
    """Return the programmes whose address is like what was asked for, by slug and title."""
    titles = dict(known)
    found = difflib.get_close_matches(asked, titles, MOST, LIKE)
    return tuple(Near(titles[slug], paths.programme(slug)) for slug in found)


def alike(asked: str, titles: dict[str, str]) -> list[str]:
    """Return the keys that are like what was asked for, or whose titles hold its words."""
    return _keys(asked, titles) or _titles(asked, titles)


def _keys(asked: str, titles: dict[str, str]) -> list[str]:
    """Return the keys that are like a key: those of the same branch first."""
    branch = [key for key in titles if asked and key.startswith(f"{asked}.")]
    return (branch + difflib.get_close_matches(asked, titles, MOST, LIKE))[:MOST]


def _titles(asked: str, titles: dict[str, str]) -> list[str]:
    """Return the keys of the titles that hold a word that was asked for."""
    words = [word for word in asked.casefold().split() if len(word) > 2]
    return [key for key, t in titles.items() if any(w in t.casefold() for w in words)][:MOST]
