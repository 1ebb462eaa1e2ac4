"""What the documents of a period say: the rows of each table, each cell by its field's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.cycle import computed, editions, reportvalues
from ckanext.infoprog.core.cycle.answering import Answering
from ckanext.infoprog.core.cycle.computed import Figures
from ckanext.infoprog.core.cycle.deviations import Deviation, Kind, deviations
from ckanext.infoprog.core.cycle.formwords import SOURCES, word
from ckanext.infoprog.core.cycle.membership import PUBLISHER
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.cycle.reportrow import Cells, Fact, gathered
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.papers.paper import Content, Weight
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.records import Record, listed, records

LANG: Final = "uk"
_MONEY: Final = frozenset({Kind.OVER_ALLOCATED, Kind.UNDERUSED})


class Facts:
    """The rows of a period's documents, counted once."""

    def __init__(self, package: Package, when: Period) -> None:
        """Read the period's report."""
        self._package, self._when = package, when
        self._answering = Answering(package, when)
        self.execution = computed.execution(package, when)
        self._reported = gathered(
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
            "indicators": lambda: reportvalues.indicators(self._package, self._when),
            "metrics": lambda: reportvalues.metrics(self._package, self._when),
            "deviations": self._deviations,
        }
        return tuple(makers[name]())

    def _measures(self) -> Iterator[Fact]:
        """Yield the measures by direction, with the sums of each and of the programme."""
        measures = editions.measures(self._package, self._when.end, also=self._reported)
        every = gathered(measures, lambda row: row.text("directionId"))
        for direction in listed(records(self._package, "directions")):
            own = every.get(direction.key, [])
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
        keys = dict.fromkeys(row.text("executantId") or "" for row in listed(rows))
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

    def _directions(self) -> Iterator[Fact]:
        """Yield the directions and the programme."""
        for row in listed(records(self._package, "directions")):
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
            every = reportvalues.of_indicators(self._package, self._when)
            values = [v for v in every if v.text("indicatorId") == one.key]
            return row.text("title") or one.key, reportvalues.note(values, self._when)
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


def _held(one: Deviation, value: str | Decimal | None) -> str | None:
    """Return a side of a deviation with its unit."""
    if isinstance(value, Decimal):
        return i18n.money(value, LANG) if one.kind in _MONEY else i18n.number(value, LANG)
    return word(value) if value is not None and one.kind is Kind.HINDERED else value
