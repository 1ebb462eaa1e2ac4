"""Names of sheets: short, without the characters that spreadsheets refuse, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 31
_REFUSED: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


def unique(titles: Iterable[str], *taken: str) -> list[str]:
    """Return a name for each title; names that would be alike, whatever their case, are counted."""
    used = {name.casefold() for name in taken}
    made: list[str] = []
    for title in titles:
        name = _fitting(title)
        at = 1
        while name.casefold() in used:
            at += 1
            name = f"{_fitting(title)[: LONGEST - 4]} ({at})"
        used.add(name.casefold())
        made.append(name)
    return made


def _fitting(title: str) -> str:
    """Return a title that a sheet can bear: one too long loses its brackets, then its end."""
    plain = " ".join(_REFUSED.sub(" ", title).split()) or "–"
    if len(plain) > LONGEST:
        plain = plain.partition(" (")[0]
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1].rstrip()}…"
