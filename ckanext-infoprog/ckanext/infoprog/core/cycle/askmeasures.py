"""The rows of measures that bodies are asked: one a source, with the plan and what was used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.cycle import editions
from ckanext.infoprog.core.cycle.answering import Answer, Answering
from ckanext.infoprog.core.cycle.asked import MeasureLine, Money
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.keys import build_key
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.records import Record, records

Place = tuple[str | None, str | None]  # source and fund
Owner = tuple[str, str | None, Place]  # measure, executor, place
_KINDS: Final = MappingProxyType({"noFundingNeeded": Money.CLOSED})


@dataclass(frozen=True, slots=True)
class _Share:
    """Money of a measure from one place: of one executor, or not split between several."""

    place: Place
    executant: str | None
    amount: Decimal
    label: str | None


def lines(
    package: Package, when: Period, answering: Answering
) -> Iterator[tuple[str, MeasureLine]]:
    """Yield each row that is asked, with the body that fills it in, in the order of measures."""
    shares = _shares(package, when)
    words = _in_words(package, when)
    used = used_before(package, when)
    spent = {measure for measure, _, _ in used}
    gone = editions.excluded(package, when.end)
    for row in editions.measures(package, when.end, also=spent):
        own = shares.get(row.key, [])
        answers = _reporters(row.key, own, answering)
        for answer in answers:
            mine = [share for share in own if _concerns(share, answer, answering)]
            told = words.get(row.key, [])
            made = _Rows(row, answer, mine, told, when, used, is_gone=row.key in gone)
            for line in made.lines(alone=len(answers) == 1):
                yield answer.body, line


def used_before(package: Package, when: Period) -> Mapping[Owner, Decimal]:
    """Return what was used from 1 January by the last quarter reported before a period.

    For a year that is what its quarters say: a reference, for the year's sum is given whole.
    """
    last: dict[Owner, tuple[date, Decimal]] = {}
    quarters = {
        row.key: end
        for row in records(package, "reports")
        if row.text("kind") == "statusInfo"
        and (end := row.day("periodEnd"))
        and when.since <= end
        and (end < when.start if when.quarter else end <= when.end)
    }
    for row in records(package, "execution"):
        end, executed = quarters.get(row.text("reportId") or ""), row.decimal("executed")
        if end is None or executed is None:
            continue
        place = (row.text("source"), row.text("fund"))
        owner = (row.text("measureId") or "", row.text("executantId"), place)
        if owner not in last or last[owner][0] <= end:
            last[owner] = (end, executed)
    return MappingProxyType({owner: executed for owner, (_, executed) in last.items()})


def _shares(package: Package, when: Period) -> Mapping[str, list[_Share]]:
    """Return the amounts of the period's year by measure, in the edition in force."""
    found: dict[str, list[_Share]] = defaultdict(list)
    for row in editions.funding(package, when.end):
        amount = money.amount_of(row)
        if amount is not None and row.year("year") == when.year:
            place = (row.text("source"), row.text("fund"))
            label = row.text("sourceLabel")
            share = _Share(place, row.text("executantId"), amount, label)
            found[row.text("measureId") or ""].append(share)
    return found


def _in_words(package: Package, when: Period) -> Mapping[str, list[Record]]:
    """Return the rows of money that hold words, or an amount for the whole term, by measure."""
    found: dict[str, list[Record]] = defaultdict(list)
    for row in editions.funding(package, when.end):
        no_year = row.year("year") is None
        if (money.amount_of(row) is None and row.year("year") in (None, when.year)) or no_year:
            found[row.text("measureId") or ""].append(row)
    return found


def _reporters(measure: str, shares: Iterable[_Share], answering: Answering) -> tuple[Answer, ...]:
    """Return who reports on a measure: those who answer for it, and whom its money names."""
    found = list(answering.of_measure(measure))
    for share in shares:
        if share.executant is not None:
            found += answering.of_executant(share.executant)
    named = [answer for answer in found if answer.executant is not None]
    return tuple(dict.fromkeys(named or found))


def _concerns(share: _Share, answer: Answer, answering: Answering) -> bool:
    """Return whether money is the body's own, its group's, or not split at all."""
    if share.executant in (None, answer.executant):
        return True
    return answer in answering.of_executant(share.executant or "")


class _Rows:
    """Makes the rows of one measure for one body."""

    def __init__(
        self,
        row: Record,
        answer: Answer,
        shares: list[_Share],
        words: list[Record],
        when: Period,
        used: Mapping[Owner, Decimal],
        *,
        is_gone: bool,
    ) -> None:
        """Keep what the rows are made from; what an excluded measure has used is still asked."""
        self._is_gone = is_gone
        self._row, self._answer, self._shares, self._words = row, answer, shares, words
        self._used = {
            place: amount
            for (measure, executant, place), amount in used.items()
            if measure == row.key and executant == answer.executant
        }
        start, end = row.year("startYear"), row.year("endYear")
        self._due = not ((start and when.year < start) or (end and end < when.year))

    def lines(self, *, alone: bool) -> Iterator[MeasureLine]:
        """Yield a row for each source; one with money in words where there is no amount."""
        executant = self._answer.executant
        own = {s.place: s for s in self._shares if s.executant == executant and executant}
        shared = [s for s in self._shares if s.place not in own]
        done: set[Place] = set()
        for share in (*own.values(), *shared):
            yield self._amount(share, mine=share.place in own or alone)
            done.add(share.place)
        for place in self._used:
            if place not in done and place != (None, None):
                yield self._free(place)
                done.add(place)
        if not done:
            yield self._free((None, None))

    def _amount(self, share: _Share, *, mine: bool) -> MeasureLine:
        """Return a row whose money the programme provides."""
        remark = None
        if not mine:
            total = i18n.number(share.amount, "uk", 2)
            remark = word("shared").format(amount=total)
        return self._line(
            share.place,
            Money.DUE,
            label=share.label,
            planned=share.amount if mine else None,
            of_measure=share.amount,
            remark=remark,
        )

    def _free(self, place: Place) -> MeasureLine:
        """Return a row without an amount; what the programme says instead stands beside it."""
        kinds = {_KINDS.get(row.text("fundingKind") or "", Money.FREE) for row in self._words}
        closed = kinds == {Money.CLOSED} and place == (None, None)
        said = [text for row in self._words if (text := _said(row))]
        label = next((r.text("sourceLabel") for r in self._words if _place(r) == place), None)
        remark = "; ".join(dict.fromkeys(said)) or word("noAmount")
        if self._is_gone:
            remark = word("excluded")
        kind = Money.CLOSED if closed else Money.FREE
        return self._line(place, kind, label=label, remark=remark)

    def _line(
        self,
        place: Place,
        kind: Money,
        *,
        label: str | None = None,
        planned: Decimal | None = None,
        of_measure: Decimal | None = None,
        remark: str | None = None,
    ) -> MeasureLine:
        """Return a row with what all rows of the measure share."""
        source, fund = place
        return MeasureLine(
            key=build_key([self._row.key, source, fund, self._answer.executant]),
            measure=self._row.key,
            title=self._row.text("title") or self._row.key,
            executant=self._answer.executant,
            source=source,
            source_label=_label(label, source, fund),
            fund=fund,
            money=kind,
            planned=planned,
            of_measure=of_measure,
            remark=remark,
            used=self._used.get(place),
            due=self._due,
        )


def _place(row: Record) -> Place:
    """Return the source and fund of a row of money."""
    return (row.text("source"), row.text("fund"))


def _label(printed: str | None, source: str | None, fund: str | None) -> str | None:
    """Return a source in words: as printed, else by its code."""
    if source is None:
        return None
    plain = printed or word(source)
    return plain if fund is None else f"{plain}, {word(fund)}"


def _said(row: Record) -> str | None:
    """Return what a row of money says in words; an amount for the whole term names itself."""
    amount = money.amount_of(row)
    if amount is not None:
        return word("wholeTerm").format(amount=i18n.number(amount, "uk", 2))
    text = (row.text("fundingText") or "").strip()
    return text if any(letter.isalpha() for letter in text) else None
