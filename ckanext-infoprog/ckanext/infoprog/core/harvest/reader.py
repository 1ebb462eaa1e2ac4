"""A CKAN portal read from outside, over its public API: patiently, boundedly, and without a lie.

What could not be read is told as not read; it is never taken for something that is not there.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from ckanext.infoprog.core.client import Address, PortalError, strictjson
from ckanext.infoprog.core.client.stranger import Reply, Stranger

Dataset = Mapping[str, Any]
PAGE: Final = 100
MOST: Final = 5_000  # datasets of one listing
_BUSY: Final = frozenset({429, 500, 502, 503, 504})
_AGAIN: Final = frozenset({"reading-unreachable", "reading-timeout", "reading-broken",
                           "reading-status", "reading-empty", "reading-json-cut"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to ask, how long to pause between, in seconds, and how long to read in all."""

    tries: int = 3
    first: float = 2.0
    longest: float = 300.0
    in_all: float = 1800.0


@dataclass(frozen=True, slots=True)
class Listing:
    """The datasets that a portal lists; `told` is how many it says there are.

    `failure` is why the reading ended early, where it did.
    """

    datasets: tuple[Dataset, ...]
    told: int
    failure: PortalError | None = None

    @property
    def is_complete(self) -> bool:
        """Whether everything that the portal speaks of was read."""
        return self.failure is None and len(self.datasets) >= self.told


class Presence(StrEnum):
    """What a portal says of a dataset that it is asked for."""

    THERE = "there"
    ABSENT = "absent"
    HIDDEN = "hidden"  # deleted or private: strangers are told that they may not see it


@dataclass(frozen=True, slots=True)
class Found:
    """A dataset that was asked for by its id or name."""

    presence: Presence
    dataset: Dataset = field(default_factory=dict)


class Reader:
    """One portal, asked over its public API."""

    def __init__(
        self,
        address: Address,
        stranger: Stranger,
        patience: Patience | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Keep whom to ask and how; the time for all questions begins now."""
        self.address, self.stranger = address, stranger
        self.patience = patience or Patience()
        self._pause = pause
        self._until = time.monotonic() + self.patience.in_all

    def datasets(self, organization: str | None = None) -> Listing:
        """Return the public datasets, of one organisation or all; only the first page may raise."""
        query = {"fq": f'organization:"{organization}"'} if organization else {}
        found: dict[str, Dataset] = {}
        told, failure = 0, None
        try:
            for told, page in self._pages(query):  # noqa: B007 - the last count is the true one
                fresh = {str(one["id"]): one for one in page if one["id"] not in found}
                if not fresh:
                    break
                found |= fresh
        except PortalError as error:
            if not found:
                raise
            failure = error
        return Listing(tuple(found.values()), told, failure)

    def dataset(self, name: str) -> Found:
        """Return a dataset by its id or name, or that there is none for strangers to see."""
        reply = self._asked(self._at("package_show", {"id": name}))
        if reply.status == 404 and _is_api(reply):
            return Found(Presence.ABSENT)
        if reply.status in (401, 403) and _is_api(reply):
            return Found(Presence.HIDDEN)
        result = self._result(reply)
        if not isinstance(result, dict) or "id" not in result:
            raise PortalError("reading-api", address=reply.url, message="package_show")
        return Found(Presence.THERE, result)

    def _pages(self, query: Mapping[str, str]) -> Iterator[tuple[int, list[Dataset]]]:
        """Yield the count that the portal tells and the datasets of each page."""
        start, told = 0, 1
        while start < told:
            words = {**query, "rows": PAGE, "start": start, "sort": "id asc"}
            result = self._result(self._asked(self._at("package_search", words)))
            told, page = _page(result, self.address)
            if told > MOST:
                raise PortalError("reading-many", address=self.address.url, count=told, limit=MOST)
            yield told, page
            start += PAGE

    def _at(self, action: str, query: Mapping[str, object]) -> str:
        return f"{self.address.at('api/3/action', action)}?{urlencode(query)}"

    def _asked(self, url: str) -> Reply:
        """Return the answer of the first try that is not lost; none where the time is over."""
        if time.monotonic() > self._until:
            raise PortalError("reading-timeout", address=url, seconds=self.patience.in_all)
        for attempt in range(1, self.patience.tries + 1):
            try:
                return self._once(url)
            except PortalError as error:
                pause = self._next(attempt, error)
                if pause is None:
                    raise
                self._pause(pause)
        raise AssertionError  # the last try either returns or raises

    def _once(self, url: str) -> Reply:
        reply = self.stranger.get(url, "application/json")
        if reply.status in _BUSY and not (reply.status == 500 and _is_api(reply)):
            wait = _wanted(reply)
            raise PortalError("reading-status", address=url, status=reply.status, wait=wait)
        if reply.status < 400:
            self._result(reply)  # an answer that is cut off is asked for again
        return reply

    def _next(self, attempt: int, error: PortalError) -> float | None:
        """Return how long to pause before the next try; None where there is to be none."""
        if attempt >= self.patience.tries or error.code not in _AGAIN:
            return None
        backoff = self.patience.first * 2 ** (attempt - 1) * random.uniform(1.0, 1.5)  # noqa: S311
        wanted = error.params.get("wait")
        asked = float(wanted) if isinstance(wanted, (int, float)) else 0.0
        pause = min(max(backoff, asked), self.patience.longest)
        return pause if time.monotonic() + pause < self._until else None

    def _result(self, reply: Reply) -> object:
        """Return what an action answered; raise what the answer says instead."""
        if reply.status in (401, 403):
            raise PortalError("reading-refused", address=reply.url, status=reply.status)
        if not reply.content.strip():
            raise PortalError("reading-empty", address=reply.url)
        data = strictjson.loads(reply.content, reply.url)
        if not isinstance(data, dict) or data.get("success") is not True or "result" not in data:
            message = _message(data)
            raise PortalError("reading-api", address=reply.url, message=message)
        return data["result"]


def _page(result: object, address: Address) -> tuple[int, list[Dataset]]:
    """Return the count and the datasets of an answer to a search."""
    if isinstance(result, dict):
        told, page = result.get("count"), result.get("results")
        if isinstance(told, int) and isinstance(page, list):
            return told, [one for one in page if isinstance(one, dict) and "id" in one]
    raise PortalError("reading-api", address=address.url, message="package_search")


def _is_api(reply: Reply) -> bool:
    """Tell whether it is the API that answers, and not something that stands before it."""
    return "json" in reply.headers.get("content-type", "")


def _wanted(reply: Reply) -> float:
    """Return how long a portal asks to wait, in seconds, by its own clock."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:6])
    try:
        now = parsedate_to_datetime(reply.headers.get("date", ""))
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _message(data: object) -> str:
    """Return what an answer says of its failure, field by field."""
    error = data.get("error") if isinstance(data, dict) else None
    if isinstance(error, dict):
        shown = [f"{name}: {_text(what)}" for name, what in error.items()]
        return strictjson.shown(". ".join(sorted(shown, key=lambda one: one.startswith("__"))))
    return strictjson.shown(str(error or data))


def _text(what: object) -> str:
    return "; ".join(map(str, what)) if isinstance(what, list) else str(what)
