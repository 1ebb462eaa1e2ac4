"""The edition that a period is reported against: its measures, money, targets and forecasts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import editioned, money
from ckanext.infoprog.core.validation.records import Record, records

NONE: Final = "-"


def in_force(package: Package, day: date) -> tuple[str, ...]:
    """Return the editions in force on a day in order: the adopted text, then its amendments."""
    starts = {row.key: row.day("validFrom") for row in records(package, money.EDITIONS)}
    order = money.editions(package)
    return tuple(e for e in order[:1]) + tuple(
        edition for edition in order[1:] if (start := starts[edition]) is None or start <= day
    )


def last(package: Package, day: date) -> str:
    """Return the edition that holds on a day; `-` where the programme names none."""
    return next(reversed(in_force(package, day)), NONE)


def title(package: Package, day: date) -> str:
    """Return the edition that holds on a day as an officer calls it: its act, number and date."""
    return title_of(package, last(package, day))


def title_of(package: Package, edition: str) -> str:
    """Return an edition as an officer calls it."""
    row = next((r for r in records(package, money.EDITIONS) if r.key == edition), None)
    if row is None:
        return edition
    accepted = row.day("legalActAccepted")
    number = row.text("legalActNumber")
    if accepted is None and number is None:
        return word("editionBare").format(number=row.text("number") or edition)
    parts = (
        (row.text("legalActType") or "").lower(),
        f"від {i18n.day(accepted, 'uk')}" if accepted else "",
        f"№ {number}" if number else "",
    )
    return " ".join(part for part in parts if part)


def values(package: Package, table: str, day: date) -> list[Record]:
    """Return the rows of a table of values that hold on a day."""
    return editioned.in_force(package, table, in_force(package, day))


def measures(package: Package, day: date, also: Iterable[str] = ()) -> list[Record]:
    """Return the measures that the programme has on a day, worded as they are then.

    `also` are measures to be told of though a decision has excluded them.
    """
    kept = frozenset(also)
    every = editioned.wordings(package, in_force(package, day)).values()
    return [one.record for one in every if one.is_there or one.key in kept]


def excluded(package: Package, day: date) -> frozenset[str]:
    """Return the measures that decisions in force on a day have excluded."""
    return money.excluded(package, in_force(package, day))


def funding(package: Package, day: date) -> list[Record]:
    """Return the rows of money that hold on a day, in the order of their keys."""
    order = in_force(package, day)
    rows = money.in_force_rows(package, order)
    known = {row.key for row in rows}
    return [row for row in records(package, money.FUNDING) if row.key in known]
