"""What is being done for a publication, as it is told to the person who waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

_WAITING: Final = frozenset({"open", "staged", "checked", "loaded"})
_WITHIN: Final = {
    "check": frozenset({"open", "staged"}),
    "bundle": frozenset({"open", "staged"}),
    "load": frozenset({"checked"}),
}


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that is being done: a stage, the file or table it is at, and how far it is.

    `done` and `total` are bytes while sending (`stage` is `send`), else rows; 0 is unknown.
    """

    stage: str
    name: str = ""
    done: int = 0
    total: int = 0

    @classmethod
    def from_portal(cls, action: str, state: str, progress: Mapping[str, Any]) -> Self:
        """Return what the portal says of a step; a word on an earlier one is none."""
        stage = str(progress.get("stage") or "")
        if state not in _WITHIN.get(stage, ()):
            return cls(action if state in _WAITING else state)
        name = progress.get("table") or progress.get("file") or ""
        counts = (progress.get("rows"), progress.get("of"))
        done, total = (one if isinstance(one, int) else 0 for one in counts)
        return cls(stage, str(name), done, total)


Tell = Callable[[Doing], None]


def silent(_doing: Doing) -> None:
    """Tell nobody."""
