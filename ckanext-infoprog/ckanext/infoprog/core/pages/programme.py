"""A programme as its pages see it: directions, measures, money, printed totals, known faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.pages.states import State

NIL: Final = "nil"  # in place of a state that a body with nothing to report has not named


@dataclass(frozen=True, slots=True)
class Money:
    """Money for one measure from one source in one year; None of a part is “not split”."""

    key: str
    state: State
    amount: Decimal | None
    words: str
    source: str | None
    label: str
    fund: str | None
    executant: str | None
    year: int | None
    edition: str
    place: str


@dataclass(frozen=True, slots=True)
class Role:
    """Who carries a measure out, as the document prints the name there."""

    executant: str
    name: str
    role: str
    expected: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with its executors, the money in force, and that of the adopted text.

    `roles` are those that the document names, `named` those that the publisher has added.
    `after` is the money as each edition leaves it; `is_excluded` says that a decision took the
    measure out.
    """

    key: str
    title: str
    direction: str
    task: str
    start: int | None
    end: int | None
    term: str
    expected: str
    edition: str
    place: str
    roles: tuple[Role, ...]
    money: tuple[Money, ...]
    adopted: tuple[Money, ...]
    named: tuple[Role, ...] = ()
    after: tuple[tuple[Money, ...], ...] = ()
    is_excluded: bool = False

    def covers(self, year: int) -> bool:
        """Return whether the term of the measure holds a year; a term not stated holds every."""
        return (self.start or year) <= year <= (self.end or year)


@dataclass(frozen=True, slots=True)
class Direction:
    """A direction of the tasks' annex with its measures in the document's order."""

    key: str
    title: str
    place: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """A total that the document prints, of one scope and split by these parts."""

    key: str
    table: str
    scope: str
    of: str
    source: str | None
    fund: str | None
    executant: str | None
    year: int | None
    amount: Decimal
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Where a document disagrees with itself or with another; texts as the register has them."""

    key: str
    kind: str
    table: str
    row: str
    field: str
    place: str
    value: str
    other_place: str
    other_package: str
    other_value: str
    difference: Decimal | None
    explanation: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Edition:
    """The adopted text or an amendment."""

    key: str
    number: str
    act: str
    act_number: str
    accepted: date | None
    url: str
    changes: str
    start: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who owes what to whom by when, as the document sets it."""

    key: str
    who: str
    whom: str
    what: str
    frequency: str
    deadline: str


@dataclass(frozen=True, slots=True)
class Execution:
    """What a report says of a measure: money, state and text; NIL where nothing is to report."""

    key: str
    report: str
    measure: str
    source: str | None
    fund: str | None
    executant: str | None
    planned: Decimal | None
    allocated: Decimal | None
    executed: Decimal | None
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was received or submitted for a period."""

    key: str
    kind: str
    title: str
    start: date | None
    end: date | None
    received: date | None
    rows: tuple[Execution, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme, whole; unknown texts are empty, `unit` and `decimals` are the document's.

    `headings` are the document's own words over its columns, where they differ from the usual.
    `gone` are the measures that a decision has excluded.
    """

    key: str
    title: str
    community: str
    start: date | None
    end: date | None
    status: str
    act: str
    act_title: str
    act_number: str
    accepted: date | None
    act_url: str
    developer: str
    manager: str
    executant: str
    aim: str
    total: Decimal | None
    unit: str
    decimals: int
    place: str
    years: tuple[int, ...]
    editions: tuple[Edition, ...]
    directions: tuple[Direction, ...]
    measures: tuple[Measure, ...]
    executants: Mapping[str, str]
    printed: tuple[Printed, ...]
    discrepancies: tuple[Discrepancy, ...]
    duties: tuple[Duty, ...]
    reports: tuple[Report, ...]
    headings: Mapping[str, str]
    gone: tuple[Measure, ...] = ()

    def measure(self, key: str) -> Measure | None:
        """Return the measure of this number, one that was excluded too, or None."""
        return next((one for one in (*self.measures, *self.gone) if one.key == key), None)

    def edition_at(self, day: date) -> int:
        """Return the place among the editions of the one that is in force on a day."""
        later = [at for at, one in enumerate(self.editions) if one.start and one.start <= day]
        return max(later, default=0)

    def direction(self, key: str) -> Direction | None:
        """Return the direction of this number, or None."""
        return next((one for one in self.directions if one.key == key), None)

    def known(self, table: str, *keys: str) -> tuple[Discrepancy, ...]:
        """Return the disagreements registered at these rows of a table."""
        return tuple(d for d in self.discrepancies if d.table == table and d.row in keys)
