"""Filters of a list as a page offers them: what was chosen, what cannot be, which page of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words

MOST_TEXT: Final = 200
MOST_TOLD: Final = 12
T = TypeVar("T")
#: By the name of a filter: whether a row has the chosen value.
Tests = Mapping[str, Callable[[T, str], bool]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter may have."""

    value: str
    label: str
    is_source: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with its choices; `chosen` is empty where it is not set."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str = ""

    @property
    def told(self) -> str:
        """The chosen value in words."""
        return next((one.label for one in self.choices if one.value == self.chosen), "")


@dataclass(frozen=True, slots=True)
class Chosen(Generic[T]):
    """What was asked of a list and what it gives: rows, words for the announcement, faults."""

    filters: tuple[Filter, ...]
    text: str
    found: tuple[T, ...]
    of: int
    chosen: tuple[str, ...]
    page: int
    pages: int
    query: str
    faults: tuple[str, ...]


def choose(
    rows: Sequence[T],
    filters: Sequence[Filter],
    tests: Tests[T],
    text_of: Callable[[T], str],
    asked: Mapping[str, str],
    words: Words,
    most: int = 0,
    kept: Mapping[str, str] = MappingProxyType({}),
) -> Chosen[T]:
    """Return the rows that are asked for; what cannot be asked for is told and left aside.

    `kept` is what else stands in the address of the list.
    """
    faults: list[str] = []
    every = [_chosen(one, asked, faults, words) for one in filters]
    known = [one for one in every if len(one.choices) > 1]
    text = asked.get("q", "").strip()
    if len(text) > MOST_TEXT:
        faults.append(
            words.say_count(
                "The text to look for is longer than {count} character; please shorten it.",
                "The text to look for is longer than {count} characters; please shorten it.",
                MOST_TEXT,
            )
        )
        text = ""
    wanted = plain(text).split()
    found = tuple(
        row
        for row in rows
        if all(tests[one.name](row, one.chosen) for one in known if one.chosen)
        and (not wanted or all(word in plain(text_of(row)) for word in wanted))
    )
    pages = max(1, -(-len(found) // most)) if most else 1
    told = [one.told for one in known if one.chosen]
    return Chosen(
        filters=tuple(known),
        text=text,
        found=found,
        of=len(rows),
        chosen=tuple(told + ([rowwords.quoted(text, words)] if text else [])),
        page=_page(asked.get("page", ""), pages, faults, words),
        pages=pages,
        query=paths.query(
            **{**kept, **{one.name: one.chosen for one in known}},
            q=text,
            version=asked.get("version", ""),
        ),
        faults=tuple(faults),
    )


def choices(values: Mapping[str, str], *, is_source: bool = False) -> tuple[Choice, ...]:
    """Return values with their labels as what may be chosen."""
    return tuple(Choice(value, label, is_source) for value, label in values.items())


def text(asked: Mapping[str, str]) -> str:
    """Return the words that are looked for, as they are looked for; too many are none."""
    found = asked.get("q", "").strip()
    return plain(found) if len(found) <= MOST_TEXT else ""


def plain(text: str) -> str:
    """Return a text as it is looked for: without case, with one kind of apostrophe."""
    return text.casefold().replace("’", "'").replace("ʼ", "'")


def _chosen(one: Filter, asked: Mapping[str, str], faults: list[str], words: Words) -> Filter:
    """Return a filter as it is asked for; a value that it does not know is told."""
    value = asked.get(one.name, "")
    if value and value not in {choice.value for choice in one.choices}:
        known = [choice.value for choice in one.choices[:MOST_TOLD]]
        faults.append(
            words.say(
                "The filter “{name}” has no value “{value}”; it knows: {known}. The list is shown "
                "without it.",
                name=one.label,
                value=rowwords.visible_text(rowwords.shortened(value, 60)),
                known=", ".join(known) or "–",
            )
        )
        value = ""
    return replace(one, chosen=value)


def _page(asked: str, pages: int, faults: list[str], words: Words) -> int:
    """Return the page of the list; one that there is not is told."""
    if not asked:
        return 1
    if asked.isascii() and asked.isdecimal() and len(asked) < 7 and 1 <= int(asked) <= pages:
        return int(asked)
    faults.append(
        words.say_count(
            "There is no such page of the list; it has {count} page. The first one is shown.",
            "There is no such page of the list; it has {count} pages. The first one is shown.",
            pages,
        )
    )
    return 1
