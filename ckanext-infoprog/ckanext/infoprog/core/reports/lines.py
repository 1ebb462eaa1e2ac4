"""Lines of styled text: what a terminal may colour and a file shows plain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ckanext.infoprog.core.issues import Severity


class Style(StrEnum):
    """What a piece of text is; the terminal decides on its colour."""

    PLAIN = "plain"
    TITLE = "title"
    QUIET = "quiet"
    GOOD = "good"
    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line in one style."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Span, ...]
EMPTY: Line = ()

_OF_SEVERITY = {
    Severity.ERROR: Style.ERROR,
    Severity.WARNING: Style.WARNING,
    Severity.NOTICE: Style.NOTICE,
}


def line(text: str, style: Style = Style.PLAIN) -> Line:
    """Return a line in one style."""
    return (Span(text, style),)


def style_of(severity: Severity) -> Style:
    """Return the style of a severity."""
    return _OF_SEVERITY[severity]


def plain(lines: Iterable[Line]) -> str:
    """Return the lines as text without styles, each with its line end."""
    return "".join(f"{''.join(s.text for s in one).rstrip()}\n" for one in lines)


def columns(rows: Sequence[Sequence[Span]], right: frozenset[int] = frozenset()) -> list[Line]:
    """Return the rows with their cells under each other; columns in `right` end together."""
    if not rows:
        return []
    widths = [max(len(row[at].text) for row in rows) for at in range(len(rows[0]))]
    return [_row(row, widths, right) for row in rows]


def _row(row: Sequence[Span], widths: Sequence[int], right: frozenset[int]) -> Line:
    """Return one row padded to the widths, two spaces between the columns."""
    last = len(row) - 1
    spans: list[Span] = []
    for at, span in enumerate(row):
        text = span.text.rjust(widths[at]) if at in right else span.text.ljust(widths[at])
        spans.append(Span(text if at < last else text.rstrip(), span.style))
        if at < last:
            spans.append(Span("  "))
    return tuple(spans)
