"""Showing what is being done: a moving line on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from ckanext.infoprog.commands import terminal
from ckanext.infoprog.core.publish.progress import Doing
from ckanext.infoprog.core.reports import publicationtext
from ckanext.infoprog.core.reports.words import Words

EVERY: Final = 5.0  # seconds between plain lines within one stage
_SHOWN: Final = ("description", "fields[at]")


class Shown:
    """The progress of one package after another, on standard error."""

    def __init__(self, words: Words) -> None:
        """Choose the form by where standard error goes."""
        self.words = words
        self.package = ""
        self.last: tuple[str, float] = ("", 0.0)
        self.said = ""
        self.moving: Progress | None = None
        self.task: TaskID | None = None
        if sys.stderr.isatty():
            console = Console(file=sys.stderr, highlight=False)
            texts = [TextColumn(f"{{task.{name}}}", markup=False) for name in _SHOWN]
            self.moving = Progress(texts[0], BarColumn(), texts[1], console=console, transient=True)

    def __enter__(self) -> Self:
        if self.moving:
            self.moving.start()
        return self

    def __exit__(self, *what: object) -> None:
        if self.moving:
            self.moving.stop()

    def begin(self, package: str) -> None:
        """Go on to the next package."""
        self.package, self.last, self.said = package, ("", 0.0), ""

    def tell(self, doing: Doing) -> None:
        """Show what is being done."""
        if self.moving:
            self._move(self.moving, doing)
        else:
            self._write(doing)

    def _move(self, moving: Progress, doing: Doing) -> None:
        """Bring the moving line up to date."""
        text = self._line(doing)
        at = publicationtext.amount(doing, self.words)
        total = doing.total or None
        if self.task is None:
            self.task = moving.add_task(text, total=total, at=at)
        moving.update(self.task, description=text, completed=doing.done, total=total, at=at)

    def _write(self, doing: Doing) -> None:
        """Write a line for a new stage, and one now and then within it."""
        stage, at = self.last
        now = time.monotonic()
        if stage == doing.stage and now - at < EVERY:
            return
        self.last = (doing.stage, now)
        amount = publicationtext.amount(doing, self.words)
        line = f"{self._line(doing)}{f' ({amount})' if amount else ''}"
        if line != self.said:
            terminal.tell(line)
        self.said = line

    def _line(self, doing: Doing) -> str:
        """Return the package and what is done with it."""
        text = publicationtext.doing(doing, self.words)
        return f"{self.package}: {text}" if self.package else text
