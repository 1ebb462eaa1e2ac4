"""Whether what came back can be taken: each fault with sheet, cell, label and advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from ckanext.infoprog.core.cycle import declared
from ckanext.infoprog.core.cycle.answers import IndicatorAnswer, MeasureAnswer, MetricAnswer
from ckanext.infoprog.core.cycle.asked import (
    Asked,
    IndicatorLine,
    MeasureLine,
    MetricLine,
    Money,
)
from ckanext.infoprog.core.cycle.formbook import label
from ckanext.infoprog.core.cycle.formsheet import Sheet
from ckanext.infoprog.core.cycle.formwords import SOURCES, STATUSES, word
from ckanext.infoprog.core.cycle.reading import Cells, Opened
from ckanext.infoprog.core.issues import Issue


@dataclass(slots=True)
class Judged:
    """What can be taken of a form, and what is wrong with it."""

    measures: list[MeasureAnswer] = field(default_factory=list)
    metrics: list[MetricAnswer] = field(default_factory=list)
    indicators: list[IndicatorAnswer] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def judge(form: Opened, asked: Asked, name: str) -> Judged:
    """Return what can be taken of a form that was made for these questions."""
    judged = Judged(issues=list(form.issues))
    told = judged.issues
    measures: Sheet[MeasureLine] = Sheet(
        form, declared.MEASURES, asked.measures, partial(label, declared.MEASURES), name, told
    )
    for measure, cells in measures.pairs():
        _measure(measure, cells, measures, judged, adds=asked.adds)
    metrics: Sheet[MetricLine] = Sheet(
        form, declared.METRICS, asked.metrics, partial(label, declared.METRICS), name, told
    )
    for metric, cells in metrics.pairs():
        _metric(metric, cells, metrics, judged)
    indicators: Sheet[IndicatorLine] = Sheet(
        form, declared.INDICATORS, asked.indicators, partial(label, declared.INDICATORS), name, told
    )
    for indicator, cells in indicators.pairs():
        _indicator(indicator, cells, indicators, judged)
    return judged


def _measure(
    line: MeasureLine, row: Cells, sheet: Sheet[MeasureLine], judged: Judged, *, adds: bool
) -> None:
    """Take the row of a measure."""
    columns = declared.inputs(declared.MEASURES)
    money = {name: sheet.number(row, name) for name in ("allocated", "used")}
    if line.money is Money.CLOSED:
        for name, value in money.items():
            if value is not None:
                sheet.tell(row, "form-closed", name)
    nil = sheet.chosen(row, "nil", ("yes",)) is not None
    others = [name for name in columns if name != "nil"]
    if nil and not sheet.is_empty(row, others):
        sheet.tell(row, "form-nil", "nil")
    if not nil and sheet.is_empty(row, columns):
        if line.due:
            sheet.tell(row, "form-empty", "status")
        return
    status = sheet.chosen(row, "status", STATUSES)
    progress = sheet.text(row, "progress")
    if not nil:
        _needed(line, row, sheet)
    source = line.source
    given = any(value is not None for value in money.values())
    if line.money is Money.FREE and source is None and given:
        source = _source(row, sheet)
    _compare(line, row, sheet, money, adds=adds)
    judged.measures.append(
        MeasureAnswer(
            line.key,
            line.measure,
            line.executant,
            source,
            line.fund,
            line.planned,
            money["allocated"],
            money["used"],
            status,
            progress,
            nil,
        )  # fmt: skip
    )


def _needed(line: MeasureLine, row: Cells, sheet: Sheet[MeasureLine]) -> None:
    """Tell what a row that reports something lacks."""
    sheet.tell_empty(row, "form-status", "status")
    sheet.tell_empty(row, "form-progress", "progress")
    if line.money is Money.DUE:
        sheet.tell_empty(row, "form-used", "used")


def _source(row: Cells, sheet: Sheet[MeasureLine]) -> str | None:
    """Return the source that the body has chosen; money without one is told."""
    sheet.tell_empty(row, "form-source", "source")
    return sheet.chosen(row, "source", SOURCES)


def _compare(
    line: MeasureLine,
    row: Cells,
    sheet: Sheet[MeasureLine],
    money: Mapping[str, Decimal | None],
    *,
    adds: bool,
) -> None:
    """Warn of more used than allocated: it may be, and then the text explains it."""
    allocated, used = money["allocated"], money["used"]
    if allocated is None or used is None:
        return
    total = used + (line.used or 0) if adds else used
    if total > allocated:
        sheet.tell(row, "form-over", "used", total=total, allocated=allocated)


def _metric(line: MetricLine, row: Cells, sheet: Sheet[MetricLine], judged: Judged) -> None:
    """Take the row of a metric."""
    value, said = sheet.number(row, "value"), sheet.text(row, "note")
    if sheet.is_empty(row, ("value", "note")):
        if line.due:
            sheet.tell(row, "form-value", "value")
        return
    judged.metrics.append(MetricAnswer(line.key, line.metric, line.executant, value, said))


def _indicator(
    line: IndicatorLine, row: Cells, sheet: Sheet[IndicatorLine], judged: Judged
) -> None:
    """Take the row of an indicator: yes or no where that is asked, else a number."""
    wanted, other = ("answer", "value") if line.yes_no else ("value", "answer")
    if row.texts.get(other) is not None:
        sheet.tell(row, "form-closed", other)
    value = sheet.number(row, "value")
    answer = sheet.chosen(row, "answer", ("Yes", "No"))
    said = sheet.text(row, "note")
    if sheet.is_empty(row, (wanted, "note")):
        if line.due:
            sheet.tell(row, "form-value", wanted)
        return
    shown = word(answer) if answer else None
    judged.indicators.append(IndicatorAnswer(line.key, value, shown, said))
