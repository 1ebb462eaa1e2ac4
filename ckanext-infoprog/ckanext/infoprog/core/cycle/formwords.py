"""The words that stand in forms, in the officers' language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

SOURCES: Final = (
    "localBudget", "regionalBudget", "stateBudget", "enterprise", "internationalAid", "other",
)  # fmt: skip
FUNDS: Final = ("general", "special")
KINDS: Final = ("noFundingNeeded", "withinAllocations", "notStated")
STATUSES: Final = (
    "notStarted", "inProgress", "doneInPart", "done", "continuous", "delayed", "notDone",
    "cancelled",
)  # fmt: skip


@cache
def _words() -> Mapping[str, str]:
    """Return formwords.json."""
    text = (resources.files("ckanext.infoprog.core.cycle") / "formwords.json").read_text("utf-8")
    found: Mapping[str, str] = json.loads(text)
    return found


def word(name: str) -> str:
    """Return a word of the forms."""
    return _words()[name]


def code_of(text: str, codes: tuple[str, ...]) -> str | None:
    """Return the code that a word of a list stands for; None where it is no such word."""
    plain = " ".join(text.split()).casefold()
    return next((code for code in codes if word(code).casefold() == plain), None)
