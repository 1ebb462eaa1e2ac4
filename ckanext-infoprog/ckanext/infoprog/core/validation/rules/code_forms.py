"""Codes are what they claim to be: EDRPOU by its check digit, KATOTTG, e-mail and web address.

The forms alone (eight digits, UA and 17 digits) are constraints of the schemas; here the codes
that keep to their form are looked into.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import codes
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Field, Package
from ckanext.infoprog.core.validation.records import of_table
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "code-forms"
EDRPOU: Final = "ЄДРПОУ"


def apply(package: Package) -> Iterator[Issue]:
    """Yield codes and addresses that cannot be right."""
    for table in package.tables.values():
        judged = [(f.name, judge) for f in table.schema.fields if (judge := _judge(f))]
        for row in of_table(table) if judged else ():
            for name, (kind, is_right) in judged:
                text = row.text(name)
                if text is not None and not is_right(text):
                    yield row.issue(CODE, name, kind=kind)


def _judge(field: Field) -> tuple[str, Callable[[str], bool]] | None:
    """Return how a field's codes are called and judged: by its format or its pattern."""
    if field.format:
        return _FORMATS.get(field.format)
    example = field.example
    if field.constraints.pattern is None:
        return None
    return next((j for form, j in _FORMS.items() if form.fullmatch(example)), None)


_FORMATS: Final[Mapping[str, tuple[str, Callable[[str], bool]]]] = MappingProxyType(
    {
        "uri": ("URL", codes.is_web_address),
        "email": ("e-mail", codes.is_email),
    }
)
_FORMS: Final[Mapping[re.Pattern[str], tuple[str, Callable[[str], bool]]]] = MappingProxyType(
    {
        codes.EDRPOU_FORM: (EDRPOU, codes.is_edrpou),
        codes.KATOTTG_FORM: ("КАТОТТГ", codes.is_katottg),
        codes.PHONE_FORM: ("+380", codes.is_phone),
    }
)
RULE: Final = Rule((CODE,), apply, alone=True)
