"""The elements of a passport: the field of the catalogue, the key of package.yaml, the rule.

Their list is elements.json. `examine` is asked by the web form, the API and the check of a package.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.passport import annex, rules


class Required(StrEnum):
    """Who must fill an element: everybody, a package, a person in the form or by the API."""

    ALWAYS = "always"
    PACKAGE = "package"
    FORM = "form"
    NEVER = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One element; `key` is empty where no package says it, `limit` is 0 where there is none."""

    field: str
    key: str = ""
    required: Required = Required.NEVER
    limit: int = 0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule needs besides the value: the day, the annex, the start of the period."""

    today: date
    annex: Collection[str] = field(default_factory=annex.items)
    start: str = ""


@cache
def elements() -> Mapping[str, Element]:
    """Return the elements by their field, in the order of the form."""
    text = (resources.files("ckanext.infoprog.core.passport") / "elements.json").read_text("utf-8")
    found = (
        Element(**{**entry, "required": Required(entry.get("required", ""))})
        for entry in json.loads(text)
    )
    return MappingProxyType({one.field: one for one in found})


def examine(element: Element, place: str, value: str, asked: Asked) -> tuple[Issue, ...]:
    """Return what is wrong with a value; `place` names its field or key, unknown is empty."""
    found = [rules.length(place, value, element.limit, element.field)] if element.limit else []
    if element.rule:
        found += _RULES[element.rule](place, value, asked)
    return tuple(one for one in found if one is not None)


def missing(element: Element, place: str, value: str, asker: Required) -> Issue | None:
    """Return the finding that this asker had to fill an element and did not."""
    if element.required not in (Required.ALWAYS, asker):
        return None
    return rules.required(place, value, element.field)


def keywords(value: str) -> list[str]:
    """Return the keywords that commas separate."""
    return [word.strip() for word in value.split(",") if word.strip()]


Found = Iterable[Issue | None]


def _each(
    rule: Callable[[str, str], Issue | None], split: Callable[[str], Iterable[str]]
) -> Callable[[str, str, Asked], Found]:
    """Return a rule that judges each part of a value."""

    def judge(place: str, value: str, asked: Asked) -> Iterator[Issue | None]:
        for part in split(value):
            yield rule(place, part)

    return judge


def _one(rule: Callable[[str, str], Issue | None]) -> Callable[[str, str, Asked], Found]:
    """Return a rule that judges the value alone."""
    return _each(rule, lambda value: (value,))


def _end(place: str, value: str, asked: Asked) -> Found:
    """Judge the end of a period."""
    return (rules.day(place, value), rules.period(place, asked.start, value))


def _as_of(place: str, value: str, asked: Asked) -> Found:
    """Judge the day for which data are current."""
    return (rules.day(place, value), rules.not_future(place, value, asked.today))


def _annex(place: str, value: str, asked: Asked) -> Found:
    """Judge the item of the annex."""
    return (rules.annex_item(place, value, asked.annex),)


_RULES: Final[Mapping[str, Callable[[str, str, Asked], Found]]] = MappingProxyType(
    {
        "keywords": _each(rules.keyword, keywords),
        "addresses": _each(rules.address, str.split),
        "language": _one(rules.language),
        "frequency": _one(rules.frequency),
        "edrpou": _one(rules.edrpou),
        "email": _one(rules.email),
        "katottg": _one(rules.katottg),
        "day": _one(rules.day),
        "address": _one(rules.address),
        "end": _end,
        "as_of": _as_of,
        "annex": _annex,
    }
)
