"""What changed between two editions of a programme: measures, money, targets and forecasts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ckanext.infoprog.core.model import Cell, Package
from ckanext.infoprog.core.validation import editioned, indicators, money
from ckanext.infoprog.core.validation.records import Record, records

Order = tuple[str, ...]
Place = tuple[str | None, str | None, str | None, int | None]


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """A measure that was added, changed or excluded; `cells` are what it says otherwise."""

    key: str
    title: str
    kind: str
    cells: tuple[tuple[str, Cell, Cell], ...] = ()


@dataclass(frozen=True, slots=True)
class MoneyChange:
    """Money of a measure in one place and year: the row before and after; None is no row."""

    measure: str
    place: Place
    before: Record | None
    after: Record | None


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A target or a forecast before and after."""

    table: str
    owner: str
    title: str
    executant: str | None
    year: int | None
    before: Record | None
    after: Record


@dataclass(frozen=True, slots=True)
class Sums:
    """The money of a source in a year before and after; None of each is their whole."""

    source: str | None
    year: int | None
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs between two editions."""

    measures: tuple[MeasureChange, ...]
    money: tuple[MoneyChange, ...]
    sums: tuple[Sums, ...]
    values: tuple[ValueChange, ...]


def between(package: Package, before: Order, after: Order) -> Changes:
    """Return what differs between the programme after these editions and after those."""
    return Changes(
        tuple(_measures(package, before, after)),
        tuple(_money(package, before, after)),
        tuple(_sums(package, before, after)),
        tuple(_values(package, before, after)),
    )


def of(package: Package, edition: str) -> Changes:
    """Return what an amendment changed."""
    order = money.editions(package)
    at = order.index(edition)
    return between(package, order[:at], order[: at + 1])


def _measures(package: Package, before: Order, after: Order) -> Iterator[MeasureChange]:
    """Yield the measures that differ, in their order."""
    old, new = editioned.wordings(package, before), editioned.wordings(package, after)
    for key, now in new.items():
        was = old[key]
        title = now.record.text("title") or key
        if now.is_there and not was.is_there:
            yield MeasureChange(key, title, editioned.ADDED)
        elif was.is_there and not now.is_there:
            yield MeasureChange(key, title, editioned.EXCLUDED)
        elif was.is_there and now.is_there:
            cells = tuple(
                (name, was.record.cell(name), now.record.cell(name))
                for name in editioned.WORDING
                if was.record.cell(name) != now.record.cell(name)
            )
            if cells:
                yield MeasureChange(key, title, "changed", cells)


def _rows(package: Package, order: Order) -> dict[tuple[str, Place], Record]:
    """Return the money in force by measure, place and year."""
    return {
        (row.text("measureId") or "", _place(row)): row
        for row in money.in_force_rows(package, order)
    }


def _place(row: Record) -> Place:
    """Return source, fund, executor and year of a row of money."""
    return (row.text("source"), row.text("fund"), row.text("executantId"), row.year("year"))


def _money(package: Package, before: Order, after: Order) -> Iterator[MoneyChange]:
    """Yield the money that differs, by measure and place."""
    old, new = _rows(package, before), _rows(package, after)
    listed = {row.key: at for at, row in enumerate(records(package, money.MEASURES))}

    def order(place: tuple[str, Place]) -> tuple[int, tuple[str, ...]]:
        return (listed.get(place[0], 0), tuple(str(part or "") for part in place[1]))

    for key in sorted({*old, *new}, key=order):
        was, now = old.get(key), new.get(key)
        if _said(was) != _said(now):
            yield MoneyChange(*key, was, now)


def _said(row: Record | None) -> tuple[str | None, Decimal | None]:
    """Return what a row of money says."""
    return (None, None) if row is None else (row.text("fundingKind"), money.amount_of(row))


def _sums(package: Package, before: Order, after: Order) -> Iterator[Sums]:
    """Yield the money by source and year, each source's whole, then all together."""
    old, new = _added_up(package, before), _added_up(package, after)
    sources = sorted({source for source, _ in (*old, *new) if source})
    years = sorted({year for _, year in (*old, *new) if year})
    zero = Decimal(0)
    for source in (*sources, None):
        for year in (*years, None):
            key = (source, year)
            yield Sums(source, year, old.get(key, zero), new.get(key, zero))


def _added_up(package: Package, order: Order) -> Mapping[tuple[str | None, int | None], Decimal]:
    """Return the sums of the money in force by source and year; None is all of them."""
    found: dict[tuple[str | None, int | None], Decimal] = defaultdict(Decimal)
    for row in money.in_force_rows(package, order):
        amount = money.amount_of(row) or Decimal(0)
        for source in {row.text("source"), None}:
            for year in {row.year("year"), None}:
                found[source, year] += amount
    return found


def _values(package: Package, before: Order, after: Order) -> Iterator[ValueChange]:
    """Yield the targets and forecasts that differ."""
    for table, owner, titled in (
        (indicators.VALUES, "indicatorId", indicators.INDICATORS),
        (indicators.METRIC_VALUES, "metricId", indicators.METRICS),
    ):
        titles = {row.key: row.text("title") or row.key for row in records(package, titled)}
        old = {_of(row, owner): row for row in editioned.in_force(package, table, before)}
        for row in editioned.in_force(package, table, after):
            was = old.get(_of(row, owner))
            is_new = row.text(editioned.EDITION) in after[len(before) :]
            if not is_new or _value(was) == _value(row):
                continue
            key, part = row.text(owner) or "", row.text("executantId")
            yield ValueChange(
                table, key, titles.get(key, key), part, row.year("year"), was, row
            )  # fmt: skip


def _of(row: Record, owner: str) -> tuple[Cell, ...]:
    """Return what a value is of."""
    names = (owner, "executantId", "valueType", "year", "asOf", "periodEnd")
    return tuple(row.cell(name) for name in names)


def _value(row: Record | None) -> tuple[Cell, Cell]:
    """Return what a value says."""
    return (None, None) if row is None else (row.decimal("value"), row.text("textValue"))
