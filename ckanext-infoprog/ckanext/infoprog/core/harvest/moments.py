"""Moments that portals write: as an instant, whatever they leave out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_SLACK: Final = timedelta(minutes=10)  # between the clocks of two machines
_WITHOUT_ZONES: Final = timezone(timedelta(hours=2))


def moment(text: object) -> datetime | None:
    """Return the instant of a text; one that names no zone is UTC, as CKAN writes it."""
    try:
        found = datetime.fromisoformat(str(text).strip().replace("Z", "+00:00"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def odd(text: str, now: datetime) -> str:
    """Return what is odd about a moment: unreadable, future, past; nothing where it is sound."""
    found = moment(text)
    if found is None:
        return "unreadable"
    if found > now + _SLACK:
        return "future"
    return "past" if found < _EARLIEST else ""


def day(at: datetime) -> date:
    """Return the day of an instant in Kyiv."""
    try:
        return at.astimezone(ZoneInfo("Europe/Kyiv")).date()
    except ZoneInfoNotFoundError:
        return at.astimezone(_WITHOUT_ZONES).date()


def hours(earlier: datetime, later: datetime) -> int:
    """Return the whole hours from one instant to another, never fewer than none."""
    return max(0, int((later - earlier).total_seconds() // 3600))
