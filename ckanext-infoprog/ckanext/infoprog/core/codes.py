"""Codes and addresses that are what they claim to be: EDRPOU, KATOTTG, e-mail, web, telephone."""

from __future__ import annotations

import re
from typing import Final

EDRPOU_FORM: Final = re.compile(r"[0-9]{8}", re.ASCII)
KATOTTG_FORM: Final = re.compile(r"UA(?P<region>[0-9]{2})[0-9]{15}", re.ASCII)
PHONE_FORM: Final = re.compile(r"\+380[0-9]{9}", re.ASCII)
_URL: Final = re.compile(r"https?://[\w-]+(\.[\w-]+)+(:[0-9]+)?([/?#]\S*)?")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.\w{2,}")
_REGIONS: Final = re.compile(
    "0[157]|1[248]|2[136]|3[25]|4[468]|5[1369]|6[1358]|7[134]|8[05]"
)  # the first digits of the regions' codes, Kyiv and Sevastopol included
#: Two turns of weights: the second is for a first remainder of 10.
_WEIGHTS: Final = ((1, 2, 3, 4, 5, 6, 7), (3, 4, 5, 6, 7, 8, 9))
_WEIGHTS_MIDDLE: Final = ((7, 1, 2, 3, 4, 5, 6), (9, 3, 4, 5, 6, 7, 8))
_MIDDLE: Final = range(30_000_000, 60_000_001)
_TEN: Final = 10


def is_edrpou(text: str) -> bool:
    """Return whether eight digits end with the right check digit of an EDRPOU code."""
    if not EDRPOU_FORM.fullmatch(text):
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
    found = KATOTTG_FORM.fullmatch(text)
    return bool(found and _REGIONS.fullmatch(found["region"]))


def is_email(text: str) -> bool:
    """Return whether a text is one e-mail address."""
    return bool(_EMAIL.fullmatch(text))


def is_web_address(text: str) -> bool:
    """Return whether a text is one address that begins with http:// or https://."""
    return bool(_URL.fullmatch(text))


def is_phone(text: str) -> bool:
    """Return whether a text is a telephone number as +380 and nine digits."""
    return bool(PHONE_FORM.fullmatch(text))
