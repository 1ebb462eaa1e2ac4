"""No cell of text begins a spreadsheet formula; a lone dash and a signed number are harmless."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Field, FieldType, Package
from ckanext.infoprog.core.validation import texts
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "formula-cell"
STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_HARMLESS: Final = re.compile(r"-|[-+][0-9][0-9 \u00a0]*([.,][0-9]+)?\*{0,5} ?%?", re.ASCII)


def apply(package: Package) -> Iterator[Issue]:
    """Yield texts that a spreadsheet would run."""
    for row, name, start in texts.look(package, _is_string, find):
        yield row.issue(CODE, name, start=start)


def find(text: str) -> str | None:
    """Return the sign that begins a formula, None where the text is harmless."""
    if not text.startswith(STARTS) or _HARMLESS.fullmatch(text):
        return None
    return {"\t": "TAB", "\r": "CR"}.get(text[0], text[0])


def _is_string(_table: str, field: Field) -> bool:
    """Return whether a field holds text of any kind, codes and addresses too."""
    return field.type is FieldType.STRING


RULE: Final = Rule((CODE,), apply, alone=True)
