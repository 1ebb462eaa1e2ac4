"""Keywords as every CKAN takes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 100
SHORTEST: Final = 2
_UNFIT: Final = re.compile(r"[^\w \-.]")  # CKAN's rule; an apostrophe is left out


def plain(words: Iterable[str]) -> list[str]:
    """Return keywords as CKAN takes them, each once."""
    fit = (" ".join(_UNFIT.sub("", word).split())[:LONGEST] for word in words)
    return list(dict.fromkeys(tag for tag in fit if len(tag) >= SHORTEST))
