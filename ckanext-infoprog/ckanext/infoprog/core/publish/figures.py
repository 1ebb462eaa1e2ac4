"""The few figures by which a package is known: on its card, and beside its name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.derive import flat, flatspec, stated
from ckanext.infoprog.core.derive.flatspec import Sum
from ckanext.infoprog.core.model import Package

FILE: Final = "figures.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in both languages; `source` is the table, key and column that hold it, if one."""

    name: str
    label_uk: str
    label_en: str
    value_uk: str
    value_en: str
    source: str = ""


def kind(package: Package) -> str:
    """Return what kind of package it is, by the table that makes it one."""
    found = _entry(package)
    return str(found["kind"] if found else _read()["other"])


def figures(package: Package) -> tuple[Figure, ...]:
    """Return the figures of a package in order; one that its data do not hold is left out."""
    entry = _entry(package) or {"count": []}
    return (*_money(package, entry), *_counts(package, entry), *_period(package))


def as_json(found: tuple[Figure, ...]) -> str:
    """Return the figures as the catalogue keeps them."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False)


def _entry(package: Package) -> Mapping[str, Any] | None:
    """Return what is declared of this kind of package."""
    held = {table.schema.table for table in package.tables.values()}
    return next((one for one in _read()["kinds"] if one["table"] in held), None)


def _money(package: Package, entry: Mapping[str, Any]) -> Iterator[Figure]:
    """Yield the total that the document prints, else the sum of the rows in force."""
    spec = next((k for k in flatspec.kinds() if k.base == entry.get("money")), None)
    if spec is None or spec.stated is None:
        return
    printed = stated.totals(package, spec.stated, {"": ()}).get("")
    if printed is not None:
        yield _amount("printed", printed.amount, f"{printed.table}/{printed.key}")
        return
    of = next(column.take for column in spec.columns if isinstance(column.take, Sum))
    rows = flat.SELECTIONS[of.rows](package)
    amounts = [cell for row in rows if isinstance(cell := row[of.amount], Decimal)]
    if amounts:
        yield _amount("sum", sum(amounts, Decimal(0)), of.rows)


def _amount(basis: str, amount: Decimal, source: str) -> Figure:
    """Return a figure of money in hryvnias; kopiykas are shown where there are any."""
    decimals = 0 if amount == amount.to_integral_value() else 2
    shown = {lang: i18n.number(amount, lang, decimals) for lang in i18n.LANGUAGES}
    values = {"uk": f"{shown['uk']}{i18n.NBSP}грн", "en": f"UAH{i18n.NBSP}{shown['en']}"}
    return _figure("money", _read()["money"][basis], values, source)


def _counts(package: Package, entry: Mapping[str, Any]) -> Iterator[Figure]:
    """Yield how many rows the tables of this kind have; a table that is not there is not said."""
    by_schema = {table.schema.table: table for table in package.tables.values()}
    for name in entry["count"]:
        if name in by_schema:
            count = len(by_schema[name].rows)
            values = {lang: i18n.number(count, lang) for lang in i18n.LANGUAGES}
            yield _figure(name, _read()["counted"][name], values, by_schema[name].name)


def _period(package: Package) -> Iterator[Figure]:
    """Yield the years that the package is about."""
    start, end = package.meta.temporal_start, package.meta.temporal_end
    if start and end:
        years = f"{start.year}–{end.year}" if start.year != end.year else str(start.year)
        yield _figure("period", _read()["period"], {"uk": years, "en": years})


def _figure(
    name: str, label: Mapping[str, str], value: Mapping[str, str], source: str = ""
) -> Figure:
    """Return a figure with its words."""
    return Figure(name, label["uk"], label["en"], value["uk"], value["en"], source)


@cache
def _read() -> Mapping[str, Any]:
    """Return figures.json."""
    text = (resources.files("ckanext.infoprog.core.publish") / FILE).read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found
