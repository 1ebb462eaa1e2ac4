"""The configuration of the harvest: what the city gives, which source takes it, as frozen records.

The files are harvest/city.yaml (or another city's) and harvest/national.yaml; their forms stand
in city.schema.json and national.schema.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import quote

from ckanext.infoprog.core.harvest import shape
from ckanext.infoprog.core.harvest.carried import Path as Way
from ckanext.infoprog.core.issues import Issue

FOLDER: Final = "harvest"
CITY: Final = "city.yaml"
NATIONAL: Final = "national.yaml"
INCLUDE: Final = "organizations_filter_include"
DEFAULTS: Final = "default_extras"
OF: Final = "organizations"


@dataclass(frozen=True, slots=True)
class City:
    """What a city gives: whose datasets, from where, and what must arrive in which field."""

    organization: str
    name: str
    edrpou: str
    portal: str
    base_uri: str
    organizations: tuple[str, ...]
    mapping: Mapping[str, str]
    defaults: Mapping[str, str]

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the record of a file that has its form."""
        return cls(
            organization=plain["publisher"]["organization"],
            name=plain["publisher"]["name"],
            edrpou=plain["publisher"]["edrpou"] or "",
            portal=plain["portal"].rstrip("/"),
            base_uri=(plain["base_uri"] or "").rstrip("/"),
            organizations=tuple(plain["organizations"]),
            mapping=plain["mapping"],
            defaults=plain.get("defaults") or {},
        )


@dataclass(frozen=True, slots=True)
class Source:
    """A harvest source as the target keeps it; `fields` are those that only its form asks."""

    type: str
    name: str
    title: str
    url: str
    frequency: str
    config: Mapping[str, Any]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class National:
    """The national side: what it requires, which extras it lifts, how long texts may be."""

    required: tuple[str, ...]
    lifted: tuple[str, ...]
    limits: Mapping[str, int]
    cut: Mapping[str, int]
    sources: Mapping[str, Source]

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the record of a file that has its form."""
        return cls(
            required=tuple(plain["required"]),
            lifted=tuple(plain["lifted"]),
            limits=plain["limits"],
            cut=plain["cut"],
            sources={name: Source(**one) for name, one in plain["sources"].items()},
        )


@dataclass(frozen=True, slots=True)
class Configuration:
    """Both files together."""

    city: City
    national: National

    def at(self, portal: str) -> Configuration:
        """Return the same for a portal under another address."""
        return replace(self, city=replace(self.city, portal=portal.rstrip("/")))

    def source(self, way: str) -> Source:
        """Return the source of a harvester with the city's address, filter and defaults in it."""
        told, city = self.national.sources[way], self.city
        named = {
            "{portal}": city.portal,
            "{organization}": city.organization,
            "{name}": city.name,
            "{organizations}": quote(_any(city.organizations)),
        }
        config = dict(told.config)
        if way == Way.CKAN:
            config[INCLUDE] = list(city.organizations)
            config |= {DEFAULTS: dict(city.defaults)} if city.defaults else {}
        else:
            # A target holds two sources for one where only what follows the `?` tells them apart.
            config[OF] = list(city.organizations)
        return replace(
            told,
            name=_filled(told.name, named),
            title=_filled(told.title, named),
            url=_filled(told.url, named),
            config=config,
            fields={key: _filled(text, named) for key, text in told.fields.items()},
        )


def load(city: Path, national: Path) -> tuple[Configuration | None, tuple[Issue, ...]]:
    """Return the configuration of two files, or none and what is wrong with their form."""
    plain: list[Mapping[str, Any]] = []
    found: list[Issue] = []
    for path, name in ((city, shape.CITY), (national, shape.NATIONAL)):
        entry, unreadable = shape.read(path)
        found += unreadable or shape.examine(entry, name, path.name)
        plain.append(entry)
    if found:
        return None, tuple(sorted(found))
    return Configuration(City.from_dict(plain[0]), National.from_dict(plain[1])), ()


def _filled(text: str, named: Mapping[str, str]) -> str:
    """Return a text with what stands in braces filled; what nobody knows stays."""
    for place, value in named.items():
        text = text.replace(place, value)
    return text


def _any(names: tuple[str, ...]) -> str:
    """Return organisations as a search names them."""
    return names[0] if len(names) == 1 else f"({' OR '.join(names)})"
