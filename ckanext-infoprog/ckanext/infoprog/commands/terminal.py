"""Writing: data to standard output, in colours only on a terminal; messages to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Final, TextIO

from rich.console import Console
from rich.text import Text

from ckanext.infoprog.core.reports import lines
from ckanext.infoprog.core.reports.lines import Line, Style

_STYLES: Final[Mapping[Style, str]] = MappingProxyType(
    {
        Style.PLAIN: "",
        Style.TITLE: "bold",
        Style.QUIET: "dim",
        Style.GOOD: "green",
        Style.ERROR: "bold red",
        Style.WARNING: "yellow",
        Style.NOTICE: "cyan",
    }
)


def prepare() -> None:
    """Let both streams be UTF-8 whatever the locale; what cannot be written is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors="backslashreplace")


def write(made: Iterable[Line]) -> None:
    """Write lines to standard output, in colours on a terminal."""
    if sys.stdout.isatty():
        console = Console(file=sys.stdout, highlight=False)
        for one in made:
            parts = ((span.text, _STYLES[span.style]) for span in one)
            console.print(Text.assemble(*parts), soft_wrap=True)
    else:
        write_text(lines.plain(made))


def write_text(text: str) -> None:
    """Write a text to standard output; a reader that has gone (`| head`) is no fault."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout)


def tell_lines(made: Iterable[Line]) -> None:
    """Write lines to standard error as messages."""
    for one in lines.plain(made).splitlines():
        tell(one)


def tell(message: str) -> None:
    """Write a message to standard error."""
    with suppress(BrokenPipeError):
        sys.stderr.write(f"{message}\n")


def _discard(stream: TextIO) -> None:
    """Send what is still to come on a stream nowhere, so that the exit finds nobody missing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
