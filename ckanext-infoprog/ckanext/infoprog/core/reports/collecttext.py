"""What became of collected forms, as lines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ckanext.infoprog.core import catalogue, i18n
from ckanext.infoprog.core.cycle import declared
from ckanext.infoprog.core.cycle.answers import Change, Value
from ckanext.infoprog.core.cycle.collecting import Collected, Received
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.reports import lines
from ckanext.infoprog.core.reports.lines import Line, Span, Style, line
from ckanext.infoprog.core.reports.words import Words, visible


def told(collected: Collected, words: Words) -> tuple[Line, ...]:
    """Return each file with what was done with it, then who has not answered."""
    return (
        *(made for one in collected.received for made in _file(one, collected, words)),
        *_missing(collected, words),
    )


def _file(one: Received, collected: Collected, words: Words) -> Iterator[Line]:
    """Yield one file: whose it is, what was done, what is wrong, what it changes."""
    yield line(f"{visible(one.name)}: {_done(one, collected, words)}", Style.TITLE)
    for issue in one.issues:
        yield (
            Span(f"  {catalogue.explain(issue, words.lang)} "),
            Span(f"[{issue.code}]", lines.style_of(issue.severity)),
        )
    for change in one.changes if one.ok else ():
        yield line(f"  {change_line(change, words)}", Style.QUIET)


def _done(one: Received, collected: Collected, words: Words) -> str:
    """Return what was done with a file."""
    body = one.answer.body if one.answer else None
    if not one.ok:
        return words.say("not taken")
    if body not in collected.kept:
        same = one.replaces is not None and one.replaces.answer == one.answer
        return (
            words.say("{body}: says what is kept already", body=body)
            if same
            else words.say("{body}: well, but not kept because of the other files", body=body)
        )
    if one.replaces is None:
        return words.say("{body}: kept", body=body)
    return words.say("{body}: kept in place of {file}", body=body, file=visible(one.replaces.file))


def change_line(change: Change, words: Words) -> str:
    """Return a cell that is now said otherwise."""
    fields = {one.name: one.title[words.lang] for one in declared.table(change.sheet).fields}
    heading = fields.get(change.column, change.column)
    before, after = (_shown(value, words) for value in (change.before, change.after))
    return f"{word(change.sheet)}, {change.key}, {heading}: {before} → {after}"


def _shown(value: Value, words: Words) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, bool):
        return words.say("yes") if value else words.say("no")
    if isinstance(value, Decimal):
        return i18n.number(value, words.lang)
    return "–" if value is None else visible(value)


def _missing(collected: Collected, words: Words) -> Iterator[Line]:
    """Yield who has not answered."""
    if not collected.missing:
        yield line(words.say("Every body has answered."), Style.GOOD)
        return
    yield line(words.say("Not answered yet"), Style.TITLE)
    for body in collected.missing:
        yield line(f"  {body}  {visible(collected.names[body])}")
