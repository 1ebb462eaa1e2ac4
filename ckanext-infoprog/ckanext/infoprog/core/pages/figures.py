"""One function a number: what a page, a chart and a file say of planned money is counted here.

Sums run over amounts alone. The document's printed total leads; the rows' sum stands beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from ckanext.infoprog.core.pages import states
from ckanext.infoprog.core.pages.programme import Execution, Measure, Money, Printed, Programme
from ckanext.infoprog.core.pages.states import COUNTED, State, Value

MEASURE: Final = "measure"
DIRECTION: Final = "direction"
PROGRAMME: Final = "programme"
_TENTH: Final = Decimal("0.1")
_KOPIYKA: Final = Decimal("0.01")


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
        rows=states.amount(sum(amounts, Decimal(0))) if amounts else without(found),
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


def without(found: Sequence[Value]) -> Value:
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
