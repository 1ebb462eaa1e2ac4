"""Names of a package's files: only those that stand on any machine and hide nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from ckanext.infoprog.core.publish.refusals import RefusedError

LONGEST: Final = 200  # characters of a path
LONGEST_PART: Final = 250  # bytes; file systems hold 255, and a download adds an ending
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?")
_FORBIDDEN: Final = frozenset('<>:"|?*\\')
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def check(paths: Iterable[str]) -> None:
    """Refuse a path that leads out of its folder, that some machine cannot hold, or a double.

    Marks of direction and other characters without a shape are refused: a name must look what it
    is. Letters of any alphabet and characters beyond the basic plane are welcome.
    """
    seen: dict[str, str] = {}
    for path in paths:
        reason = _fault(path)
        if reason is None and seen.setdefault(_folded(path), path) != path:
            reason = "twice"
        if reason is not None:
            raise RefusedError("bad-path", path=shown(path), reason=reason)


def shown(path: str) -> str:
    """Return a path as a sentence can show it: what has no shape stands as its number."""
    plain = (c if unicodedata.category(c) not in _HIDDEN else f"<U+{ord(c):04X}>" for c in path)
    text = "".join(plain)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _fault(path: str) -> str | None:
    """Return why a path is refused, None where it is good."""
    if not path or len(path) > LONGEST:
        return "length"
    if any(unicodedata.category(char) in _HIDDEN for char in path):
        return "hidden"
    if _FORBIDDEN.intersection(path) or unicodedata.normalize("NFC", path) != path:
        return "characters"
    return next((fault for part in path.split("/") if (fault := _fault_of_part(part))), None)


def _fault_of_part(part: str) -> str | None:
    """Return why the name of a file or folder is refused; `..` and an empty one lead elsewhere."""
    if part in ("", ".", ".."):
        return "outside"
    if _RESERVED.fullmatch(part.casefold()):
        return "reserved"
    if part != part.strip() or part.endswith("."):
        return "characters"
    return "length" if len(part.encode("utf-8")) > LONGEST_PART else None


def _folded(path: str) -> str:
    """Return the path as a machine sees it that does not tell letters' case apart."""
    return unicodedata.normalize("NFC", path.casefold())
