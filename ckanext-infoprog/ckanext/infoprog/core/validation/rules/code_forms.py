"""Codes are what they claim to be: EDRPOU by its check digit, KATOTTG, e-mail and web address.

The forms alone (eight digits, UA and 17 digits) are constraints of the schemas; here the codes
that keep to their form are looked into.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Field, Package
from ckanext.infoprog.core.validation.records import of_table
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "code-forms"
EDRPOU: Final = "ЄДРПОУ"
_EDRPOU: Final = re.compile(r"[0-9]{8}", re.ASCII)
_KATOTTG: Final = re.compile(r"UA(?P<region>[0-9]{2})[0-9]{15}", re.ASCII)
_URL: Final = re.compile(r"https?://[\w-]+(\.[\w-]+)+(:[0-9]+)?([/?#]\S*)?")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.\w{2,}")
_PHONE: Final = re.compile(r"\+380[0-9]{9}", re.ASCII)
_REGIONS: Final = re.compile(
    "0[157]|1[248]|2[136]|3[25]|4[468]|5[1369]|6[1358]|7[134]|8[05]"
)  # the first digits of the regions' codes, Kyiv and Sevastopol included
#: Two turns of weights: the second is for a first remainder of 10.
_WEIGHTS: Final = ((1, 2, 3, 4, 5, 6, 7), (3, 4, 5, 6, 7, 8, 9))
_WEIGHTS_MIDDLE: Final = ((7, 1, 2, 3, 4, 5, 6), (9, 3, 4, 5, 6, 7, 8))
_MIDDLE: Final = range(30_000_000, 60_000_001)
_TEN: Final = 10


def apply(package: Package) -> Iterator[Issue]:
    """Yield codes and addresses that cannot be right."""
    for table in package.tables.values():
        judged = [(f.name, judge) for f in table.schema.fields if (judge := _judge(f))]
        for row in of_table(table) if judged else ():
            for name, (kind, is_right) in judged:
                text = row.text(name)
                if text is not None and not is_right(text):
                    yield row.issue(CODE, name, kind=kind)


def is_edrpou(text: str) -> bool:
    """Return whether eight digits end with the right check digit of an EDRPOU code."""
    if not _EDRPOU.fullmatch(text):
        return False
    digits = [int(digit) for digit in text]
    weights = _WEIGHTS_MIDDLE if int(text) in _MIDDLE else _WEIGHTS
    rest = _TEN
    for turn in weights:
        rest = sum(d * w for d, w in zip(digits, turn, strict=False)) % 11
        if rest < _TEN:
            break
    return rest % _TEN == digits[-1]


def is_katottg(text: str) -> bool:
    """Return whether a code of a territory begins with a region that there is."""
    found = _KATOTTG.fullmatch(text)
    return bool(found and _REGIONS.fullmatch(found["region"]))


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
        "uri": ("URL", lambda text: bool(_URL.fullmatch(text))),
        "email": ("e-mail", lambda text: bool(_EMAIL.fullmatch(text))),
    }
)
_FORMS: Final[Mapping[re.Pattern[str], tuple[str, Callable[[str], bool]]]] = MappingProxyType(
    {
        _EDRPOU: (EDRPOU, is_edrpou),
        _KATOTTG: ("КАТОТТГ", is_katottg),
        _PHONE: ("+380", lambda text: bool(_PHONE.fullmatch(text))),
    }
)
RULE: Final = Rule((CODE,), apply, alone=True)
