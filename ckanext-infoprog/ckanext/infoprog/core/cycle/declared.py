"""The columns of forms as they are declared: what is written, typed in and read back.

Those of reports stand in forms.json, those of amendments in amendforms.json.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core import schema
from ckanext.infoprog.core.cycle.formwords import FUNDS, KINDS, SOURCES, STATUSES, word
from ckanext.infoprog.core.model import TableSchema
from ckanext.infoprog.core.sheets.form import Column, Rule

MEASURES: Final = "measures"
METRICS: Final = "metrics"
INDICATORS: Final = "indicators"
SHEETS: Final = (MEASURES, METRICS, INDICATORS)
DECISION: Final = "decision"
CHANGED: Final = "changed"
ADDED: Final = "added"
MONEY: Final = "money"
NEW_MONEY: Final = "newmoney"
TARGETS: Final = "targets"
FORECASTS: Final = "forecasts"
AMENDMENT: Final = (DECISION, CHANGED, ADDED, MONEY, NEW_MONEY, TARGETS, FORECASTS)


@cache
def _declared() -> Mapping[str, Any]:
    """Return forms.json and amendforms.json."""
    folder = resources.files("ckanext.infoprog.core.cycle")
    found: dict[str, Any] = {}
    for name in ("forms.json", "amendforms.json"):
        found |= json.loads((folder / name).read_text("utf-8"))
    return found


@cache
def table(sheet: str) -> TableSchema:
    """Return the columns of a sheet as a table that can be read."""
    return schema.from_descriptor(_declared()[sheet])


@cache
def columns(sheet: str) -> tuple[Column, ...]:
    """Return the columns of a sheet as they are written."""
    return tuple(
        Column(
            name=entry["name"],
            heading=entry["title"],
            width=entry["width"],
            rule=rule(entry["input"], entry) if "input" in entry else None,
            money="decimals" in entry,
            loud=entry["name"] == "problem",
            quiet=entry["name"] == "key",
            hidden=entry.get("hidden", False),
        )
        for entry in _declared()[sheet]["fields"]
    )


@cache
def inputs(sheet: str) -> tuple[str, ...]:
    """Return the names of the columns that people fill in."""
    return tuple(column.name for column in columns(sheet) if column.rule is not None)


def choice(words: tuple[str, ...]) -> Rule:
    """Return the rule of a cell in which one of these words is chosen."""
    return Rule("list", word("tipList"), word("wrong"), choices=words)


def rule(kind: str, entry: Mapping[str, Any] = MappingProxyType({})) -> Rule:
    """Return the rule of an input."""
    if kind == "text":
        longest = entry["constraints"]["maxLength"]
        return Rule("text", word("tipText").format(longest=longest), word("wrong"), (), longest)
    if kind in _CHOICES:
        return choice(tuple(word(name) for name in _CHOICES[kind]))
    tips = {"money": "tipMoney", "number": "tipNumber", "date": "tipDate"}
    return Rule("date" if kind == "date" else "number", word(tips[kind]), word("wrong"))


_CHOICES: Final = MappingProxyType(
    {
        "status": STATUSES,
        "nil": ("yes",),
        "answer": ("Yes", "No"),
        "exclude": ("yes",),
        "words": KINDS,
        "source": SOURCES,
        "fund": FUNDS,
    }
)
