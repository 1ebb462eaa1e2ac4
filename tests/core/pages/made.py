"""Programmes made for a test: as many measures, and as strange ones, as it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from ckanext.infoprog.core import package, schema
from ckanext.infoprog.core.model import Cell, Package, Table
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot

ROOT = Path(__file__).parents[3]
SLUG = "kropyvnytskyi-2025-2027"


def snapshot(tables: Mapping[str, Iterable[Mapping[str, Cell]]]) -> Snapshot:
    """Return a version of the shipped programme that holds these tables and its own row."""
    shipped = package.read_package(ROOT / "datasets" / SLUG)
    made = {name: _table(name, rows) for name, rows in tables.items()}
    kept = {name: shipped.tables[name] for name in ("programme", "editions")}
    meta = replace(shipped.meta, name="vyhadana")
    whole = Package(meta, MappingProxyType(kept | made))
    return Snapshot(whole, 1, "2026-01-15T08:00:00+00:00", "0" * 64)


def holding(of: Snapshot, programme: Programme) -> Snapshot:
    """Return a version whose tables are read as this programme."""
    made = replace(of)
    vars(made)["programme"] = programme
    return made


def measures(count: int, title: str = "Захід") -> dict[str, list[dict[str, Cell]]]:
    """Return the tables of so many measures in one direction, every other with an amount."""
    return {
        "directions": [{"directionId": "1", "title": title, "position": 1}],
        "measures": [
            {"measureId": f"1.{n}", "directionId": "1", "title": f"{title} {n}"}
            for n in range(1, count + 1)
        ],
        "funding": [funding(f"1.{n}", Decimal(n) if n % 2 else None) for n in range(1, count + 1)],
    }


def funding(measure: str, amount: Decimal | None) -> dict[str, Cell]:
    """Return a row of money of 2026, or one that says that none is needed."""
    year = None if amount is None else 2026
    return {
        "fundingId": f"{measure}~localBudget~-~-~{year or '-'}",
        "measureId": measure,
        "source": None if amount is None else "localBudget",
        "sourceLabel": "місцевий бюджет",
        "year": year,
        "fundingKind": "noFundingNeeded" if amount is None else "amount",
        "fundingText": "Не потребує фінансування" if amount is None else None,
        "amount": amount,
        "editionId": "original",
    }


def _table(name: str, rows: Iterable[Mapping[str, Cell]]) -> Table:
    """Return a table; a column that a row does not give is missing."""
    declared = schema.load(name)
    blank: dict[str, Cell] = dict.fromkeys(declared.columns)
    return Table(name, declared, tuple({**blank, **row} for row in rows))
