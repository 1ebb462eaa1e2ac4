"""The published files of a package as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.publish.bundle import Item
from ckanext.infoprog.core.reports import lines
from ckanext.infoprog.core.reports.lines import Line, Span, Style
from ckanext.infoprog.core.reports.words import Words

RIGHT: Final = frozenset({1, 2})


def listed(items: Sequence[Item], words: Words) -> tuple[Line, ...]:
    """Return the files in their order, each with its bytes, rows and title."""
    head = [words.say("file"), words.say("bytes"), words.say("rows"), words.say("title")]
    rows = [[Span(name, Style.QUIET) for name in head]]
    rows += [_row(item, words.lang) for item in items]
    return tuple(lines.columns(rows, RIGHT))


def summary(items: Sequence[Item], folder: str, words: Words) -> str:
    """Return how many files were written and where to."""
    made = words.say_count("{count} file is written", "{count} files are written", len(items))
    return words.say("{made}: {folder}", made=made, folder=folder)


def _row(item: Item, lang: str) -> list[Span]:
    """Return one file."""
    rows = "–" if item.rows is None else i18n.number(item.rows, lang)
    size = i18n.number(item.weight.size, lang)
    return [Span(item.filename), Span(size), Span(rows), Span(item.title[lang])]
