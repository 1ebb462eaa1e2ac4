"""What the documents of a period say: the rows of each table, each cell by its field's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.cycle import computed, editions
from ckanext.infoprog.core.cycle.answering import Answering
from ckanext.infoprog.core.cycle.computed import Figures
from ckanext.infoprog.core.cycle.deviations import Deviation, Kind, deviations
from ckanext.infoprog.core.cycle.formwords import SOURCES, word
from ckanext.infoprog.core.cycle.membership import PUBLISHER
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.cycle.reached import ACTUAL, metric_wholes, reached
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.papers.paper import Content, Weight
from ckanext.infoprog.core.validation import indicators, money
from ckanext.infoprog.core.validation.records import Record, records

LANG: Final = "uk"
FORECAST: Final = "forecast"
_MONEY: Final = frozenset({Kind.OVER_ALLOCATED, Kind.UNDERUSED})

Cells = Mapping[str, Content]


@dataclass(frozen=True, slots=True)
class Fact:
    """A row: its cells by field, and what it is among the others."""

    cells: Cells
    weight: Weight = Weight.ROW


class Facts:
    """The rows of a period's documents, counted once."""

    def __init__(self, package: Package, when: Period) -> None:
        """Read the period's report."""
        self._package, self._when = package, when
        self._answering = Answering(package, when)
        self.execution = computed.execution(package, when)
        self._reported = _gathered(
            (r for r in records(package, "execution") if r.text("reportId") == when.report_id),
            lambda row: row.text("measureId"),
        )
        self._worded = _worded(package, when)

    def rows(self, name: str) -> tuple[Fact, ...]:
        """Return the rows of a table by its name in layouts."""
        makers: Mapping[str, Callable[[], Iterator[Fact]]] = {
            "measures": self._measures,
            "directions": self._directions,
            "sources": self._sources,
            "executants": self._executants,
            "indicators": self._indicators,
            "metrics": self._metrics,
            "deviations": self._deviations,
        }
        return tuple(makers[name]())

    def _measures(self) -> Iterator[Fact]:
        """Yield the measures by direction, with the sums of each and of the programme."""
        measures = editions.measures(self._package, self._when.end, also=self._reported)
        listed = _gathered(measures, lambda r: r.text("directionId"))
        for direction in self._ordered_directions():
            own = listed.get(direction.key, [])
            title = f"{direction.key}. {direction.text('title') or ''}"
            yield Fact({"title": title}, Weight.HEADING)
            yield from (Fact(self._measure(row)) for row in own)
            sums = self.execution.directions.get(direction.key)
            told = f"{word('reportOfDirection')} {direction.key}"
            yield Fact({"title": told, **_figures(sums)}, Weight.SUM)
        yield self._whole()

    def _measure(self, row: Record) -> Cells:
        """Return the row of a measure."""
        given = self._reported.get(row.key, [])
        figures = _figures(self.execution.measures.get(row.key))
        if figures["planned"] is None:
            figures["planned"] = self._worded.get(row.key)
        return {
            "number": row.key,
            "title": row.text("title"),
            "executants": self._named(row.key),
            "term": row.text("termText"),
            "expected": row.text("expectedResult"),
            "status": self._told(given, _status),
            "progress": self._told(given, lambda one: one.text("progressText")),
            **figures,
        }

    def _named(self, measure: str) -> str | None:
        """Return the executors that the programme names for a measure."""
        rows = [r for r in records(self._package, "measureExecutants")
                if r.text("measureId") == measure and r.text("basis") != PUBLISHER]  # fmt: skip
        rows.sort(key=lambda one: (one.year("position") or 0, one.key))
        keys = dict.fromkeys(row.text("executantId") or "" for row in rows)
        return "; ".join(self._answering.names.get(key, key) for key in keys) or None

    def _told(self, given: list[Record], what: Callable[[Record], str | None]) -> str | None:
        """Return what the bodies say: once where all say the same, else each with its name."""
        said: dict[str, list[str]] = {}
        for row in given:
            if text := what(row):
                said.setdefault(text, []).append(self._called(row, given))
        if len(said) == 1 and len(given) == len(next(iter(said.values()))):
            return next(iter(said))
        lines = [f"{', '.join(names)}: {text}" for text, names in said.items()]
        return "\n".join(lines) or None

    def _called(self, row: Record, given: list[Record]) -> str:
        """Return whose row it is; of several rows of one body each names its source too."""
        key = row.text("executantId") or ""
        name = self._answering.names.get(key, key) or word("reportNobody")
        parts = [row.text("source"), row.text("fund")]
        several = sum((one.text("executantId") or "") == key for one in given) > 1
        told = [word(part) for part in parts if part] if several else []
        return ", ".join((name, *told))

    def _ordered_directions(self) -> list[Record]:
        """Return the directions as the document lists them."""
        rows = records(self._package, "directions")
        return sorted(rows, key=lambda row: (row.year("position") or 0, row.key))

    def _directions(self) -> Iterator[Fact]:
        """Yield the directions and the programme."""
        for row in self._ordered_directions():
            figures = _figures(self.execution.directions.get(row.key))
            yield Fact({"number": row.key, "title": row.text("title"), **figures})
        yield self._whole()

    def _whole(self) -> Fact:
        """Return the row of the whole programme."""
        figures = _figures(self.execution.programme)
        return Fact({"title": word("reportWhole"), **figures}, Weight.SUM)

    def _sources(self) -> Iterator[Fact]:
        """Yield the sources of money and the programme."""
        for key in SOURCES:
            if figures := self.execution.sources.get(key):
                yield Fact({"title": word(key), **_figures(figures)})
        yield self._whole()

    def _executants(self) -> Iterator[Fact]:
        """Yield the bodies whose rows the report has; their plans do not sum up to a whole."""
        names = self._answering.names
        found = [(names.get(key, key), one) for key, one in self.execution.executants.items()]
        for name, figures in sorted(found, key=lambda pair: pair[0]):
            yield Fact({"title": name, **_figures(figures)})

    def _indicators(self) -> Iterator[Fact]:
        """Yield the indicators by priority."""
        values = _whole_values(self._package, self._when)
        own = _gathered(values, lambda r: r.text("indicatorId"))
        listed = _gathered(records(self._package, "indicators"), lambda r: r.text("priorityId"))
        found = reached(self._package, self._when)
        priorities = records(self._package, "priorities")
        for priority in sorted(priorities, key=lambda row: (row.year("position") or 0, row.key)):
            title = f"{priority.key}. {priority.text('title') or ''}"
            yield Fact({"title": title}, Weight.HEADING)
            for at, row in enumerate(listed.get(priority.key, []), 1):
                one, values = found[row.key], own.get(row.key, [])
                base = next((v for v in values if v.text("valueType") == indicators.BASELINE), None)
                yield Fact({
                    "number": f"{priority.key}.{at}",
                    "title": row.text("title"),
                    "unit": row.text("unit"),
                    "formula": row.text("formula"),
                    "baseline": _said(base),
                    "target": one.target if one.target_text is None else one.target_text,
                    "value": one.value if one.value is not None else one.text,
                    "deviation": one.deviation,
                    "reached": None if one.reached is None else word(_YES[one.reached]),
                    "dynamics": one.dynamics,
                    "note": self._note(values),
                })  # fmt: skip

    def _metrics(self) -> Iterator[Fact]:
        """Yield the metrics: the whole of each."""
        wholes = metric_wholes(self._package, self._when)
        every = editions.values(self._package, indicators.METRIC_VALUES, self._when.end)
        rows = [r for r in every if r.text("executantId") is None]
        own = _gathered(rows, lambda row: row.text("metricId"))
        listed = records(self._package, "metrics")
        for row in sorted(listed, key=lambda one: (one.year("position") or 0, one.key)):
            values = own.get(row.key, [])
            forecast = next(
                (v for v in values
                 if v.text("valueType") == FORECAST and v.year("year") == self._when.year),
                None,
            )  # fmt: skip
            yield Fact({
                "number": row.key,
                "title": row.text("title"),
                "unit": row.text("unit"),
                "forecast": _said(forecast),
                "value": wholes.get(row.key, self._worded_value(values)),
                "note": self._note(values),
            })  # fmt: skip

    def _own(self, values: Iterable[Record]) -> Iterator[Record]:
        """Yield the values of the period's report."""
        for row in values:
            if row.text("reportId") == self._when.report_id and row.text("valueType") == ACTUAL:
                yield row

    def _worded_value(self, values: Iterable[Record]) -> str | None:
        """Return a value that the report gives in words."""
        return next((row.text("textValue") for row in self._own(values)), None)

    def _note(self, values: Iterable[Record]) -> str | None:
        """Return what the report says beside a value."""
        return next((text for row in self._own(values) if (text := row.text("note"))), None)

    def _deviations(self) -> Iterator[Fact]:
        """Yield what asks for an explanation."""
        for one in deviations(self._package, self._when):
            where, why = self._place(one)
            yield Fact({
                "what": word(f"report-{one.kind.value}"),
                "where": where,
                "stated": _held(one, one.stated),
                "expected": _held(one, one.expected),
                "explanation": why,
            })  # fmt: skip

    def _place(self, one: Deviation) -> tuple[str, str | None]:
        """Return the row that a deviation is seen in as a person calls it, and its explanation."""
        row = next(r for r in records(self._package, one.table) if r.key == one.key)
        if one.table == "indicators":
            every = _whole_values(self._package, self._when)
            values = [v for v in every if v.text("indicatorId") == one.key]
            return row.text("title") or one.key, self._note(values)
        if one.table == "measures":
            given = self._reported.get(one.key, [])
            why = self._told(given, lambda found: found.text("progressText"))
            return f"{one.key} {row.text('title') or ''}", why
        measure = row.text("measureId") or ""
        titles = {r.key: r.text("title") for r in records(self._package, "measures")}
        body = row.text("executantId") or ""
        name = self._answering.names.get(body, body)
        parts = [f"{measure} {titles.get(measure) or ''}", name]
        return ", ".join(part for part in parts if part), row.text("progressText")


_YES: Final = MappingProxyType({True: "yes", False: "reportNo"})


def _figures(figures: Figures | None) -> dict[str, Content]:
    """Return the money of a row."""
    names = ("planned", "allocated", "executed", "percent", "ofAllocated", "compared")
    if figures is None:
        return dict.fromkeys(names)
    compared = f"{figures.compared} {word('reportOf')} {figures.parts}" if figures.parts else None
    values = (figures.planned, figures.allocated, figures.executed, figures.percent,
              figures.of_allocated, compared)  # fmt: skip
    return dict(zip(names, values, strict=True))


def _worded(package: Package, when: Period) -> Mapping[str, str]:
    """Return what the edition in force says of money in words, by measure."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in editions.funding(package, when.end):
        text, measure = row.text("fundingText"), row.text("measureId")
        fits = row.year("year") in (None, when.year)
        if (
            fits
            and money.amount_of(row) is None
            and text
            and measure
            and text not in found[measure]
        ):
            found[measure].append(text)
    return {measure: "; ".join(texts) for measure, texts in found.items()}


def _status(row: Record) -> str | None:
    """Return the status of a row in words."""
    if row.flag("nil"):
        return word("reportNil")
    code = row.text("status")
    return word(code) if code else None


def _said(row: Record | None) -> Content:
    """Return a value as it is stated: in words where it has any."""
    if row is None:
        return None
    text = row.text("textValue")
    return text if text is not None else row.decimal("value")


def _held(one: Deviation, value: str | Decimal | None) -> str | None:
    """Return a side of a deviation with its unit."""
    if isinstance(value, Decimal):
        return i18n.money(value, LANG) if one.kind in _MONEY else i18n.number(value, LANG)
    return word(value) if value is not None and one.kind is Kind.HINDERED else value


def _whole_values(package: Package, when: Period) -> list[Record]:
    """Return the values of indicators that are not one body's own."""
    rows = editions.values(package, indicators.VALUES, when.end)
    return [row for row in rows if row.text("executantId") is None]


def _gathered(
    rows: Iterable[Record], owner: Callable[[Record], str | None]
) -> Mapping[str, list[Record]]:
    """Return rows by what they belong to."""
    found: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        if (name := owner(row)) is not None:
            found[name].append(row)
    return found
