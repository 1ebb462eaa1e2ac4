"""The day it is in Kyiv: the one place of the command line that reads the clock."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def today() -> date:
    """Return the date in Kyiv; the machine's own date where it knows no time zones."""
    try:
        return datetime.now(ZoneInfo("Europe/Kyiv")).date()
    except ZoneInfoNotFoundError:
        return date.today()
