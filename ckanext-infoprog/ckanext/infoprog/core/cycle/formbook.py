"""The workbook that a body fills in for a period: the same questions always give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.cycle import declared, formpages, formulas, stamp
from ckanext.infoprog.core.cycle.asked import Asked, IndicatorLine, MeasureLine, MetricLine, Money
from ckanext.infoprog.core.cycle.declared import INDICATORS, MEASURES, METRICS
from ckanext.infoprog.core.cycle.formwords import SOURCES, word
from ckanext.infoprog.core.sheets import form
from ckanext.infoprog.core.sheets.form import Content, Formula, Line, Page, Rule

LETTER: Final = ("signatory", "number", "date")
LONGEST_LETTER: Final = 200
Asking = TypeVar("Asking", MeasureLine, MetricLine, IndicatorLine)


def filename(asked: Asked) -> str:
    """Return the name of a body's form."""
    return f"{asked.programme}_{asked.period}_{asked.body}.xlsx"


def write(asked: Asked, into: Path) -> None:
    """Write the form."""
    form.write(pages(asked), _title(asked), asked.programme_title, into)


def pages(asked: Asked) -> tuple[Page, ...]:
    """Return the sheets: the start, what is asked, and what is to be corrected."""
    made = [_start(asked)]
    if asked.measures:
        lines = [_measure(one, at, asked) for at, one in _numbered(asked.measures)]
        made.append(_page(asked, MEASURES, lines))
    if asked.metrics:
        made.append(
            _page(asked, METRICS, [_metric(one, at) for at, one in _numbered(asked.metrics)])
        )
    if asked.indicators:
        lines = [_indicator(one, at) for at, one in _numbered(asked.indicators)]
        made.append(_page(asked, INDICATORS, lines))
    rows = _rows(asked)
    problems = formpages.problems(stamp.expected(asked), rows, _open(asked), sum(rows.values()))
    return (*made, problems)


def label(sheet: str, line: MeasureLine | MetricLine | IndicatorLine) -> tuple[str | None, ...]:
    """Return what is printed beside a row's key: it must come back as it went out."""
    if isinstance(line, MeasureLine):
        return (line.measure, line.title, line.source_label)
    return (line.metric, line.title) if isinstance(line, MetricLine) else (line.title,)


def _numbered(lines: tuple[Asking, ...]) -> Iterator[tuple[int, Asking]]:
    """Yield lines with their rows as spreadsheets count."""
    return enumerate(lines, formulas.TOP)


def _title(asked: Asked) -> str:
    """Return the heading of a form."""
    return word("formTitle" if asked.adds else "formTitleYear")


def _page(asked: Asked, sheet: str, lines: list[Line]) -> Page:
    """Return a sheet with rows."""
    title = f"{word(sheet)}: {asked.period_title}, {asked.body_name}"
    return formpages.table(stamp.expected(asked), sheet, title, lines)


def _measure(line: MeasureLine, row: int, asked: Asked) -> Line:
    """Return the row of a measure."""
    remark = (
        line.remark if line.due else "; ".join(filter(None, (line.remark, word("notThisYear"))))
    )
    cells: tuple[Content, ...] = (
        line.key, line.measure, line.title, line.source_label, line.planned, remark, line.used,
        None, None, formulas.total(line, row, adds=asked.adds), None, None, None,
        formulas.measure(line, row), _counter(MEASURES, row, asked),
    )  # fmt: skip
    rules: dict[str, Rule | None] = {}
    if line.money is Money.CLOSED:
        rules = {"allocated": None, "used": None}
    elif line.source is None:
        rules = {"source": declared.choice(tuple(word(code) for code in SOURCES))}
    return Line(cells, rules)


def _metric(line: MetricLine, row: int) -> Line:
    """Return the row of a metric."""
    counted = word("flow" if line.flow else "stock") + (word("part") if line.shared else "")
    problem = formulas.metric(line, row)
    return Line(
        (
            line.key,
            line.metric,
            line.title,
            line.unit,
            counted,
            line.baseline,
            line.forecast,
            line.previous,
            None,
            None,
            problem,
            _number(METRICS, row, problem),
        )  # fmt: skip
    )


def _indicator(line: IndicatorLine, row: int) -> Line:
    """Return the row of an indicator; of number and answer only the one that fits is open."""
    problem = formulas.indicator(line, row)
    return Line(
        (
            line.key,
            line.title,
            line.unit,
            line.baseline,
            line.target,
            line.previous,
            None,
            None,
            None,
            problem,
            _number(INDICATORS, row, problem),
        ),  # fmt: skip
        {"value" if line.yes_no else "answer": None},
    )


def _counter(sheet: str, row: int, asked: Asked) -> Formula:
    """Return the number of a measure's remark: rows that are not due have none at first."""
    before = asked.measures[: row - formulas.TOP + 1]
    number = sum(line.due for line in before)
    shown = Decimal(number) if before[-1].due else ""
    return Formula(formulas.counter(sheet, row), shown)


def _number(sheet: str, row: int, problem: Formula) -> Formula:
    """Return the number of a remark in a sheet where all rows are due, or none is."""
    shown = Decimal(row - formulas.TOP + 1) if problem.value else ""
    return Formula(formulas.counter(sheet, row), shown)


def _rows(asked: Asked) -> dict[str, int]:
    """Return how many rows each sheet has."""
    lines = (asked.measures, asked.metrics, asked.indicators)
    return {sheet: len(found) for sheet, found in zip(declared.SHEETS, lines, strict=True)}


def _open(asked: Asked) -> list[tuple[str, str]]:
    """Return what an empty form lacks, each with its place."""
    return [
        (formpages.place(sheet, row, name), told)
        for sheet, lines in _empty(asked)
        for row, (name, told) in enumerate(lines, formulas.TOP)
        if told
    ]


def _empty(asked: Asked) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each sheet with the names of its rows and what an empty one is told."""
    empty, value = word("askEmpty"), word("askValue")
    told = {True: word("askAnswer"), False: value}
    measures = [(f"{m.measure} {m.title}", empty if m.due else "") for m in asked.measures]
    yield MEASURES, measures
    yield METRICS, [(f"{m.metric} {m.title}", value if m.due else "") for m in asked.metrics]
    yield INDICATORS, [(i.title, told[i.yes_no] if i.due else "") for i in asked.indicators]


def _start(asked: Asked) -> Page:
    """Return the first sheet: what the form is, by when it is due, how it is filled in."""
    deadline = i18n.day(asked.deadline, "uk") if asked.deadline else word("noDeadline")
    facts: list[tuple[str, Content]] = [
        ("programme", asked.programme_title),
        ("body", asked.body_name),
        ("period", asked.period_title),
        ("edition", asked.edition_title),
        ("to", asked.to_name),
        ("deadline", deadline),
        ("state", formpages.state(_rows(asked), len(_open(asked)))),
    ]
    lines = [Line((None, word(name), content)) for name, content in facts]
    lines.append(Line((None, word("letter"), None), heading=True))
    text = {"constraints": {"maxLength": LONGEST_LETTER}}
    for name in LETTER:
        kind = "date" if name == "date" else "text"
        lines.append(Line((name, word(name), None), {"value": declared.rule(kind, text)}))
    lines.append(Line((None, word("how"), None), heading=True))
    steps = ("how1", "how2" if asked.adds else "how2Year", "how3", "how4", "how5", "how6")
    lines += [Line((None, str(at), word(name))) for at, name in enumerate(steps, 1)]
    return formpages.start(stamp.expected(asked), _title(asked), asked.programme_title, lines)
