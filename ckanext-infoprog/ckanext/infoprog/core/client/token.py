"""The token by which a portal knows a person; it shows itself nowhere."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

from ckanext.infoprog.core.client.failure import PortalError

_FORM: Final = re.compile(r"[!-~]{8,4096}")
_LARGEST: Final = 8192


class Token:
    """A token; its text comes out by `reveal` only, never by print, log or traceback."""

    __slots__ = ("_text",)

    def __init__(self, text: str, source: str) -> None:
        """Keep a text that has a token's form; `source` is where it came from, for the message."""
        text = text.strip()
        if not _FORM.fullmatch(text):
            raise PortalError("token-odd", source=source)
        self._text = text

    def __repr__(self) -> str:
        return "Token(***)"

    def __reduce__(self) -> str:
        raise TypeError("A token is not stored.")

    def reveal(self) -> str:
        """Return the text, for the one header that carries it."""
        return self._text

    def hide(self, text: str) -> str:
        """Return a text with the token blotted out, should it hold it."""
        return text.replace(self._text, "***")


def read(path: Path) -> Token:
    """Return the token of a file that nobody but its owner can read."""
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
            raise PortalError("token-open", file=path)
        content = file.read(_LARGEST)
    return Token(content.decode("utf-8", "replace"), str(path))
