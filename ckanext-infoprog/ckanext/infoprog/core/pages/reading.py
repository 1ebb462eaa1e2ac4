"""A programme read from the tables of its package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import keys
from ckanext.infoprog.core.cycle.membership import PUBLISHER
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.pages.programme import (
    NIL,
    Direction,
    Discrepancy,
    Duty,
    Edition,
    Execution,
    Measure,
    Money,
    Printed,
    Programme,
    Report,
    Role,
)
from ckanext.infoprog.core.pages.states import KNOWN, State
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.records import Record, records

NO_UNIT: Final = "uah"


def programme(package: Package) -> Programme | None:
    """Return the programme of a package; None where it holds none, or more than one."""
    found = records(package, money.PROGRAMME)
    if len(found) != 1:
        return None
    row = found[0]
    names = {one.key: _text(one, "name") for one in records(package, "executants")}
    every = _measures(package, names)
    measures = tuple(one for one in every if not one.is_excluded)
    return Programme(
        key=row.key,
        title=_text(row, "title"),
        community=_text(row, "communityName"),
        start=row.day("validFrom"),
        end=row.day("validThrough"),
        status=_text(row, "status"),
        act=_text(row, "legalActType"),
        act_title=_text(row, "legalActTitle"),
        act_number=_text(row, "legalActNumber"),
        accepted=row.day("legalActAccepted"),
        act_url=_text(row, "legalActUrl"),
        developer=_text(row, "developerName"),
        manager=_text(row, "managerName"),
        executant=_text(row, "executantName"),
        aim=_text(row, "aim"),
        total=row.decimal("totalAmount"),
        unit=_text(row, "statedUnit") or NO_UNIT,
        decimals=row.year("statedDecimals") or 0,
        place=_text(row, "sourceRef"),
        years=_years(package, measures),
        editions=_editions(package),
        directions=_directions(package, measures),
        measures=measures,
        executants=MappingProxyType(names),
        printed=_printed(package),
        discrepancies=discrepancies(package),
        duties=_duties(package),
        reports=_reports(package),
        headings=package.meta.headings,
        gone=tuple(one for one in every if one.is_excluded),
    )


def discrepancies(package: Package) -> tuple[Discrepancy, ...]:
    """Return the register of disagreements of a package, in order."""
    return tuple(
        Discrepancy(
            key=row.key,
            kind=_text(row, "kind"),
            table=_text(row, "table"),
            row=_text(row, "key"),
            field=_text(row, "field"),
            place=_text(row, "place"),
            value=_text(row, "documentValue"),
            other_place=_text(row, "otherPlace"),
            other_package=_text(row, "otherPackage"),
            other_value=_text(row, "otherValue"),
            difference=row.decimal("difference"),
            explanation=MappingProxyType(
                {"uk": _text(row, "explanationUk"), "en": _text(row, "explanationEn")}
            ),
        )
        for row in _sorted(records(package, "discrepancies"))
    )


def _text(row: Record, name: str) -> str:
    return row.text(name) or ""


def _sorted(rows: Iterable[Record]) -> list[Record]:
    return sorted(rows, key=lambda row: keys.natural(row.key))


def _years(package: Package, measures: tuple[Measure, ...]) -> tuple[int, ...]:
    """Return the years of the term, and those that money stands in."""
    paid = {one.year for measure in measures for one in measure.money if one.year}
    return tuple(sorted({*money.programme_years(package), *paid}))


def _measures(package: Package, names: Mapping[str, str]) -> tuple[Measure, ...]:
    """Return the measures in the document's order, those that were excluded too."""
    order = money.editions(package)
    after = [_paid(package, order[: at + 1]) for at in range(max(len(order), 1))]
    held, adopted = after[-1], after[0]
    excluded = money.excluded(package, order)
    roles: dict[str, list[Role]] = defaultdict(list)
    named: dict[str, list[Role]] = defaultdict(list)
    listed = records(package, "measureExecutants")
    for row in sorted(listed, key=lambda one: (one.year("position") or 0, one.number)):
        key = _text(row, "executantId")
        name = _text(row, "executantLabel") or names.get(key, key)
        role = Role(key, name, _text(row, "role"), _text(row, "expectedResult"))
        chosen = named if row.text("basis") == PUBLISHER else roles
        chosen[_text(row, "measureId")].append(role)
    return tuple(
        Measure(
            key=row.key,
            title=_text(row, "title"),
            direction=_text(row, "directionId"),
            task=_text(row, "taskId"),
            start=row.year("startYear"),
            end=row.year("endYear"),
            term=_text(row, "termText"),
            expected=_text(row, "expectedResult"),
            edition=_text(row, "editionId"),
            place=_text(row, "sourceRef"),
            roles=tuple(roles[row.key]),
            money=tuple(held[row.key]),
            adopted=tuple(adopted[row.key]),
            named=tuple(named[row.key]),
            after=tuple(tuple(one[row.key]) for one in after),
            is_excluded=row.key in excluded,
        )
        for row in _sorted(records(package, money.MEASURES))
    )


def _paid(package: Package, order: tuple[str, ...]) -> dict[str, list[Money]]:
    """Return the money that holds after the last of these editions, by measure."""
    found: dict[str, list[Money]] = defaultdict(list)
    for row in money.in_force_rows(package, order):
        found[_text(row, "measureId")].append(paid(row))
    return found


def paid(row: Record) -> Money:
    """Return a row of money; one without a number is never an amount."""
    found = money.amount_of(row)
    kind = _text(row, "fundingKind")
    state = State(kind) if kind in KNOWN else State.NOT_STATED
    if found is None and state is State.AMOUNT:
        state = State.NOT_STATED
    return Money(
        key=row.key,
        state=State.AMOUNT if found is not None else state,
        amount=found,
        words=_text(row, "fundingText"),
        source=row.text("source"),
        label=_text(row, "sourceLabel"),
        fund=row.text("fund"),
        executant=row.text("executantId"),
        year=row.year("year"),
        edition=_text(row, "editionId"),
        place=_text(row, "sourceRef"),
    )


def _directions(package: Package, measures: tuple[Measure, ...]) -> tuple[Direction, ...]:
    """Return the directions with their measures; a measure of none stands in no direction."""
    return tuple(
        Direction(
            key=row.key,
            title=_text(row, "title"),
            place=_text(row, "sourceRef"),
            measures=tuple(one for one in measures if one.direction == row.key),
        )
        for row in _sorted(records(package, "directions"))
    )


def _printed(package: Package) -> tuple[Printed, ...]:
    """Return the printed totals of the primary table, as the last edition prints them.

    Totals of the adopted text do not hold after an amendment.
    """
    primary = (None, money.primary_table(package))
    found = []
    for row in records(package, money.TOTALS):
        amount = row.decimal("amount")
        holds = money.is_of_last(package, row.text("editionId"))
        if amount is None or not holds or row.text("tableId") not in primary:
            continue
        found.append(
            Printed(
                key=row.key,
                table=_text(row, "tableId"),
                scope=_text(row, "scope"),
                of=_text(row, "scopeId"),
                source=row.text("source"),
                fund=row.text("fund"),
                executant=row.text("executantId"),
                year=row.year("year"),
                amount=amount,
                text=_text(row, "amountPrinted"),
                place=_text(row, "sourceRef"),
            )
        )
    return tuple(found)


def _editions(package: Package) -> tuple[Edition, ...]:
    """Return the adopted text and its amendments, in order."""
    by_key = {row.key: row for row in records(package, money.EDITIONS)}
    return tuple(
        Edition(
            key=key,
            number=str(by_key[key].cell("number") or ""),
            act=_text(by_key[key], "legalActType"),
            act_number=_text(by_key[key], "legalActNumber"),
            accepted=by_key[key].day("legalActAccepted"),
            url=_text(by_key[key], "legalActUrl"),
            changes=_text(by_key[key], "changes"),
            start=by_key[key].day("validFrom") or by_key[key].day("legalActAccepted"),
        )
        for key in money.editions(package)
    )


def _duties(package: Package) -> tuple[Duty, ...]:
    """Return the duties to report."""
    return tuple(
        Duty(
            key=row.key,
            who=_text(row, "fromName"),
            whom=_text(row, "toName"),
            what=_text(row, "what"),
            frequency=_text(row, "frequency"),
            deadline=_text(row, "deadline"),
        )
        for row in _sorted(records(package, "reportingDuties"))
    )


def _reports(package: Package) -> tuple[Report, ...]:
    """Return the reports with what each says: the earliest period first, then as they came."""
    rows: dict[str, list[Execution]] = defaultdict(list)
    for row in _sorted(records(package, "execution")):
        rows[_text(row, "reportId")].append(
            Execution(
                key=row.key,
                report=_text(row, "reportId"),
                measure=_text(row, "measureId"),
                source=row.text("source"),
                fund=row.text("fund"),
                executant=row.text("executantId"),
                planned=row.decimal("planned"),
                allocated=row.decimal("allocated"),
                executed=row.decimal("executed"),
                status=_text(row, "status") or (NIL if row.cell("nil") is True else ""),
                text=_text(row, "progressText"),
            )
        )
    found = [
        Report(
            key=row.key,
            kind=_text(row, "kind"),
            title=_text(row, "title"),
            start=row.day("periodStart"),
            end=row.day("periodEnd"),
            received=row.day("receivedDate"),
            rows=tuple(rows[row.key]),
        )
        for row in records(package, "reports")
    ]
    return tuple(sorted(found, key=_order))


def _order(one: Report) -> tuple[str, int, str, str]:
    """Return what reports are ordered by: the end of the period, its length, the day of receipt."""
    days = (one.end - one.start).days if one.end and one.start else 0
    return str(one.end or ""), days, str(one.received or ""), one.key
