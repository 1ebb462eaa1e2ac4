"""No word mixes Latin and Cyrillic letters; damaged words quoted as printed are let be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Field, Package
from ckanext.infoprog.core.validation import texts
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "mixed-alphabet"
#: Where the damage itself is quoted: the printed form of a correction, both sides of a discrepancy.
QUOTED: Final = frozenset(
    {
        ("corrections", "printed"),
        ("discrepancies", "documentValue"),
        ("discrepancies", "otherValue"),
        ("discrepancies", "explanationUk"),
        ("discrepancies", "explanationEn"),
    }
)
_MIXED: Final = re.compile(r"[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_WORD: Final = re.compile(r"[A-Za-z\u0400-\u04ff'’ʼ]+")


def apply(package: Package) -> Iterator[Issue]:
    """Yield texts with a word of two alphabets, and the word."""
    for row, name, word in texts.look(package, _is_words, find):
        yield row.issue(CODE, name, word=word)


def find(text: str) -> str | None:
    """Return the first word that mixes alphabets."""
    if not _MIXED.search(text):
        return None
    return next((w[0] for w in _WORD.finditer(text) if _MIXED.search(w[0])), None)


def _is_words(table: str, field: Field) -> bool:
    """Return whether a field holds words that are not quoted damage."""
    return texts.is_text(field) and (table, field.name) not in QUOTED


RULE: Final = Rule((CODE,), apply, alone=True)
