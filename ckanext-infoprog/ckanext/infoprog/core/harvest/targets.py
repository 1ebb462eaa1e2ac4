"""The kinds of targets: which fields each has, which it fills from extras; from targets.yaml."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core import package
from ckanext.infoprog.core.harvest.carried import Kind
from ckanext.infoprog.core.passport import vocabulary

#: The fields of a dataset that every CKAN keeps.
CORE: Final = (
    "title", "notes", "license_id", "maintainer", "maintainer_email", "author", "author_email",
    "url", "version",
)  # fmt: skip
OURS: Final = "ours"


@dataclass(frozen=True, slots=True)
class Lift:
    """A field that a target fills from an extra; `reading` is language, frequency or empty."""

    field: str
    extra: str
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of target; `fields` are those over and above CKAN's own."""

    kind: Kind
    has_schema: bool
    fields: frozenset[str]
    required: tuple[str, ...]
    lifted: tuple[Lift, ...]

    @property
    def owned(self) -> frozenset[str]:
        """The names that no extra may have: those of the schema's fields."""
        return self.fields | frozenset(CORE) if self.has_schema else frozenset()

    def lift(self, dataset: Mapping[str, Any]) -> dict[str, Any]:
        """Return a dataset with what its extras say in the target's fields."""
        said = {one["key"]: one["value"] for one in dataset["extras"]}
        found = dict(dataset)
        for one in self.lifted:
            value = found.get(one.field) or said.get(one.extra)
            if value:
                found[one.field] = _read(str(value), one.reading)
        taken = {one.field for one in self.lifted}
        found["extras"] = [one for one in dataset["extras"] if one["key"] not in taken]
        return found


@cache
def targets() -> Mapping[Kind, Target]:
    """Return the kinds of targets by their name."""
    entries: Any = _yaml("ckanext.infoprog.core.harvest", "targets.yaml")
    return MappingProxyType({Kind(name): _target(Kind(name), one) for name, one in entries.items()})


def _target(kind: Kind, entry: Mapping[str, Any]) -> Target:
    fields = _ours() if entry["fields"] == OURS else entry["fields"]
    lifted = (Lift(one["field"], one["extra"], one.get("as", "")) for one in entry["lifted"])
    return Target(kind, entry["schema"], frozenset(fields), tuple(entry["required"]), tuple(lifted))


def _ours() -> list[str]:
    """Return the fields of our own schema that CKAN does not have itself."""
    declared: Any = _yaml("ckanext.infoprog", "dataset_schema.yaml")
    names = [one["field_name"] for one in declared["dataset_fields"]]
    return [name for name in names if name not in {*CORE, "name", "owner_org"}]


def _yaml(folder: str, name: str) -> object:
    return package.load_yaml((resources.files(folder) / name).read_text("utf-8"))


def _read(text: str, reading: str) -> str:
    """Return an extra's value as the field takes it: a term of the EU as the national one."""
    if not reading:
        return text
    entries: Iterable[Any] = (
        vocabulary.languages().values()
        if reading == "language"
        else vocabulary.frequencies().values()
    )
    known = {one.eu: one.value for one in entries}
    first = json.loads(text)[0] if text.startswith("[") else text
    return str(known.get(first, first))
