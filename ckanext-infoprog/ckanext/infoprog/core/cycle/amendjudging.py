"""Whether an amendment's workbook can be taken: each fault with sheet, cell, label and advice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from ckanext.infoprog.core.cycle import amendable, amendbook, declared
from ckanext.infoprog.core.cycle.amendable import Amendable, MeasureNow, MoneyNow, ValueNow
from ckanext.infoprog.core.cycle.amendment import Added, Aimed, Amendment, Decision, Paid, Reworded
from ckanext.infoprog.core.cycle.formsheet import Sheet
from ckanext.infoprog.core.cycle.formwords import FUNDS, KINDS, SOURCES, word
from ckanext.infoprog.core.cycle.notes import note
from ckanext.infoprog.core.cycle.reading import Cells, Opened
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.validation import indicators

AMOUNT: Final = "amount"
Said = TypeVar("Said", str, int)
_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_URL: Final = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that is known by its key, with the words printed in it."""

    key: str
    labels: tuple[str | None, ...] = field(default=())


def judge(
    form: Opened, now: Amendable, today: date, name: str
) -> tuple[Amendment | None, list[Issue]]:
    """Return what a decision changes, and what is wrong with the workbook."""
    one = _Judge(form, now, today, name)
    found = one.amendment()
    return found, one.issues


class _Judge:
    """Reads the sheets of one workbook."""

    def __init__(self, form: Opened, now: Amendable, today: date, name: str) -> None:
        """Keep the workbook and what it was made from."""
        self._form, self._now, self._today, self._name = form, now, today, name
        self.issues: list[Issue] = list(form.issues)

    def amendment(self) -> Amendment | None:
        """Return what the sheets say; None where the decision itself cannot be read."""
        decision = self._decision()
        reworded, excluded = self._changed()
        added = self._added()
        fresh = frozenset(one.measure for one in added)
        paid = [*self._money(excluded), *self._new_money(fresh, excluded)]
        self._told_twice(paid)
        aimed = [*self._targets(), *self._forecasts()]
        if decision is None:
            return None
        return Amendment(
            decision, tuple(reworded), tuple(sorted(excluded)), tuple(added), tuple(paid),
            tuple(aimed),
        )  # fmt: skip

    def _sheet(self, sheet: str, rows: list[_Row]) -> Sheet[_Row]:
        """Return a sheet with rows that bear these words."""
        return Sheet(self._form, sheet, rows, lambda row: row.labels, self._name, self.issues)

    def _decision(self) -> Decision | None:
        """Return the act; what it must have and lacks is told."""
        rows = [_Row(name, (word(name),)) for name, _ in amendbook.DECISION]
        sheet = self._sheet(declared.DECISION, rows)
        told: dict[str, str | None] = {}
        total: Decimal | None = None
        for line, row in sheet.pairs():
            column = dict(amendbook.DECISION)[line.key]
            self._other_columns(sheet, row, column)
            if column == AMOUNT:
                total = sheet.number(row, column)
            else:
                told[line.key] = self._said(sheet, row, column, needed=line.key in amendbook.NEEDED)
            self._form_of(sheet, row, line.key, told.get(line.key))
        number, title = told.get("legalActNumber"), told.get("legalActTitle")
        accepted, starts = _day(told.get("legalActAccepted")), _day(told.get("validFrom"))
        if number is None or title is None or accepted is None:
            return None
        return Decision(
            told.get("legalActType"), number, accepted, title, told.get("legalActUrl"),
            starts or accepted, told.get("changes"), total,
        )  # fmt: skip

    def _other_columns(self, sheet: Sheet[_Row], row: Cells, column: str) -> None:
        """Tell what stands where this line asks for nothing."""
        for other in declared.inputs(declared.DECISION):
            if other != column and row.texts.get(other) is not None:
                sheet.tell(row, "form-closed", other)

    def _said(self, sheet: Sheet[_Row], row: Cells, column: str, *, needed: bool) -> str | None:
        """Return what a line says; one that must say something and does not is told."""
        text = sheet.text(row, column) if column == "text" else row.texts.get(column)
        if text is None and needed and column not in row.refused:
            sheet.tell(row, "amend-needed", column)
        return text

    def _form_of(self, sheet: Sheet[_Row], row: Cells, name: str, text: str | None) -> None:
        """Tell an address that is none, a day that is yet to come."""
        if text is None:
            return
        if name == "legalActUrl" and not _URL.fullmatch(text):
            sheet.tell(row, "amend-url", "text")
        day = _day(text) if name == "legalActAccepted" else None
        if day and day > self._today:
            sheet.tell(row, "amend-future", "day")

    def _changed(self) -> tuple[list[Reworded], frozenset[str]]:
        """Return the measures that are worded anew, and those that are taken out."""
        known = {one.key: one for one in self._now.measures}
        sheet = self._sheet(
            declared.CHANGED, [_Row(one.key, (one.key, one.title)) for one in known.values()]
        )
        reworded, excluded = [], set()
        for line, row in sheet.pairs():
            fresh = [n for n in declared.inputs(declared.CHANGED) if n != "exclude"]
            if sheet.chosen(row, "exclude", ("yes",)) is not None:
                excluded.add(line.key)
                if not sheet.is_empty(row, fresh):
                    sheet.tell(row, "amend-excluded", "exclude")
            elif not sheet.is_empty(row, fresh):
                one = self._reworded(sheet, row, known[line.key])
                if one is not None:
                    reworded.append(one)
        return reworded, frozenset(excluded)

    def _reworded(self, sheet: Sheet[_Row], row: Cells, now: MeasureNow) -> Reworded | None:
        """Return what is said anew of a measure; None where it is what stood there."""
        start, end = self._term(sheet, row, now.start, now.end)
        said = (
            _new(sheet.text(row, "newTitle"), now.title), _new(start, now.start),
            _new(end, now.end), _new(sheet.text(row, "newTerm"), now.term),
            _new(sheet.text(row, "newExpected"), now.expected),
        )  # fmt: skip
        return Reworded(now.key, *said) if any(one is not None for one in said) else None

    def _term(
        self, sheet: Sheet[_Row], row: Cells, start: int | None = None, end: int | None = None
    ) -> tuple[int | None, int | None]:
        """Return the years that are entered; an end before the beginning is told."""
        first, last = self._year(sheet, row, "newStart"), self._year(sheet, row, "newEnd")
        begins, ends = first or start, last or end
        if (first or last) and begins and ends and ends < begins:
            sheet.tell(row, "amend-years", "newEnd", first=str(begins))
        return first, last

    def _year(self, sheet: Sheet[_Row], row: Cells, column: str) -> int | None:
        """Return a year of the programme; another number is told."""
        value = sheet.number(row, column)
        if value is None:
            return None
        years = self._now.years
        if value != value.to_integral_value() or (years and int(value) not in years):
            sheet.tell(
                row, "amend-year", column, first=str(years[0]) if years else None,
                last=str(years[-1]) if years else None,
            )  # fmt: skip
            return None
        return int(value)

    def _added(self) -> list[Added]:
        """Return the measures that are added."""
        rows = [_Row(f"new-{at}") for at in range(1, amendable.SHOWN_NEW + 1)]
        sheet = self._sheet(declared.ADDED, rows)
        filled = [
            (row, sheet.text(row, "newNumber")) for _, row in sheet.pairs()
            if not sheet.is_empty(row, declared.inputs(declared.ADDED))
        ]  # fmt: skip
        counted = Counter(number for _, number in filled)
        found = []
        for row, number in filled:
            self._number(sheet, row, number, counted[number])
            direction = sheet.text(row, "direction")
            if direction not in self._now.directions and "direction" not in row.refused:
                keys = ", ".join(self._now.directions)
                sheet.tell(row, "amend-direction", "direction", keys=keys)
            title = sheet.text(row, "newTitle")
            if title is None and "newTitle" not in row.refused:
                sheet.tell(row, "amend-needed", "newTitle")
            start, end = self._term(sheet, row)
            bodies = self._bodies(sheet, row, "executants", needed=True)
            found.append(Added(
                number or "", direction or "", title or "", start, end,
                sheet.text(row, "newTerm"), sheet.text(row, "newExpected"), bodies,
            ))  # fmt: skip
        return found

    def _number(self, sheet: Sheet[_Row], row: Cells, number: str | None, count: int) -> None:
        """Tell a number of a new measure that is none, or that another one has."""
        if number is None:
            if "newNumber" not in row.refused:
                sheet.tell(row, "amend-needed", "newNumber")
        elif not _NUMBER.fullmatch(number):
            sheet.tell(row, "amend-number", "newNumber")
        elif number in self._now.numbers or count > 1:
            sheet.tell(row, "amend-number-taken", "newNumber")

    def _bodies(
        self, sheet: Sheet[_Row], row: Cells, column: str, *, needed: bool = False
    ) -> tuple[str, ...]:
        """Return the bodies that a cell names; a name that is not known is told."""
        text = sheet.text(row, column)
        if text is None:
            if needed and column not in row.refused:
                sheet.tell(row, "amend-needed", column)
            return ()
        whole = self._now.executants.get(amendable.plain(text))
        if whole is not None:
            return (whole,)
        found = []
        for name in filter(None, (part.strip() for part in text.split(";"))):
            key = self._now.executants.get(amendable.plain(name))
            if key is None:
                sheet.tell(row, "amend-body", column, body=name)
            else:
                found.append(key)
        return tuple(dict.fromkeys(found))

    def _money(self, excluded: frozenset[str]) -> Iterator[Paid]:
        """Yield what is set anew where money stands or may stand."""
        known = {one.key: one for one in self._now.money}
        sheet = self._sheet(declared.MONEY, [_Row(o.key, _printed(o)) for o in known.values()])
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
                AMOUNT if kind is None else kind, amount,
            )  # fmt: skip

    def _new_money(self, fresh: frozenset[str], excluded: frozenset[str]) -> Iterator[Paid]:
        """Yield the money in places that had none."""
        rows = [_Row(f"money-{at}") for at in range(1, amendable.SHOWN_MONEY + 1)]
        sheet = self._sheet(declared.NEW_MONEY, rows)
        taken: set[tuple[str | None, str | None, str | None, str | None, int | None]] = {
            (o.measure, o.source, o.fund, o.executant, o.year) for o in self._now.money
        }
        for _, row in sheet.pairs():
            if sheet.is_empty(row, declared.inputs(declared.NEW_MONEY)):
                continue
            measure = sheet.text(row, "newMeasure")
            known = {one.key for one in self._now.measures} - excluded
            if measure not in known | fresh and "newMeasure" not in row.refused:
                sheet.tell(row, "amend-measure", "newMeasure")
            source = sheet.chosen(row, "newSource", SOURCES)
            fund = sheet.chosen(row, "newFund", FUNDS)
            bodies = self._bodies(sheet, row, "newBody")
            if len(bodies) > 1:
                sheet.tell(row, "amend-one-body", "newBody")
            year, amount = self._year(sheet, row, "newYear"), sheet.number(row, "newAmount")
            self._lacking(sheet, row, ("newSource", "newYear", "newAmount"))
            place = (measure, source, fund, bodies[0] if bodies else None, year)
            if place in taken and None not in (measure, source, year):
                sheet.tell(row, "amend-place-taken", "newAmount")
            taken.add(place)
            label = sheet.text(row, "newLabel") or (word(source) if source else None)
            yield Paid(measure or "", source, label, *place[2:], AMOUNT, amount)

    def _told_twice(self, paid: list[Paid]) -> None:
        """Tell the measures whose money is said in words as a whole, and in rows besides."""
        counted = Counter(one.measure for one in paid)
        for one in paid:
            if one.kind != AMOUNT and one.source is None and counted[one.measure] > 1:
                self.issues.append(
                    note("amend-whole", path=self._name, table=word("money"), key=one.measure)
                )

    def _lacking(self, sheet: Sheet[_Row], row: Cells, columns: tuple[str, ...]) -> None:
        """Tell the cells that must be filled in and are not."""
        for column in columns:
            if row.texts.get(column) is None and column not in row.refused:
                sheet.tell(row, "amend-needed", column)

    def _targets(self) -> Iterator[Aimed]:
        """Yield the targets that are set anew."""
        known = {one.key: one for one in self._now.targets}
        rows = [_Row(one.key, (one.title, str(one.year))) for one in known.values()]
        sheet = self._sheet(declared.TARGETS, rows)
        for line, row in sheet.pairs():
            one = known[line.key]
            value = sheet.number(row, "newValue")
            answer = sheet.chosen(row, "newAnswer", ("Yes", "No"))
            other = "newValue" if one.yes_no else "newAnswer"
            if row.texts.get(other) is not None:
                sheet.tell(row, "form-closed", other)
            yield from _aimed(indicators.VALUES, one, value, word(answer) if answer else None)

    def _forecasts(self) -> Iterator[Aimed]:
        """Yield the forecasts that are set anew."""
        known = {one.key: one for one in self._now.forecasts}
        rows = [
            _Row(one.key, (one.owner, one.title, one.supplier, str(one.year)))
            for one in known.values()
        ]
        sheet = self._sheet(declared.FORECASTS, rows)
        for line, row in sheet.pairs():
            yield from _aimed(
                indicators.METRIC_VALUES, known[line.key], sheet.number(row, "newValue"), None
            )


def _printed(one: MoneyNow) -> tuple[str | None, ...]:
    """Return the words of a row of money."""
    year = str(one.year) if one.year else word("wholeTermYear")
    return (one.measure, one.title, one.place, year)


def _aimed(table: str, now: ValueNow, value: Decimal | None, text: str | None) -> Iterator[Aimed]:
    """Yield a value that is set, unless it stood there already."""
    said = amendable.said(value) if value is not None else text
    if said is not None and said != now.was:
        yield Aimed(table, now.owner, now.executant, now.year, value, text)


def _new(said: Said | None, was: Said | None) -> Said | None:
    """Return what is said where it is another than it was."""
    return None if said == was else said


def _day(text: str | None) -> date | None:
    """Return a day; None where there is none, or none that can be."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
