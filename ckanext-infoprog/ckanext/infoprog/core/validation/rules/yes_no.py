"""Yes and no stand where the indicator is a yes/no one, and nothing else stands there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import indicators
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "yes-no"


def apply(package: Package) -> Iterator[Issue]:
    """Yield yes/no indicators with other values, and other indicators with yes or no."""
    kinds = {row.key: row.text("kind") for row in records(package, indicators.INDICATORS)}
    for row in records(package, indicators.VALUES):
        kind = kinds.get(row.text("indicatorId") or "")
        if kind is not None:
            field = _fault(row, yes_no=kind == indicators.YES_NO)
            if field:
                yield row.issue(CODE, field, kind=kind)


def _fault(row: Record, *, yes_no: bool) -> str | None:
    """Return the field that holds what this kind of indicator cannot have."""
    text = row.text("textValue")
    is_word = indicators.word(text) is not None
    if not yes_no:
        return "textValue" if is_word else None
    if row.cell("value") is not None:
        return "value"
    return None if is_word or text is None else "textValue"


RULE: Final = Rule((CODE,), apply, needs=(indicators.INDICATORS, indicators.VALUES))
