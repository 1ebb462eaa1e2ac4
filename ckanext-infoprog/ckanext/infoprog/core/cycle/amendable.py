"""What a decision may change of a programme, as it stands: measures, money, targets, forecasts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.cycle.asked import VERSION_LENGTH
from ckanext.infoprog.core.cycle.editions import NONE, title_of
from ckanext.infoprog.core.cycle.formwords import KINDS, word
from ckanext.infoprog.core.cycle.notes import stop
from ckanext.infoprog.core.cycle.stamp import FORM, Stamp
from ckanext.infoprog.core.keys import build_key
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import editioned, indicators, money
from ckanext.infoprog.core.validation.records import Record, records

PERIOD: Final = "amendment"  # what stands in the sign where a report's form has its period
SHOWN_NEW: Final = 20  # empty rows for new measures
SHOWN_MONEY: Final = 60  # and for money in new places


@dataclass(frozen=True, slots=True)
class MeasureNow:
    """A measure as it stands."""

    key: str
    title: str
    start: int | None
    end: int | None
    term: str | None
    expected: str | None

    @property
    def years(self) -> str | None:
        """The first and the last year as a text."""
        found = [str(year) for year in (self.start, self.end) if year]
        return "–".join(found) or None


@dataclass(frozen=True, slots=True)
class MoneyNow:
    """Money of a measure in one place and year; all parts None are the measure's money in words."""

    key: str
    measure: str
    title: str
    source: str | None
    fund: str | None
    executant: str | None
    year: int | None
    place: str
    amount: Decimal | None
    words: str | None
    label: str | None

    @property
    def is_whole(self) -> bool:
        """Whether the row is about all money of the measure."""
        return (self.source, self.fund, self.executant, self.year) == (None, None, None, None)


@dataclass(frozen=True, slots=True)
class ValueNow:
    """A target or a forecast of one year; `yes_no` where it is answered by a word."""

    key: str
    owner: str
    title: str
    unit: str | None
    executant: str | None
    supplier: str
    year: int
    was: str | None
    yes_no: bool = False


@dataclass(frozen=True, slots=True)
class Amendable:
    """A programme as a decision finds it; `executants` are the keys of bodies by their names."""

    programme: str
    programme_title: str
    edition: str
    edition_title: str
    years: tuple[int, ...]
    total: Decimal | None
    directions: Mapping[str, str]
    executants: Mapping[str, str]
    numbers: frozenset[str]
    measures: tuple[MeasureNow, ...]
    money: tuple[MoneyNow, ...]
    targets: tuple[ValueNow, ...]
    forecasts: tuple[ValueNow, ...]

    @property
    def version(self) -> str:
        """A sign of what stands now: where it changes, a workbook made before is outdated."""
        parts = [self.programme, self.edition, str(self.total), str(sorted(self.directions))]
        lines: list[MeasureNow | MoneyNow | ValueNow] = [
            *self.measures, *self.money, *self.targets, *self.forecasts
        ]  # fmt: skip
        parts += [
            json.dumps(asdict(line), default=str, ensure_ascii=False, sort_keys=True)
            for line in lines
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:VERSION_LENGTH]

    @property
    def sign(self) -> Stamp:
        """The sign of a workbook made now."""
        form = FORM.partition("/")[2]
        return Stamp(form, self.programme, self.edition, PERIOD, PERIOD, self.version)


def amendable(package: Package) -> Amendable:
    """Return what a decision may change of a programme."""
    rows = records(package, money.PROGRAMME)
    order = money.editions(package)
    if len(rows) != 1:
        stop("cycle-no-programme", table=money.PROGRAMME, key=package.name)
    if not order:
        stop("amend-no-edition", table=money.EDITIONS, key=package.name)
    years = money.programme_years(package)
    names = {row.key: row.text("name") or row.key for row in records(package, "executants")}
    measures = [one.record for one in editioned.present(package)]
    return Amendable(
        programme=package.name,
        programme_title=rows[0].text("title") or package.name,
        edition=order[-1] if order else NONE,
        edition_title=title_of(package, order[-1]),
        years=years,
        total=rows[0].decimal("totalAmount"),
        directions=MappingProxyType(
            {row.key: row.text("title") or row.key for row in records(package, "directions")}
        ),
        executants=_executants(package),
        numbers=frozenset(row.key for row in records(package, money.MEASURES)),
        measures=tuple(_measure(row) for row in measures),
        money=tuple(_money(package, measures, years, names)),
        targets=tuple(_targets(package, years)),
        forecasts=tuple(_forecasts(package, years, names)),
    )


def _executants(package: Package) -> Mapping[str, str]:
    """Return the keys of bodies by key, name and the names that documents use besides."""
    found: dict[str, str] = {}
    for row in records(package, "executants"):
        named = [row.key, row.text("name") or row.key]
        named += (row.text("nameVariants") or "").split(";")
        for name in named:
            if name.strip():
                found.setdefault(plain(name), row.key)
    return MappingProxyType(found)


def plain(name: str) -> str:
    """Return a name as names are compared."""
    return " ".join(name.split()).casefold()


def _measure(row: Record) -> MeasureNow:
    """Return a measure."""
    return MeasureNow(
        row.key, row.text("title") or row.key, row.year("startYear"), row.year("endYear"),
        row.text("termText"), row.text("expectedResult"),
    )  # fmt: skip


def _money(
    package: Package, measures: list[Record], years: tuple[int, ...], names: Mapping[str, str]
) -> Iterator[MoneyNow]:
    """Yield the money of each measure: as a whole in words, then each place in each year."""
    now: dict[str, dict[money.Parts, Record]] = {}
    for row in money.in_force_rows(package, money.editions(package)):
        now.setdefault(row.text("measureId") or "", {})[money.parts_of(row)] = row
    for measure in measures:
        own = now.get(measure.key, {})
        yield _cell(measure, (None, None, None), None, own, names)
        places = dict.fromkeys((r.text("source"), r.text("fund"), r.text("executantId"))
                               for r in own.values())  # fmt: skip
        for place in places:
            if any(part is not None for part in place):
                there = {year for *own_place, year in own if tuple(own_place) == place}
                for year in (*([None] if None in there else []), *years):
                    yield _cell(measure, place, year, own, names)


def _cell(
    measure: Record,
    place: tuple[str | None, str | None, str | None],
    year: int | None,
    own: Mapping[money.Parts, Record],
    names: Mapping[str, str],
) -> MoneyNow:
    """Return the money of a measure in a place and year, where there may be none."""
    source, fund, executant = place
    row = own.get((*place, year))
    near = row or next(r for r in own.values() if r.text("source") == source) if source else row
    label = near.text("sourceLabel") if near else None
    told = [label or (word(source) if source else None), word(fund) if fund else None]
    told.append(names.get(executant, executant) if executant else None)
    kind = row.text("fundingKind") if row else None
    words = (row.text("fundingText") or (word(kind) if kind in KINDS else None)) if row else None
    return MoneyNow(
        key=build_key([measure.key, source, fund, executant, year]),
        measure=measure.key,
        title=measure.text("title") or measure.key,
        source=source,
        fund=fund,
        executant=executant,
        year=year,
        place=", ".join(part for part in told if part) or word("allSources"),
        amount=money.amount_of(row) if row else None,
        words=words,
        label=label,
    )


def _targets(package: Package, years: tuple[int, ...]) -> Iterator[ValueNow]:
    """Yield the targets of each indicator, a year each."""
    now = _values(package, indicators.VALUES, "indicatorId", indicators.TARGET)
    for row in records(package, indicators.INDICATORS):
        for year in years:
            yield ValueNow(
                key=build_key([row.key, None, indicators.TARGET, year]),
                owner=row.key,
                title=row.text("title") or row.key,
                unit=row.text("unit"),
                executant=None,
                supplier=word("wholeMetric"),
                year=year,
                was=_shown(now.get((row.key, None, year))),
                yes_no=row.text("kind") == indicators.YES_NO,
            )


def _forecasts(
    package: Package, years: tuple[int, ...], names: Mapping[str, str]
) -> Iterator[ValueNow]:
    """Yield the forecasts of each metric: the whole and the parts that the document has."""
    now = _values(package, indicators.METRIC_VALUES, "metricId", indicators.FORECAST)
    for row in records(package, indicators.METRICS):
        parts = dict.fromkeys(part for owner, part, _ in now if owner == row.key)
        for part in (None, *(one for one in parts if one is not None)):
            for year in years:
                yield ValueNow(
                    key=build_key([row.key, part, indicators.FORECAST, year]),
                    owner=row.key,
                    title=row.text("title") or row.key,
                    unit=row.text("unit"),
                    executant=part,
                    supplier=names.get(part, part) if part else word("wholeMetric"),
                    year=year,
                    was=_shown(now.get((row.key, part, year))),
                )


def _values(
    package: Package, table: str, owner: str, kind: str
) -> Mapping[tuple[str, str | None, int], Record]:
    """Return the values of a kind in force by owner, executor and year."""
    found = {}
    for row in editioned.in_force(package, table):
        year = row.year("year")
        if row.text("valueType") == kind and year is not None:
            found[row.text(owner) or "", row.text("executantId"), year] = row
    return found


def _shown(row: Record | None) -> str | None:
    """Return a value as a person reads it."""
    if row is None:
        return None
    value = row.decimal("value")
    return said(value) if value is not None else row.text("textValue")


def said(value: Decimal) -> str:
    """Return a number as it is shown in the workbook."""
    return i18n.number(value, "uk")
