"""The sheets that every form has: the start, sheets with rows, the list of what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.cycle import declared, formulas, stamp
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.stamp import Stamp
from ckanext.infoprog.core.sheets.form import Column, Formula, Line, Page

START: Final = "start"
PROBLEMS: Final = "problems"


def start(sign: Stamp, title: str, programme: str, lines: Iterable[Line]) -> Page:
    """Return the first sheet: what the form is and how it is filled in."""
    columns = (Column("key", "", 6, quiet=True), Column("label", "", 40), Column("value", "", 90))
    return Page(
        word(START), stamp.written(sign, START), title, programme, columns, tuple(lines),
        headed=False,
    )  # fmt: skip


def state(rows: Mapping[str, int], lacking: int) -> Formula:
    """Return the formula that says whether a form is ready; `lacking` is what an empty one lacks.

    `rows` is how many rows each sheet has.
    """
    count = formulas.count(rows)
    ready, still = word("ready"), word("notReady")
    return Formula(
        f"=IF({count}=0,{formulas.quoted(ready)},{formulas.quoted(still)}&({count}))",
        f"{still}{lacking}" if lacking else ready,
    )


def table(sign: Stamp, sheet: str, title: str, lines: Iterable[Line]) -> Page:
    """Return a sheet with rows."""
    return Page(
        name=word(sheet),
        stamp=stamp.written(sign, sheet),
        title=title,
        hint=word(f"{sheet}Hint"),
        columns=declared.columns(sheet),
        lines=tuple(lines),
    )


def place(sheet: str, row: int, name: str) -> str:
    """Return where something is missing, as the formulas of the list say it."""
    return f"{word(sheet)}, {word('row')} {row}: {name}"


def problems(
    sign: Stamp, rows: Mapping[str, int], lacking: Sequence[tuple[str, str]], listed: int
) -> Page:
    """Return the sheet that lists what is missing or impossible, by formulas.

    `lacking` is what an empty form lacks, each with its place; `listed` is how many are shown.
    """
    lines = []
    for number in range(1, listed + 1):
        where, told = lacking[number - 1] if number <= len(lacking) else ("", "")
        cells = (
            Formula(
                f'=IF({number}<={formulas.count(rows)},{number},"")',
                Decimal(number) if told else "",
            ),
            Formula(formulas.listed(rows, "key", number), where),
            Formula(formulas.listed(rows, formulas.PROBLEM, number), told),
        )
        lines.append(Line(cells))
    columns = (
        Column("number", word("problemNo"), 8),
        Column("where", word("problemWhere"), 60),
        Column("what", word("problemWhat"), 60, loud=True),
    )
    return Page(
        word(PROBLEMS), stamp.written(sign, PROBLEMS), word(PROBLEMS), word("problemsHint"),
        columns, tuple(lines),
    )  # fmt: skip
