"""Two texts as one: what stayed, what went and what came, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

#: Words of both texts together that are still compared; longer texts stand one after the other.
MOST_WORDS: Final = 3_000
_WORDS: Final = re.compile(r"\s+|[^\s]+")


class Kind(StrEnum):
    """What became of a piece of a text."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that follow each other and had the same fate."""

    kind: Kind
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """Return the pieces in their order; what went stands before what came in its place."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return [Piece(Kind.GONE, old), Piece(Kind.NEW, new)]
    return list(_pieces(before, after))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    """Yield the pieces of two lists of words."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        gone, new = "".join(before[start:end]), "".join(after[new_start:new_end])
        if tag == "equal":
            yield Piece(Kind.KEPT, gone)
            continue
        if gone:
            yield Piece(Kind.GONE, gone)
        if new:
            yield Piece(Kind.NEW, new)
