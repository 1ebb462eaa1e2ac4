"""A difference as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.publish.difference import Change, Difference, FileChange
from ckanext.infoprog.core.reports import diffview
from ckanext.infoprog.core.reports.diffview import ShownTable
from ckanext.infoprog.core.reports.lines import EMPTY, Line, Span, Style, line
from ckanext.infoprog.core.reports.rowwords import Names, no_names
from ckanext.infoprog.core.reports.words import Words, visible

FIRST: Final = 10
SIGNS: Final = {Change.ADDED: "+", Change.REMOVED: "\u2212", Change.CHANGED: "~"}
_STYLES: Final = {
    Change.ADDED: Style.GOOD,
    Change.REMOVED: Style.ERROR,
    Change.CHANGED: Style.WARNING,
}


def render(
    found: Difference, words: Words, first: int = FIRST, names: Names = no_names
) -> tuple[Line, ...]:
    """Return a difference as lines: the tables with their first rows, description, files."""
    shown = diffview.difference(found, words, names)
    made = [line(shown.summary, Style.TITLE)]
    for one in shown.tables:
        made += [EMPTY, *_table(one, words, first)]
    for one in shown.derived:
        made += [EMPTY, *_derived(one, words)]
    if shown.metadata:
        made += [EMPTY, line(words.say("Description of the dataset"), Style.TITLE)]
        made += [line(f"  ~ {visible(one.sentence())}") for one in shown.metadata]
    for title, files in (
        (words.say("Files to download"), shown.files),
        (words.say("Other files of the package"), shown.inputs),
    ):
        if files:
            made += [EMPTY, line(title, Style.TITLE), *(_file(one, words) for one in files)]
    return tuple(made)


def size(count: int | None, words: Words) -> str:
    """Return a number of bytes in words."""
    return "–" if count is None else words.say_count("{count} byte", "{count} bytes", count)


def _table(shown: ShownTable, words: Words, first: int) -> Iterator[Line]:
    """Yield a table's heading, its notes and its first rows."""
    yield (Span(shown.title, Style.TITLE), Span(f" ({shown.table}): {shown.counts}"))
    for note in shown.notes:
        yield line(f"  {visible(note)}", Style.NOTICE)
    for row in shown.rows[:first]:
        sign = Span(f"  {SIGNS[row.change]} ", _STYLES[row.change])
        yield (sign, Span(visible(row.sentence())))
    if hidden := shown.hidden + len(shown.rows[first:]):
        text = words.say_count("… and {count} more", "… and {count} more", hidden)
        yield line(f"  {text}", Style.QUIET)


def _derived(shown: ShownTable, words: Words) -> Iterator[Line]:
    """Yield the heading of a table that follows from the others."""
    yield (Span(shown.title, Style.TITLE), Span(f" ({shown.table}): {shown.counts}"))
    note = words.say("It is made from the tables above.")
    yield line(f"  {note}", Style.QUIET)


def _file(one: FileChange, words: Words) -> Line:
    """Return a file with its sizes before and after."""
    told = size(one.old_size if one.change is Change.REMOVED else one.new_size, words)
    if one.change is Change.CHANGED:
        told = f"{i18n.number(one.old_size or 0, words.lang)} → {told}"
    sign = Span(f"  {SIGNS[one.change]} ", _STYLES[one.change])
    return (sign, Span(f"{visible(one.filename)}: {told}"))
