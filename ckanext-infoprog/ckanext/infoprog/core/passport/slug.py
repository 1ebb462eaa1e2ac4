"""Addresses made from titles, by the national transliteration (Resolution 55 of 27.01.2010)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

LONGEST: Final = 80
_APOSTROPHES: Final = re.compile("['’ʼ‘`´]")
_WORD: Final = re.compile("[a-zа-щьюяєіїґ0-9]+")
_LETTERS: Final = str.maketrans(
    dict(zip("абвгґдезиіклмнопрстуф", "abvhgdezyiklmnoprstuf", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": ""}
)
#: Letters that are written otherwise at the beginning of a word.
_FIRST: Final = MappingProxyType({"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"})
_LATER: Final = MappingProxyType({"є": "ie", "ї": "i", "й": "i", "ю": "iu", "я": "ia"})


def slug(title: str) -> str:
    """Return a title as small Latin letters, digits and hyphens; empty where it has none."""
    words = _WORD.findall(_APOSTROPHES.sub("", title.lower()))
    made = "-".join(part for word in words if (part := "".join(_latin(word))))
    if len(made) <= LONGEST:
        return made
    return made[: LONGEST + 1].rpartition("-")[0] or made[:LONGEST]


def _latin(word: str) -> Iterator[str]:
    """Yield the Latin letters of a word."""
    for at, letter in enumerate(word):
        if letter == "г" and word[at - 1 : at] == "з":
            yield "gh"
        elif letter in _LATER:
            yield (_LATER if at else _FIRST)[letter]
        else:
            yield letter.translate(_LETTERS)
