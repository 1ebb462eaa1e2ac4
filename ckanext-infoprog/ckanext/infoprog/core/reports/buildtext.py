"""What a build did or would do, as lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ckanext.infoprog.core.derive.build import Planned, State, outdated
from ckanext.infoprog.core.reports import lines
from ckanext.infoprog.core.reports.lines import Line, Span, Style
from ckanext.infoprog.core.reports.words import Words


def found(planned: Iterable[Planned], words: Words) -> tuple[Line, ...]:
    """Return the files that are not what a build makes, each with its state."""
    names = {State.DIFFERS: words.say("differs"), State.MISSING: words.say("missing")}
    rows = [
        [Span(names[one.state], Style.ERROR), Span(one.path.as_posix())]
        for one in outdated(planned)
    ]
    return tuple(lines.columns(rows))


def written(changed: Iterable[Planned], words: Words) -> tuple[Line, ...]:
    """Return the files that were written."""
    rows = [[Span(words.say("written"), Style.GOOD), Span(one.path.as_posix())] for one in changed]
    return tuple(lines.columns(rows))


def summary(planned: Sequence[Planned], words: Words) -> str:
    """Return how many files a build makes and how many of them are not so."""
    made = words.say_count("{count} file is built", "{count} files are built", len(planned))
    other = len(outdated(planned))
    if not other:
        return words.say("{made}; all were up to date.", made=made)
    return words.say(
        "{made}; {other}.",
        made=made,
        other=words.say_count("{count} was not up to date", "{count} were not up to date", other),
    )
