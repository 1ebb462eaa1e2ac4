"""The publisher's API as data: each action with its words, input, output and example.

One declaration serves the check of what comes in, the OpenAPI description and the page about it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

Json = Mapping[str, Any]
PREFIX: Final = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Action:
    """One action of the API; `who` may call it, `input` is a JSON Schema of its parameters."""

    name: str
    method: str
    who: str
    title: Mapping[str, str]
    input: Json
    output: Json
    example: Json
    description: Mapping[str, str] = field(default_factory=lambda: {"uk": "", "en": ""})

    @property
    def changes(self) -> bool:
        """Whether a call may change something on the portal."""
        return self.method == "POST"


@cache
def actions() -> Mapping[str, Action]:
    """Return the actions by name, in the order in which a person reads of them."""
    declared = _declared()["actions"]
    return MappingProxyType({name: Action(name=name, **entry) for name, entry in declared.items()})


@cache
def schemas() -> Mapping[str, Json]:
    """Return the JSON Schemas that the actions refer to, by name."""
    found: Mapping[str, Json] = _declared()["schemas"]
    return MappingProxyType(dict(found))


@cache
def _declared() -> Json:
    """Return actions.json."""
    text = (resources.files("ckanext.infoprog.core.publish") / "actions.json").read_text("utf-8")
    found: Json = json.loads(text)
    return found
