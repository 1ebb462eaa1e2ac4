"""The words that stand in the files themselves, beside those of the data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """Return words.json."""
    text = (resources.files("ckanext.infoprog.core.sheets") / "words.json").read_text("utf-8")
    found: Mapping[str, Mapping[str, str]] = json.loads(text)
    return found


def word(name: str, lang: str = "uk") -> str:
    """Return a word of the files in a language."""
    return _words()[name][lang]
