"""The passport as a package writes it: package.yaml by the rules that form and API have too."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.passport import elements, rules
from ckanext.infoprog.core.passport.elements import Asked, Element, Required

#: Why package.yaml as a whole could not be read, where a finding about one key says it better.
_SAID_BY_KEY: Final = frozenset({"key", "value"})


def examine(
    entry: Mapping[str, Any], path: str, today: date, annex: Collection[str]
) -> Iterator[Issue]:
    """Yield what the rules find in the keys and values of package.yaml."""
    asked = Asked(today, annex, start=_text(entry.get("temporalStart")))
    for element in elements.elements().values():
        if element.key:
            for found in _element(element, entry, asked):
                yield replace(found, path=path)


def organisation(entry: Mapping[str, Any], path: str) -> Iterator[Issue]:
    """Yield what the rules find in an organisation's entry of organizations.yaml."""
    contact = entry.get("contact") or {}
    email = contact.get("email") if isinstance(contact, Mapping) else contact
    for found in (
        rules.edrpou("edrpou", _digits(entry.get("edrpou"))),
        rules.katottg("katottg", _text(entry.get("katottg"))),
        rules.email("contact.email", _text(email)),
    ):
        if found is not None:
            yield replace(found, path=path, key=_text(entry.get("slug")))


def covers(found: Collection[Issue], other: Issue) -> bool:
    """Return whether findings about single keys say what one about the whole file says."""
    if other.code != "package-file" or other.param("reason") not in _SAID_BY_KEY:
        return False
    detail = str(other.param("detail"))
    return any(one.field in detail.split() or (one.value or "") in detail for one in found)


def _element(element: Element, entry: Mapping[str, Any], asked: Asked) -> Iterator[Issue]:
    """Yield what is wrong with one key."""
    given = entry.get(element.key)
    value = _digits(given) if element.rule == "edrpou" else _text(given)
    lacking = elements.missing(element, element.key, value, Required.PACKAGE)
    if lacking is not None:
        yield lacking
    elif value:
        yield from elements.examine(element, element.key, value, asked)


def _text(value: object) -> str:
    """Return a value of YAML as text: dates as ISO writes them, lists joined by commas."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_text(one) for one in value)
    return " ".join(str(value).split())


def _digits(value: object) -> str:
    """Return a code; a number without quotes has lost its zeros and is shown so that it is seen."""
    return f"{value} " if isinstance(value, int) else _text(value)
