"""Number formats of workbooks: what a stored number means, and days from serial numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.ingest.grid import DATE, FAULT, NUMBER, PERCENT

_DATE_IDS: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_PERCENT_IDS: Final = frozenset([9, 10])
# what a format code quotes, escapes or puts in brackets (colours, locales) says nothing of kind
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_LAST_SERIAL: Final = 2_958_465
_NO_SUCH_DAY: Final = 60
_DAY_SECONDS: Final = 86_400


def kind_of(number: int, code: str | None) -> str:
    """Return the kind of cell (number, date, percent) that a number format makes."""
    if code is None:
        if number in _DATE_IDS:
            return DATE
        return PERCENT if number in _PERCENT_IDS else NUMBER
    bare = _QUOTED.sub("", code.split(";")[0])
    if "%" in bare:
        return PERCENT
    if bare.strip().lower() in ("general", "основний", "standard"):
        return NUMBER
    return DATE if re.search(r"[ymdhs]", bare, re.IGNORECASE) else NUMBER


def from_serial(text: str, *, since_1904: bool) -> tuple[str, str]:
    """Return the ISO text of a serial day with its kind; 29.02.1900 and the like are faults."""
    serial = Decimal(text)
    if not 0 <= serial <= _LAST_SERIAL:
        return text, FAULT
    days = int(serial)
    seconds = int(((serial - days) * _DAY_SECONDS).to_integral_value())
    if seconds == _DAY_SECONDS:
        days, seconds = days + 1, 0
    if since_1904:
        first = date(1904, 1, 1)
    elif days == _NO_SUCH_DAY:
        return text, FAULT
    else:
        first = date(1899, 12, 30) if days > _NO_SUCH_DAY else date(1899, 12, 31)
    try:
        day = first + timedelta(days=days)
    except OverflowError:
        return text, FAULT
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if days == 0 and not since_1904:
        return clock, DATE
    return (f"{day.isoformat()}T{clock}" if seconds else day.isoformat()), DATE
