"""Disagreements as they are told at the place where their number stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.pages import paths, places, reading
from ckanext.infoprog.core.pages.programme import Discrepancy, Programme
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words

SHORT: Final = 140
REGISTER: Final = "discrepancies"
PER_PAGE: Final = 100  # disagreements on a page of a programme's register


@dataclass(frozen=True, slots=True)
class Note:
    """A disagreement: both values with their places, the difference, why, and its own page.

    `href` is its row; `register` the register in which it is told, on the page of this number.
    """

    id: str
    kind: str
    value: str
    place: str
    other_value: str
    other_place: str
    difference: str
    short: str
    explanation: str
    href: str
    register: str = ""
    page: int = 1

    @property
    def told(self) -> str:
        """The explanation as a page shows it; files hold it as it was written."""
        return i18n.held(self.explanation)


def notes(programme: Programme, slug: str, ids: Iterable[str], words: Words) -> tuple[Note, ...]:
    """Return these disagreements in the register's order, each once."""
    wanted, path = set(ids), paths.section(slug, REGISTER)
    return tuple(
        replace(note(one, slug, words), register=path, page=at // PER_PAGE + 1)
        for at, one in enumerate(programme.discrepancies)
        if one.key in wanted
    )


def note(one: Discrepancy, slug: str, words: Words) -> Note:
    """Return a disagreement in words."""
    difference = "" if one.difference is None else i18n.number(one.difference, words.lang)
    explanation = one.explanation.get(words.lang) or one.explanation["uk"]
    return Note(
        id=one.key,
        kind=rowwords.code(one.kind, "kind", words) or one.kind,
        value=_number(one.value, words),
        place=places.told(one.place, words),
        other_value=_number(one.other_value, words),
        other_place=places.told(one.other_place, words),
        difference=difference,
        short=i18n.held(rowwords.shortened(explanation, SHORT)),
        explanation=explanation,
        href=paths.row(slug, "discrepancies", one.key),
    )


def at_row(package: Package, table: str, key: str, words: Words) -> tuple[Note, ...]:
    """Return the disagreements registered at a row."""
    return tuple(
        note(one, package.name, words)
        for one in reading.discrepancies(package)
        if (one.table, one.row) == (table, key)
    )


def of_measures(programme: Programme, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the disagreements at these measures: at their rows, executors, money and totals."""
    wanted = set(keys)
    return tuple(one.key for one in programme.discrepancies if _measure(programme, one) in wanted)


def _measure(programme: Programme, one: Discrepancy) -> str:
    """Return the measure that a disagreement is about, by the key of its row; else nothing."""
    if one.table == "measures":
        return one.row
    first, _, rest = one.row.partition("~")
    if one.table in ("funding", "measureExecutants"):
        return first
    if one.table == "statedTotals" and first == "measure":
        return rest.partition("~")[0]
    return ""


def _number(text: str, words: Words) -> str:
    """Return a value of the register: a number as the language writes it, else as it stands."""
    found = rowwords.number(text)
    return text if found is None or not text[:1].isdecimal() else i18n.number(found, words.lang)
