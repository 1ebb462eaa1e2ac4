"""One function a number: what a page, a chart and a file say of money is counted here and once.

Sums run over amounts alone. The document's printed total leads; the rows' sum stands beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from ckanext.infoprog.core.pages import duties, states
from ckanext.infoprog.core.pages.programme import (
    NIL,
    Execution,
    Measure,
    Money,
    Printed,
    Programme,
    Report,
)
from ckanext.infoprog.core.pages.states import COUNTED, State, Value

MEASURE: Final = "measure"
DIRECTION: Final = "direction"
PROGRAMME: Final = "programme"
_TENTH: Final = Decimal("0.1")
_KOPIYKA: Final = Decimal("0.01")
_RANK: Final = {"statusInfo": 0, "progress": 1, "results": 2, "final": 3}


@dataclass(frozen=True, slots=True)
class Cut:
    """Which money is looked at; a part that is None is not looked at."""

    year: int | None = None
    source: str | None = None
    fund: str | None = None
    executant: str | None = None

    def holds(self, one: Money | Execution) -> bool:
        """Return whether a row is of these parts; years are told apart by who asks."""
        pairs = (
            (self.source, one.source), (self.fund, one.fund), (self.executant, one.executant),
        )  # fmt: skip
        return all(wanted in (None, found) for wanted, found in pairs)


WHOLE: Final = Cut()


@dataclass(frozen=True, slots=True)
class Left:
    """Measures that a sum leaves out for one reason; `words` are the document's for it."""

    state: State
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class Total:
    """A sum: of how many measures it holds an amount, what it leaves out, what is printed.

    `rows` is the sum of the rows, `printed` the document's total of the very same money.
    """

    rows: Value
    counted: int
    of: int
    left: tuple[Left, ...]
    partly: int
    printed: Printed | None
    notes: tuple[str, ...]

    @property
    def lead(self) -> Value:
        """The number that leads: the printed total, else the sum of the rows."""
        if self.printed is None:
            return self.rows
        return states.amount(self.printed.amount, self.notes)

    @property
    def differs(self) -> bool:
        """Whether the printed total is not the sum of the rows."""
        return self.printed is not None and self.printed.amount != self.rows.amount


@dataclass(frozen=True, slots=True)
class Share:
    """Executed money as a part of the planned, over the `counted` measures that have both."""

    percent: Decimal | None
    counted: int
    planned: Decimal
    executed: Decimal


def value(measure: Measure, cut: Cut = WHOLE) -> Value:
    """Return a measure's own money: the sum of its amounts, else why there is none."""
    return value_of(measure.money, cut)


def value_of(money: Sequence[Money], cut: Cut = WHOLE) -> Value:
    """Return the sum of the amounts among these rows, else why there is none."""
    rows = [one for one in money if cut.holds(one)]
    within = [one for one in rows if cut.year is None or one.year == cut.year]
    amounts = [one.amount for one in within if one.amount is not None]
    worded = [
        one for one in rows
        if one.state is not State.AMOUNT and (cut.year is None or one.year in (None, cut.year))
    ]  # fmt: skip
    if amounts:
        return states.amount(sum(amounts, Decimal(0)), partly=bool(worded))
    if worded:
        return Value(worded[0].state, words=worded[0].words)
    return Value(State.NOT_PLANNED if money else State.NOT_APPLICABLE)


def total(
    programme: Programme, measures: Sequence[Measure], cut: Cut, scope: str, of: str
) -> Total:
    """Return the sum over these measures, which are all of the scope, with its printed total."""
    found = [value(one, cut) for one in measures]
    amounts = [one.amount for one in found if one.amount is not None]
    printed = _printed(programme, cut, scope, of)
    return Total(
        rows=states.amount(sum(amounts, Decimal(0))) if amounts else _without(found),
        counted=len(amounts),
        of=len(found),
        left=_left(found),
        partly=sum(one.partly for one in found),
        printed=printed,
        notes=_notes(programme, measures, cut, scope, printed),
    )


def of_programme(programme: Programme, cut: Cut = WHOLE) -> Total:
    """Return the money of the whole programme; its whole total may stand in the passport alone."""
    return total(programme, programme.measures, cut, PROGRAMME, programme.key)


def of_direction(programme: Programme, key: str, cut: Cut = WHOLE) -> Total:
    """Return the money of a direction."""
    found = programme.direction(key)
    return total(programme, found.measures if found else (), cut, DIRECTION, key)


def of_measure(programme: Programme, measure: Measure, cut: Cut = WHOLE) -> Total:
    """Return the money of a measure."""
    return total(programme, (measure,), cut, MEASURE, measure.key)


def sources(measures: Iterable[Measure]) -> tuple[tuple[str | None, str | None, str], ...]:
    """Return the sources and funds that bring amounts, each with the document's word for it."""
    found: dict[tuple[str | None, str | None], str] = {}
    for measure in measures:
        for one in measure.money:
            if one.amount is not None:
                found.setdefault((one.source, one.fund), one.label)
    return tuple((source, fund, label) for (source, fund), label in found.items())


def report_for(programme: Programme, year: int) -> Report | None:
    """Return the report that says most of a year: of the last period, of its year the fullest."""
    found = [one for one in programme.reports if one.end and one.end.year == year and one.rows]
    return max(found, key=lambda one: (one.end, _RANK.get(one.kind, 0)), default=None)


def executed(programme: Programme, measure: Measure, cut: Cut, today: duties.Day) -> Value:
    """Return the executed money of a measure in a year, else why it is not known."""
    assert cut.year is not None
    report = report_for(programme, cut.year)
    if report is None:
        return Value(duties.unreported(programme, cut.year, today))
    return reported(report, measure.key, cut)


def reported(report: Report, key: str, cut: Cut = WHOLE) -> Value:
    """Return what one report says was executed of a measure, else why that is not known."""
    rows = [one for one in report.rows if one.measure == key and cut.holds(one)]
    amounts = [one.executed for one in rows if one.executed is not None]
    if amounts:
        return states.amount(sum(amounts, Decimal(0)))
    return Value(State.NOT_STATED if rows else State.NOT_PUBLISHED)


def reported_whole(report: Report) -> Value:
    """Return all that one report says was executed."""
    amounts = [one.executed for one in report.rows if one.executed is not None]
    if not amounts:
        return Value(State.NOT_STATED)
    return states.amount(sum(amounts, Decimal(0)))


def spent(
    programme: Programme, measures: Sequence[Measure], cut: Cut, today: duties.Day
) -> tuple[Value, int]:
    """Return the executed money of a year over these measures, and of how many there is some."""
    found = [executed(programme, one, cut, today) for one in measures]
    amounts = [one.amount for one in found if one.amount is not None]
    if not amounts:
        return _without(found), 0
    return states.amount(sum(amounts, Decimal(0))), len(amounts)


def share(pairs: Iterable[tuple[Value, Value]]) -> Share:
    """Return executed ÷ planned over the pairs that have both; no percentage over nothing."""
    both = [(p.amount, e.amount) for p, e in pairs if p.amount is not None and e.amount is not None]
    planned = sum((p for p, _ in both), Decimal(0))
    done = sum((e for _, e in both), Decimal(0))
    return Share(done / planned * 100 if planned else None, len(both), planned, done)


def planned(programme: Programme, measure: Measure, year: int) -> Value:
    """Return the money that the edition sets which was in force when a year was reported on.

    Without a report of the year that is the edition in force.
    """
    report = report_for(programme, year)
    if report is None or report.end is None or not measure.after:
        return value(measure, Cut(year=year))
    return value_of(measure.after[programme.edition_at(report.end)], Cut(year=year))


def whole_share(programme: Programme, today: duties.Day) -> Share:
    """Return executed ÷ planned over all measures and years that have both."""
    return share(
        (planned(programme, one, year), executed(programme, one, Cut(year=year), today))
        for year in programme.years
        for one in programme.measures
    )


def status(programme: Programme, measure: Measure) -> str:
    """Return the state of a measure by the latest report that names one; else nothing."""
    for report in reversed(programme.reports):
        found = [one.status for one in report.rows if one.measure == measure.key]
        named = [code for code in found if code not in ("", NIL)]
        if named:
            return named[0]
    return ""


def covered(found: Total) -> Value:
    """Return how much of every hundred measures have an amount, to a tenth."""
    if not found.of:
        return Value(State.NOT_APPLICABLE)
    part = Decimal(found.counted) / found.of * 100
    return states.amount(part.quantize(_TENTH, rounding=ROUND_HALF_UP))


def per_year(found: Total, years: int) -> Value:
    """Return the money of one year of the term on average, to the kopiyka."""
    if found.lead.amount is None or not years:
        return found.lead if years else Value(State.NOT_APPLICABLE)
    each = found.lead.amount / years
    return states.amount(each.quantize(_KOPIYKA, rounding=ROUND_HALF_UP))


def _without(found: Sequence[Value]) -> Value:
    """Return the state of a sum of no amounts: theirs, where all have the same."""
    kinds = {one.state for one in found}
    if len(kinds) == 1:
        return Value(found[0].state, words=found[0].words)
    return Value(State.NOT_APPLICABLE)


def _left(found: Sequence[Value]) -> tuple[Left, ...]:
    """Return what a sum leaves out, by reason."""
    counts = Counter(one.state for one in found)
    said = {one.state: one.words for one in reversed(found)}
    return tuple(Left(one, counts[one], said[one]) for one in COUNTED if counts[one])


def _printed(programme: Programme, cut: Cut, scope: str, of: str) -> Printed | None:
    """Return the printed total of exactly this money."""
    wanted = (cut.source, cut.fund, cut.executant, cut.year)
    for one in programme.printed:
        if (one.scope, one.of) != (scope, of):
            continue
        if (one.source, one.fund, one.executant, one.year) == wanted:
            return one
    if scope == PROGRAMME and cut == WHOLE and programme.total is not None:
        return Printed(
            programme.key, "", scope, of, None, None, None, None, programme.total, "",
            programme.place,
        )  # fmt: skip
    return None


def _notes(
    programme: Programme,
    measures: Sequence[Measure],
    cut: Cut,
    scope: str,
    printed: Printed | None,
) -> tuple[str, ...]:
    """Return the disagreements registered at a total; at a measure's also those of its rows."""
    found = list(programme.known("statedTotals", printed.key)) if printed else []
    if scope == MEASURE:
        rows = [m for one in measures for m in one.money if cut.holds(m)]
        keys = [m.key for m in rows if cut.year in (None, m.year)]
        found += programme.known("funding", *keys)
    elif scope == PROGRAMME and cut == WHOLE:
        found += [
            d for d in programme.known("programme", programme.key) if d.field == "totalAmount"
        ]
    return tuple(dict.fromkeys(one.key for one in found))
