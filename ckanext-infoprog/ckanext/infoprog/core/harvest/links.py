"""Whether the links to our files lead to our files: only on our own hosts, each link once."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.client.stranger import Stranger, origin
from ckanext.infoprog.core.harvest import matching
from ckanext.infoprog.core.harvest.matching import Dataset
from ckanext.infoprog.core.harvest.terms import Terms
from ckanext.infoprog.core.issues import Issue

_PAGE: Final = re.compile(rb"\s*<(!doctype html|html)\b", re.IGNORECASE)
_SHA256: Final = re.compile("[0-9a-f]{64}")
_LARGE: Final = "reading-large"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a link led to: nothing wrong, or what, with the detail that a message shows."""

    what: str = ""
    detail: str = ""
    sha256: str = ""


@dataclass(slots=True)
class Links:
    """The links of a run: each is followed once, whoever names it, as long as there is time."""

    stranger: Stranger
    own: frozenset[str]
    seconds: float = 1800.0
    began: float = field(default_factory=time.monotonic)
    answers: dict[str, Answer] = field(default_factory=dict)

    def judge(self, ours: Dataset, theirs: Dataset, terms: Terms) -> Iterator[Issue]:
        """Yield the links of their copy that do not lead to what is published here."""
        waiting = list(theirs.get("resources") or [])
        for file in ours.get("resources") or []:
            found = matching.file_of(file, waiting)
            url = str((found or {}).get("url") or "")
            if not url or not self._is_own(url):
                continue
            answer = self._followed(url)
            if wrong := _wrong(file, answer):
                yield terms.note(
                    "arrival-link", ours["name"], field=matching.name(file), value=url,
                    what=wrong.what, answer=wrong.detail,
                )  # fmt: skip

    def _is_own(self, url: str) -> bool:
        try:
            return origin(url) in self.own
        except PortalError:
            return False

    def _followed(self, url: str) -> Answer:
        """Return what a link leads to; raise where the time for all of them is over."""
        if time.monotonic() - self.began > self.seconds:
            raise PortalError("reading-timeout", address=url, seconds=self.seconds)
        if url not in self.answers:
            self.answers[url] = self._asked(url)
        return self.answers[url]

    def _asked(self, url: str) -> Answer:
        try:
            reply = self.stranger.get(url)
        except PortalError as error:
            return Answer() if error.code == _LARGE else Answer("failed")
        if reply.status != 200:
            return Answer("status", str(reply.status))
        if not reply.content:
            return Answer("empty")
        if _PAGE.match(reply.content[:1000]):
            return Answer("page")
        return Answer(sha256=hashlib.sha256(reply.content).hexdigest())


def _wrong(file: Mapping[str, Any], answer: Answer) -> Answer | None:
    """Return what is wrong with an answer for this file of ours; a page may be what it is."""
    if answer.what == "page" and str(file.get("format") or "").lower() in ("html", "htm"):
        return None
    published = str(file.get("hash") or "").rpartition(":")[2].lower()
    is_other = bool(answer.sha256 and _SHA256.fullmatch(published) and answer.sha256 != published)
    if is_other:
        return Answer("bytes", answer.sha256[:12])
    return answer if answer.what else None
