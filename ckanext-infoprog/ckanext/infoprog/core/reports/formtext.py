"""The forms of a period as lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.cycle import formbook
from ckanext.infoprog.core.cycle.asked import Asked
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.reports import lines
from ckanext.infoprog.core.reports.lines import Line, Span, Style
from ckanext.infoprog.core.reports.words import Words

RIGHT: Final = frozenset({1, 2, 3})


def listed(asked: Iterable[Asked], words: Words) -> tuple[Line, ...]:
    """Return each form with the rows that it asks for and the day it is due."""
    say = words.say
    head = (say("file"), say("measures"), say("metrics"), say("indicators"), say("due"))
    rows = [[Span(name, Style.QUIET) for name in head]]
    for one in asked:
        counts = (len(one.measures), len(one.metrics), len(one.indicators))
        due = i18n.day(one.deadline, words.lang) if one.deadline else "–"
        cells = (formbook.filename(one), *(str(count) for count in counts), due)
        rows.append([Span(cell) for cell in cells])
    return tuple(lines.columns(rows, RIGHT))


def no_duty(when: Period, words: Words) -> str:
    """Return that the programme asks for nothing of the kind."""
    return words.say(
        "The programme names no duty to report for such a period ({period}); the forms have no "
        "deadline.",
        period=when.code,
    )
