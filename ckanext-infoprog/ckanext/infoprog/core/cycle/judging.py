"""Whether what came back can be taken: each fault with sheet, cell, label and advice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

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
from ckanext.infoprog.core.cycle.formwords import SOURCES, STATUSES, code_of, word
from ckanext.infoprog.core.cycle.notes import note
from ckanext.infoprog.core.cycle.reading import LABELS, Cells, Opened
from ckanext.infoprog.core.issues import Issue, Param
from ckanext.infoprog.core.validation.rules import formula_cell

LARGEST: Final = Decimal(10) ** 12
Line = MeasureLine | MetricLine | IndicatorLine


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
    measures = _Sheet(form, declared.MEASURES, asked.measures, name, judged)
    for measure, cells in measures.pairs():
        if isinstance(measure, MeasureLine):
            _measure(measure, cells, measures, asked)
    metrics = _Sheet(form, declared.METRICS, asked.metrics, name, judged)
    for metric, cells in metrics.pairs():
        if isinstance(metric, MetricLine):
            _metric(metric, cells, metrics)
    indicators = _Sheet(form, declared.INDICATORS, asked.indicators, name, judged)
    for indicator, cells in indicators.pairs():
        if isinstance(indicator, IndicatorLine):
            _indicator(indicator, cells, indicators)
    return judged


class _Sheet:
    """The rows of one sheet beside what was asked."""

    def __init__(
        self, form: Opened, sheet: str, lines: Iterable[Line], name: str, judged: Judged
    ) -> None:
        """Keep what is compared and where faults are told."""
        self.sheet, self.name, self.judged = sheet, name, judged
        self._lines = {line.key: line for line in lines}
        self._there = sheet in form.rows
        self._rows = form.rows.get(sheet, ())
        self._headings = {one.name: one.title["uk"] for one in declared.table(sheet).fields}

    def pairs(self) -> list[tuple[Line, Cells]]:
        """Return each row with what it answers; foreign, doubled, missing ones are told."""
        if not self._there:
            if self._lines:
                self.judged.issues.append(
                    note("form-sheet-missing", path=self.name, table=word(self.sheet))
                )
            return []
        counted = Counter(row.key for row in self._rows)
        found = []
        for row in self._rows:
            line = self._lines.get(row.key)
            if line is None:
                self.tell(row, "form-row-foreign", "key")
            elif counted[row.key] > 1:
                self.tell(row, "form-row-twice", "key")
            elif self._labelled(line, row):
                found.append((line, row))
                self._tell_formulas(row)
        for key, line in self._lines.items():
            if key not in counted:
                shown = " ".join(part or "" for part in label(self.sheet, line)[:2]).strip()
                self.judged.issues.append(
                    note(
                        "form-row-missing",
                        path=self.name,
                        table=word(self.sheet),
                        key=key,
                        label=shown,
                    )  # fmt: skip
                )
        return found

    def _tell_formulas(self, row: Cells) -> None:
        """Say which values come from formulas that were typed in: they may be out of date."""
        for column in declared.inputs(self.sheet):
            if column in row.formulas and column not in row.refused:
                self.tell(row, "form-typed-formula", column)

    def tell(self, row: Cells, code: str, column: str, **params: Param) -> None:
        """Tell a fault of a cell: file, sheet, row, label, heading, address."""
        named: dict[str, Param] = {"label": row.label or "–", "place": row.place(column), **params}
        found = note(
            code,
            path=self.name,
            table=row.name,
            row=row.number,
            key=row.key or None,
            field=self._headings[column],
            value=row.texts.get(column),
        )
        self.judged.issues.append(_with(found, named))

    def _labelled(self, line: Line, row: Cells) -> bool:
        """Return whether a row still bears the words that it went out with."""
        wanted = dict(zip(self._label_columns(), label(self.sheet, line), strict=True))
        for column, text in wanted.items():
            if text is None and column == "source":
                continue  # the body chooses it
            if _plain(row.texts.get(column)) != _plain(text):
                self.tell(row, "form-label", column, wanted=text)
                return False
        return True

    def _label_columns(self) -> tuple[str, ...]:
        """Return the columns of a sheet that name what a row is of."""
        return tuple(one for one in LABELS if one in declared.table(self.sheet).columns)

    def number(self, row: Cells, column: str) -> Decimal | None:
        """Return a number; one below zero or absurdly large is told."""
        text = row.texts.get(column)
        if text is None or column in row.refused:
            return None
        value = Decimal(text)
        if value < 0:
            self.tell(row, "form-negative", column)
        if value > LARGEST:
            self.tell(row, "form-too-large", column)
        return value

    def text(self, row: Cells, column: str) -> str | None:
        """Return a text; one too long or one that a spreadsheet would run is told."""
        text = row.texts.get(column)
        if text is None or column in row.refused:
            return None
        longest = declared.table(self.sheet).field(column).constraints.max_length or 0
        if len(text) > longest:
            self.tell(row, "form-too-long", column, count=len(text), limit=longest)
        if start := formula_cell.find(text):
            self.tell(row, "form-formula", column, start=start)
        return text

    def chosen(self, row: Cells, column: str, codes: tuple[str, ...]) -> str | None:
        """Return the code of a word that was chosen from a list; another word is told."""
        text = row.texts.get(column)
        if text is None or column in row.refused:
            return None
        code = code_of(text, codes)
        if code is None:
            words = ", ".join(dict.fromkeys(word(one) for one in codes))
            self.tell(row, "form-choice", column, words=words)
        return code

    def is_empty(self, row: Cells, columns: Iterable[str]) -> bool:
        """Return whether none of these cells holds anything."""
        return not any(row.texts.get(one) or one in row.refused for one in columns)


def _measure(line: MeasureLine, row: Cells, sheet: _Sheet, asked: Asked) -> None:
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
    _compare(line, row, sheet, money, adds=asked.adds)
    sheet.judged.measures.append(
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


def _needed(line: MeasureLine, row: Cells, sheet: _Sheet) -> None:
    """Tell what a row that reports something lacks."""
    for column, code in (("status", "form-status"), ("progress", "form-progress")):
        if row.texts.get(column) is None and column not in row.refused:
            sheet.tell(row, code, column)
    missing = row.texts.get("used") is None and "used" not in row.refused
    if line.money is Money.DUE and missing:
        sheet.tell(row, "form-used", "used")


def _source(row: Cells, sheet: _Sheet) -> str | None:
    """Return the source that the body has chosen; money without one is told."""
    if row.texts.get("source") is None and "source" not in row.refused:
        sheet.tell(row, "form-source", "source")
    return sheet.chosen(row, "source", SOURCES)


def _compare(
    line: MeasureLine, row: Cells, sheet: _Sheet, money: Mapping[str, Decimal | None], *, adds: bool
) -> None:
    """Warn of more used than allocated: it may be, and then the text explains it."""
    allocated, used = money["allocated"], money["used"]
    if allocated is None or used is None:
        return
    total = used + (line.used or 0) if adds else used
    if total > allocated:
        sheet.tell(row, "form-over", "used", total=total, allocated=allocated)


def _metric(line: MetricLine, row: Cells, sheet: _Sheet) -> None:
    """Take the row of a metric."""
    value, said = sheet.number(row, "value"), sheet.text(row, "note")
    if sheet.is_empty(row, ("value", "note")):
        if line.due:
            sheet.tell(row, "form-value", "value")
        return
    sheet.judged.metrics.append(MetricAnswer(line.key, line.metric, line.executant, value, said))


def _indicator(line: IndicatorLine, row: Cells, sheet: _Sheet) -> None:
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
    sheet.judged.indicators.append(IndicatorAnswer(line.key, value, shown, said))


def _plain(text: str | None) -> str:
    """Return a label as it is compared."""
    return " ".join((text or "").split())


def _with(issue: Issue, params: Mapping[str, Param]) -> Issue:
    """Return a finding with these words."""
    return Issue(
        issue.code, issue.severity, issue.path, issue.table, issue.row, issue.key, issue.field,
        issue.value, tuple(sorted(params.items())),
    )  # fmt: skip
