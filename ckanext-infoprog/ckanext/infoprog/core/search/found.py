"""What a search of rows found, by kinds; what matched is told apart, never as markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

#: Signs that stand around what matched on its way from the index; no text that is kept holds them.
BEGIN: Final = "\ue000"
END: Final = "\ue001"
LONGEST: Final = 260
MARKED: Final = re.compile(f"{BEGIN}([^{BEGIN}{END}]*){END}")
# The index takes a word with the signs that touch it: «архівних)»; the word alone is marked.
TOUCHING: Final = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `is_match` where it is what was looked for."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that was found, with the page it leads to; `title` is `name` in pieces, maybe cut."""

    kind: str
    package: str
    programme: str
    key: str
    number: str
    name: str
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of a kind: how many there are, and some of them."""

    kind: str
    count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a search; `is_away` where the index did not answer.

    `number` is set where a number was looked for, `behind` counts programmes that the index does
    not hold yet.
    """

    groups: tuple[Group, ...] = ()
    number: str = ""
    behind: int = 0
    is_away: bool = False

    @property
    def count(self) -> int:
        """How many rows there are of all kinds."""
        return sum(one.count for one in self.groups)


def pieces(marked: str, longest: int = LONGEST) -> tuple[Piece, ...]:
    """Return a text with signs around its matches in pieces, cut around the first of them."""
    found: list[Piece] = []
    for at, text in enumerate(MARKED.split(" ".join(marked.split()))):
        found += _word(_bare(text)) if at % 2 else [Piece(_bare(text))]
    return _cut([one for one in found if one.text], longest)


def joined(texts: Sequence[str]) -> str:
    """Return several texts as one."""
    return " … ".join(text for text in texts if text)


def to_dict(hit: Hit, site: str) -> dict[str, Any]:
    """Return a row found as plain values, its page with the portal's address."""
    return {
        "kind": hit.kind,
        "package": hit.package,
        "programme": hit.programme,
        "key": hit.key,
        "number": hit.number,
        "title": hit.name,
        "matched": [one.text for one in (*hit.title, *hit.text) if one.is_match],
        "url": f"{site}{hit.path}",
    }


def _word(text: str) -> list[Piece]:
    """Return what matched without the signs that touch it."""
    found = TOUCHING.fullmatch(text)
    before, word, after = found.groups() if found else ("", text, "")
    return [Piece(before), Piece(word, is_match=True), Piece(after)]


def _bare(text: str) -> str:
    return text.replace(BEGIN, "").replace(END, "")


def _cut(found: list[Piece], longest: int) -> tuple[Piece, ...]:
    """Return the pieces in a text of bounded length that holds the first match."""
    whole = sum(len(one.text) for one in found)
    if whole <= longest:
        return tuple(found)
    before = 0
    for one in found:
        if one.is_match:
            break
        before += len(one.text)
    start = max(0, min(before - longest // 3, whole - longest)) if before < whole else 0
    kept: list[Piece] = []
    at = 0
    for one in found:
        text = one.text[max(0, start - at) : max(0, start + longest - at)]
        at += len(one.text)
        if text:
            kept.append(Piece(text, one.is_match))
    if start > 0:
        kept.insert(0, Piece("… "))
    if start + longest < whole:
        kept.append(Piece(" …"))
    return tuple(kept)
