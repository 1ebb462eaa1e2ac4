"""What the flat tables for people consist of: flat.json as typed records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core.model import Cell, FieldType

FILE: Final = "flat.json"
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FromRow:
    """The row's own cell, or that of the row of another table which the cell names."""

    column: str
    of: str | None
    show: tuple[str, ...]
    otherwise: FromRows | None


@dataclass(frozen=True, slots=True)
class FromRows:
    """The different texts of the rows that belong to a row, in order, one behind the other."""

    rows: str
    by: str
    show: str
    order: str | None


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum over the rows that belong to a row: one column for each value of `each`.

    `label` is the column whose words name such a column; fewer than `least` make none.
    """

    rows: str
    by: str
    amount: str
    each: tuple[str, ...]
    label: str | None
    least: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a flat table; an `optional` one is left out where no row has a value."""

    name: str
    type: FieldType
    title: Texts
    description: Texts
    required: bool
    optional: bool
    take: FromRow | FromRows | Sum


@dataclass(frozen=True, slots=True)
class Stated:
    """Where a document prints the totals of the flat table's columns.

    `whole` is the table and the column that hold the total of everything.
    """

    table: str
    where: Mapping[str, Cell]
    parts: tuple[str, ...]
    amount: str
    whole: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """The flat table of one kind of package: of those that have the table `base`."""

    base: str
    title: Texts
    description: Texts
    columns: tuple[Column, ...]
    stated: Stated | None


@cache
def kinds() -> tuple[Kind, ...]:
    """Return the kinds of packages that have a flat table."""
    return tuple(_kind(entry) for entry in _read()["kinds"])


@cache
def codes() -> Texts:
    """Return the English words for the codes that name a column."""
    return MappingProxyType(dict(_read()["codes_en"]))


@cache
def _read() -> Mapping[str, Any]:
    """Return the content of flat.json."""
    text = (resources.files("ckanext.infoprog.core.derive") / FILE).read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


def _kind(entry: Mapping[str, Any]) -> Kind:
    """Return one kind of package."""
    return Kind(
        base=entry["base"],
        title=entry["title"],
        description=entry["description"],
        columns=tuple(_column(column) for column in entry["columns"]),
        stated=_stated(entry["stated"]) if "stated" in entry else None,
    )


def _column(entry: Mapping[str, Any]) -> Column:
    """Return one column."""
    return Column(
        name=entry["name"],
        type=FieldType(entry["type"]),
        title=entry["title"],
        description=entry["description"],
        required=entry.get("required", False),
        optional=entry.get("optional", False),
        take=_take(entry["take"]),
    )


def _take(entry: Mapping[str, Any]) -> FromRow | FromRows | Sum:
    """Return where a column's cells come from."""
    if "sum" in entry:
        return Sum(
            rows=entry["rows"],
            by=entry["by"],
            amount=entry["sum"],
            each=tuple(entry.get("each", ())),
            label=entry.get("label"),
            least=entry.get("least", 1),
        )
    if "rows" in entry:
        return _from_rows(entry)
    show = entry.get("show", ())
    return FromRow(
        column=entry["column"],
        of=entry.get("of"),
        show=(show,) if isinstance(show, str) else tuple(show),
        otherwise=_from_rows(entry["else"]) if "else" in entry else None,
    )


def _from_rows(entry: Mapping[str, Any]) -> FromRows:
    """Return the texts of rows."""
    return FromRows(entry["rows"], entry["by"], entry["show"], entry.get("order"))


def _stated(entry: Mapping[str, Any]) -> Stated:
    """Return where the printed totals stand."""
    return Stated(
        table=entry["table"],
        where=entry["where"],
        parts=tuple(entry["parts"]),
        amount=entry["amount"],
        whole=(entry["whole"]["table"], entry["whole"]["column"]),
    )
