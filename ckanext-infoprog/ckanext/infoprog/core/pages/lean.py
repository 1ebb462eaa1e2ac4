"""A page without the room that templates leave between lines; what is preformatted stays whole."""

from __future__ import annotations

import re
from typing import Final

_PREFORMATTED: Final = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)


def lean(html: str) -> str:
    """Return markup with its lines close together, each `pre` as it is: its room has a meaning."""
    parts = _PREFORMATTED.split(html)
    return "".join(part if at % 2 else _close(part) for at, part in enumerate(parts))


def _close(html: str) -> str:
    return "\n".join(line for one in html.splitlines() if (line := one.strip()))
