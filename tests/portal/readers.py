"""Readers that look at a dataset all the while, and the check of what they saw."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg2
import requests
from bs4 import BeautifulSoup

from portal import sites
from tests.portal.publishing import SURVEY, City

AWAY = 0  # nobody answered, or not to the end
PAUSE = 0.1
PATIENCE = 8
# What follows the catalogue's pointer, which moves after the tables.
BY_POINTER = ("show", "page", "file", "difference")


@dataclass(frozen=True)
class Seen:
    """What a reader saw of the dataset: when, with which HTTP status, and a state as it looked."""

    reader: str
    began: float
    ended: float
    status: int
    state: Hashable = None


Look = Callable[[], tuple[int, Hashable]]


class Readers:
    """Readers of the survey, each in a thread of its own, from the block's begin to its end."""

    def __init__(self, city: City) -> None:
        """Look once while all is quiet: this is the state before."""
        self.city = city
        self.history: list[Seen] = []
        shown = city.ask("package_show", id=SURVEY)
        self._ids = {one["infoprog_name"]: one["id"] for one in shown["resources"]}
        self.looks: dict[str, Look] = {
            "page": self._page,
            "show": self._show,
            "file": self._file,
            "difference": self._difference,
            "answers": lambda: self._table("answers"),
            "questions": lambda: self._table("questions"),
            "together": self._together,
        }
        self.before = self._quiet()
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._read, args=(names,), daemon=True)
            for names in (("page", "file"), ("show", "difference"), ("answers", "questions"))
        ] + [threading.Thread(target=self._read, args=(("together",),), daemon=True)]

    def __enter__(self) -> Readers:
        """Let the readers begin."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Let them end."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE + 2)

    def wrong(self) -> list[str]:
        """Return what no reader should have seen; called when all is quiet again."""
        after = self._quiet()
        found = [f"{one.reader}: HTTP {one.status}" for one in self._answered(ok=False)]
        for name in self.looks:
            found += [] if self.counts()[name] else [f"{name}: saw nothing"]
            seen = [one for one in self._answered(ok=True) if one.reader == name]
            found += _not_whole(seen, self.before[name], after[name])
        found += self._stale(BY_POINTER, BY_POINTER, after)
        found += self._stale(BY_POINTER, ("answers", "questions", "together"), after)
        return sorted(f"{what} ({times} times)" for what, times in Counter(found).items())

    def counts(self) -> Counter[str]:
        """Return how often each reader saw something."""
        return Counter(one.reader for one in self._answered(ok=True))

    def _answered(self, *, ok: bool) -> Iterator[Seen]:
        """Yield answers; a portal that is away, or says 503, gives none."""
        for one in list(self.history):
            if one.status not in (AWAY, 503) and (one.status == 200) == ok:
                yield one

    def _stale(
        self, first: tuple[str, ...], then: tuple[str, ...], after: dict[str, Hashable]
    ) -> Iterator[str]:
        """Yield who saw the old state after somebody had been given the new one."""
        new = [
            one.ended
            for one in self._answered(ok=True)
            if one.reader in first and one.state == after[one.reader] != self.before[one.reader]
        ]
        for one in self._answered(ok=True):
            late = bool(new) and one.reader in then and one.began > min(new)
            if late and one.state == self.before[one.reader]:
                yield f"{one.reader}: the old state after others saw the new one"

    def _quiet(self) -> dict[str, Hashable]:
        found = {name: look() for name, look in self.looks.items()}
        assert {status for status, _state in found.values()} == {200}, found
        return {name: state for name, (_status, state) in found.items()}

    def _read(self, names: tuple[str, ...]) -> None:
        while not self._over.is_set():
            for name in names:
                began = time.monotonic()
                try:
                    status, state = self.looks[name]()
                except (requests.RequestException, psycopg2.Error):
                    status, state = AWAY, None
                self.history.append(Seen(name, began, time.monotonic(), status, state))
            self._over.wait(PAUSE)

    def _get(self, path: str, **query: object) -> requests.Response:
        return requests.get(f"{self.city.url}{path}", params=query, timeout=PATIENCE)

    def _page(self) -> tuple[int, Hashable]:
        answer = self._get(f"/dataset/{SURVEY}")
        main = BeautifulSoup(answer.content, "html.parser").main
        return answer.status_code, main and tuple(main.stripped_strings)

    def _show(self) -> tuple[int, Hashable]:
        answer = self._get("/api/3/action/package_show", id=SURVEY)
        return answer.status_code, answer.status_code == 200 and _essence(answer.json()["result"])

    def _file(self) -> tuple[int, Hashable]:
        answer = self._get(f"/dataset/{SURVEY}/file/answers.csv")
        content = hashlib.sha256(answer.content).hexdigest()
        listed = answer.headers.get("ETag", "").strip('"')
        return answer.status_code, (answer.headers.get("Infoprog-Version"), content, listed)

    def _difference(self) -> tuple[int, Hashable]:
        answer = self._get(f"/dataset/{SURVEY}/difference.json")
        return answer.status_code, _digest(answer.content)

    def _table(self, name: str) -> tuple[int, Hashable]:
        answer = self._get(
            "/api/3/action/datastore_search",
            resource_id=self._ids[name],
            sort="_id",
            limit=1000,
        )
        if answer.status_code != 200:
            return answer.status_code, None
        told = answer.json()["result"]
        return 200, (told["total"], _digest(json.dumps(told["records"]).encode()))

    def _together(self) -> tuple[int, Hashable]:
        """Look at both tables at one moment, as a reader of the database may."""
        answers, questions = (f'"{self._ids[name]}"' for name in ("answers", "questions"))
        rows = self.city.sql(
            sites.CITY.datastore,
            f"SELECT count(*), count(*) FILTER (WHERE q._id IS NULL), "
            f"(SELECT count(*) FROM {questions}) "
            f'FROM {answers} a LEFT JOIN {questions} q USING ("questionId")',
            role="datastore_reader",
        )
        return 200, rows[0] if rows[0][1] == 0 else f"{rows[0][1]} answers without a question"


def _not_whole(seen: list[Seen], before: Hashable, after: Hashable) -> Iterator[str]:
    """Yield what is neither the state before nor the one after, and every way back."""
    had_new = False
    for one in seen:
        if one.state not in (before, after):
            yield f"{one.reader}: neither state: {_strange(one.state, before, after)}"
        if had_new and one.state == before:
            yield f"{one.reader}: back in the old state"
        had_new = had_new or one.state == after != before


def _strange(state: Hashable, *known: Hashable) -> str:
    """Return by what a state differs from each of those that are known."""
    if not isinstance(state, tuple):
        return str(state)
    sets = [set(one) for one in known if isinstance(one, tuple)]
    return "; ".join(str([part for part in state if part not in one])[:1500] for one in sets)


def _essence(shown: dict[str, Any]) -> Hashable:
    told = ("id", "hash", "size", "infoprog_rows")
    files = [tuple(one.get(name) for name in told) for one in shown["resources"]]
    return (shown["title"], shown["infoprog_version"], shown["metadata_modified"], *files)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
