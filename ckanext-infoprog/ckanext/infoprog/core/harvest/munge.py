"""How CKAN makes a dataset's address of a text, as its harvesters let it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

LONGEST: Final = 100
SHORTEST: Final = 2
_LAST: Final = 999
#: Latin letters with a sign that CKAN spells with other letters than their base.
_SPELLED: Final = {
    "Æ": "Ae", "Ð": "Th", "Ø": "O", "Þ": "th", "ß": "ss", "æ": "ae", "ð": "th", "ø": "o", "þ": "th"
}  # fmt: skip
_YEAR: Final = re.compile(r".*?[_-]((?:\d{2,4}[-/])?\d{2,4})$")


def slug(text: str) -> str:
    """Return the address that CKAN would make: Cyrillic letters vanish, `_` fills what is short."""
    plain = "".join(map(_latin, text))
    name = re.sub("[^a-zA-Z0-9-_]", "", re.sub("[ .:/]", "-", plain)).lower()
    name = re.sub("-+", "-", name).strip("-")
    most = LONGEST - 5
    if len(name) > most:
        year = _YEAR.match(name)
        name = f"{name[: most - len(year[1]) - 1]}-{year[1]}" if year else name[:most]
    return name.ljust(SHORTEST, "_")


def free(wanted: str, taken: Collection[str]) -> str:
    """Return the address, with the first number behind it that nobody has where it is taken."""
    if wanted not in taken:
        return wanted
    for number in range(1, _LAST + 1):
        made = f"{wanted[: LONGEST - len(str(number))]}{number}"
        if made not in taken:
            return made
    return ""


def is_numbered(wanted: str, given: str) -> bool:
    """Tell whether an address is the wanted one with a number behind it, as `free` makes it."""
    numbers = (given[-length:] for length in range(1, len(str(_LAST)) + 1))
    return any(
        re.fullmatch("[1-9][0-9]*", number) is not None
        and given == f"{wanted[: LONGEST - len(number)]}{number}"
        for number in numbers
    )


def _latin(letter: str) -> str:
    """Return a letter without its sign; one that is not Latin vanishes."""
    if ord(letter) < 0x80:
        return letter
    if letter in _SPELLED:
        return _SPELLED[letter]
    if 0xC0 <= ord(letter) <= 0xFF:
        base = unicodedata.normalize("NFD", letter)[0]
        return base if ord(base) < 0x80 else ""
    return ""
