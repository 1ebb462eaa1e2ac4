"""Where something stands in a source, in words of the reader's language.

The data name lines of the transcribed text in English («lines 12-14») whatever the language of the
document; people read them in their own, files hold them as they are.
"""

from __future__ import annotations

import re
from typing import Final

from ckanext.infoprog.core.reports.words import Words

_LINES: Final = re.compile(r"\blines? (\d+(?:[-–]\d+)?(?:, ?\d+(?:[-–]\d+)?)*)")


def told(place: str, words: Words) -> str:
    """Return a place in words; what is not of lines stays as the data have it."""
    return _LINES.sub(lambda found: _lines(found[1], words), place)


def _lines(numbers: str, words: Words) -> str:
    """Return lines by their numbers."""
    shown = numbers.replace("-", "–")
    if shown.isdecimal():
        return words.say("line {number} of the text", number=shown)
    return words.say("lines {numbers} of the text", numbers=shown)
