"""What a portal's answer means: its data, or the failure that it tells of."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from ckanext.infoprog.core.client.failure import PortalError

LONGEST: Final = 300  # of a message that is shown to a person
_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_UNKNOWN_ACTION: Final = re.compile(r"Action name not known: (\w+)")


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came over the wire."""

    portal: str
    address: str
    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a portal answered; `at` is the portal's own time, where it told it."""

    data: Any
    at: datetime | None = None


def understand(raw: Raw) -> Answer:
    """Return the data of an answer; raise what went wrong where it has none."""
    data = _data(raw)
    if raw.status >= 400:
        raise _failure(raw, data)
    return Answer(data, _moment(raw.headers.get("Date", "")))


def _data(raw: Raw) -> object:
    """Return the JSON of an answer; a page or a broken text is none."""
    if not raw.content.strip():
        raise _broken(raw)
    if "json" not in raw.headers.get("Content-Type", ""):
        title = _title(raw)
        if raw.status >= 500:
            raise PortalError("server-fault", portal=raw.portal, status=raw.status, message=title)
        raise PortalError("not-data", address=raw.address, status=raw.status, title=title)
    try:
        return json.loads(raw.content)
    except ValueError:
        raise _broken(raw) from None


def _broken(raw: Raw) -> PortalError:
    """Return that an answer is empty or cut off."""
    size = len(raw.content)
    return PortalError("truncated", address=raw.address, status=raw.status, bytes=size)


def _failure(raw: Raw, data: object) -> PortalError:
    """Return the failure that an answer's status and error tell of."""
    error = data.get("error", data) if isinstance(data, dict) else {"message": data}
    told = error if isinstance(error, dict) else {"message": error}
    message = _message(told)
    if unknown := _UNKNOWN_ACTION.search(message):
        return PortalError("not-ours", portal=raw.portal, action=unknown[1])
    codes = {401: "denied", 403: "denied", 404: "not-found"}
    code = codes.get(raw.status, "server-fault" if raw.status >= 500 else "invalid")
    return PortalError(code, told, portal=raw.portal, status=raw.status, message=message)


def _message(error: Mapping[str, Any]) -> str:
    """Return what an error says, in one line."""
    if isinstance(error.get("message"), str):
        return _line(error["message"])
    parts = [
        f"{name}: {'; '.join(map(str, what)) if isinstance(what, list) else what}"
        for name, what in error.items()
        if not name.startswith("__")
    ]
    return _line(". ".join(parts)) or "–"


def _title(raw: Raw) -> str:
    """Return the title of a page, or its first words."""
    text = raw.content[:20_000].decode("utf-8", "replace")
    found = _TITLE.search(text)
    return _line(html.unescape(found[1] if found else re.sub(r"<[^>]*>", " ", text))) or "–"


def _line(text: str) -> str:
    """Return a text on one line, not too long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _moment(text: str) -> datetime | None:
    """Return the time of a Date header."""
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None
