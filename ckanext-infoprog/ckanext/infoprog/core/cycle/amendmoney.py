"""The money in an amendment's workbook: set anew where it stands, and in places that had none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.cycle import amendable, declared
from ckanext.infoprog.core.cycle.amendable import MoneyNow
from ckanext.infoprog.core.cycle.amenddesk import Desk, Row
from ckanext.infoprog.core.cycle.amendment import Paid
from ckanext.infoprog.core.cycle.formwords import FUNDS, KINDS, SOURCES, word
from ckanext.infoprog.core.validation import money


def paid(desk: Desk, fresh: frozenset[str], excluded: frozenset[str]) -> list[Paid]:
    """Return the money that is set; `fresh` measures are added, `excluded` ones taken out."""
    found = [*_anew(desk, excluded), *_in_new_places(desk, fresh, excluded)]
    _tell_twice(desk, found)
    return found


def _anew(desk: Desk, excluded: frozenset[str]) -> Iterator[Paid]:
    """Yield what is set anew where money stands or may stand."""
    known = {one.key: one for one in desk.now.money}
    sheet = desk.sheet(declared.MONEY, [Row(o.key, _printed(o)) for o in known.values()])
    for line, row in sheet.pairs():
        one = known[line.key]
        amount = sheet.number(row, "newAmount")
        kind = sheet.chosen(row, "newWords", KINDS)
        if amount is None and kind is None:
            continue
        if one.measure in excluded:
            sheet.tell(row, "amend-excluded-money", "newAmount" if kind is None else "newWords")
        if amount is not None and kind is not None:
            sheet.tell(row, "amend-both", "newWords")
        if amount is not None and one.is_whole:
            sheet.tell(row, "form-closed", "newAmount")
        if amount is not None and amount == one.amount:
            continue
        yield Paid(
            one.measure, one.source, one.label, one.fund, one.executant, one.year,
            money.AMOUNT if kind is None else kind, amount,
        )  # fmt: skip


def _in_new_places(desk: Desk, fresh: frozenset[str], excluded: frozenset[str]) -> Iterator[Paid]:
    """Yield the money in places that had none."""
    rows = [Row(f"money-{at}") for at in range(1, amendable.SHOWN_MONEY + 1)]
    sheet = desk.sheet(declared.NEW_MONEY, rows)
    known = {one.key for one in desk.now.measures} - excluded
    taken: set[tuple[str | None, str | None, str | None, str | None, int | None]] = {
        (o.measure, o.source, o.fund, o.executant, o.year) for o in desk.now.money
    }
    for _, row in sheet.pairs():
        if sheet.is_empty(row, declared.inputs(declared.NEW_MONEY)):
            continue
        measure = sheet.text(row, "newMeasure")
        if measure not in known | fresh and "newMeasure" not in row.refused:
            sheet.tell(row, "amend-measure", "newMeasure")
        source = sheet.chosen(row, "newSource", SOURCES)
        fund = sheet.chosen(row, "newFund", FUNDS)
        bodies = desk.bodies(sheet, row, "newBody")
        if len(bodies) > 1:
            sheet.tell(row, "amend-one-body", "newBody")
        year, amount = desk.year(sheet, row, "newYear"), sheet.number(row, "newAmount")
        sheet.tell_empty(row, "amend-needed", "newSource", "newYear", "newAmount")
        place = (measure, source, fund, bodies[0] if bodies else None, year)
        if place in taken and None not in (measure, source, year):
            sheet.tell(row, "amend-place-taken", "newAmount")
        taken.add(place)
        label = sheet.text(row, "newLabel") or (word(source) if source else None)
        yield Paid(measure or "", source, label, *place[2:], money.AMOUNT, amount)


def _tell_twice(desk: Desk, paid: Iterable[Paid]) -> None:
    """Tell the measures whose money is said in words as a whole, and in rows besides."""
    counted = Counter(one.measure for one in paid)
    for one in paid:
        if one.kind != money.AMOUNT and one.source is None and counted[one.measure] > 1:
            desk.issues.append(
                issue("amend-whole", path=desk.name, table=word("money"), key=one.measure)
            )


def _printed(one: MoneyNow) -> tuple[str | None, ...]:
    """Return the words of a row of money."""
    year = str(one.year) if one.year else word("wholeTermYear")
    return (one.measure, one.title, one.place, year)
