"""Whether a file of harvest/ has the form that its JSON Schema declares: the use of jsonschema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import jsonschema
from jsonschema.exceptions import ValidationError

from ckanext.infoprog.core import package
from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.issues import Issue

CITY: Final = "city"
NATIONAL: Final = "national"
#: What the catalogue of findings has words for; anything else is a matter of the form.
_REASONS: Final = frozenset(
    {"required", "additionalProperties", "type", "enum", "const", "pattern", "uniqueItems"}
)


def read(path: Path) -> tuple[Mapping[str, Any], tuple[Issue, ...]]:
    """Return the plain data of a file, or none and the finding that it cannot be read."""
    try:
        found = package.load_yaml(path.read_text("utf-8"))
    except (PackageError, UnicodeDecodeError) as error:
        return {}, (issue("harvest-unreadable", path=path.name, detail=_line(error)),)
    if not isinstance(found, dict):
        return {}, (issue("harvest-unreadable", path=path.name, detail=type(found).__name__),)
    return found, ()


def examine(found: Mapping[str, Any], schema: str, path: str) -> Iterator[Issue]:
    """Yield where the data of a file depart from its schema."""
    for error in _validator(schema).iter_errors(found):
        yield from _said(error, path)


@cache
def schema(name: str) -> Mapping[str, Any]:
    """Return a schema: city or national."""
    folder = resources.files("ckanext.infoprog.core.harvest")
    found: Mapping[str, Any] = json.loads((folder / f"{name}.schema.json").read_text("utf-8"))
    return found


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(name))


def _said(error: ValidationError, path: str) -> Iterator[Issue]:
    """Yield the findings of one fault; an unknown or a missing key is named itself."""
    rule = str(error.validator)
    place = ".".join(str(part) for part in error.absolute_path)
    reason = rule if rule in _REASONS else "form"
    if rule in ("required", "additionalProperties") and isinstance(error.instance, dict):
        for name in _names(error, rule):
            field = f"{place}.{name}" if place else name
            yield issue("harvest-form", path=path, field=field, value=None, reason=rule)
        return
    yield issue("harvest-form", path=path, field=place, value=_line(error.instance), reason=reason)


def _names(error: ValidationError, rule: str) -> list[str]:
    """Return the keys that are missing, or those that nobody knows."""
    if rule == "required":
        return [name for name in error.validator_value if name not in error.instance]
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    return [name for name in error.instance if name not in known]


def _line(value: object) -> str:
    """Return a value on one line, not too long."""
    text = " ".join(str(value).split())
    return text if len(text) <= 120 else f"{text[:119]}…"
