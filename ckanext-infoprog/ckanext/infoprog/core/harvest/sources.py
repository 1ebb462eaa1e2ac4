"""The harvest source on a target: as it should be, as it is there, what differs, set right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ckanext.infoprog.core.client import Client, PortalError
from ckanext.infoprog.core.harvest.configuration import Source

Json = dict[str, Any]
ACTIONS: Final = "api/3/action"
_TOLD: Final = ("title", "url", "source_type", "frequency")
#: Settings that ckanext-harvest gives back as extras once the source has been cleared.
_AS_EXTRAS: Final = ("source_type", "frequency", "config")
_HIDDEN: Final = frozenset({"not-found", "denied"})


class State(StrEnum):
    """What stands on the target, or what was done to it."""

    SAME = "same"
    CREATED = "created"
    UPDATED = "updated"
    ABSENT = "absent"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that is not as it should be."""

    field: str
    there: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A source on a target: its id and name there, what differs."""

    state: State
    id: str = ""
    name: str = ""
    differences: tuple[Difference, ...] = ()


def wanted(source: Source) -> Json:
    """Return the settings as ckanext-harvest takes them."""
    fields = {key: value for key, value in source.fields.items() if key != "notes"}
    return {
        "name": source.name,
        "title": source.title,
        "notes": source.fields.get("notes", ""),
        "url": source.url,
        "source_type": source.type,
        "frequency": source.frequency,
        "config": json.dumps(source.config, ensure_ascii=False) if source.config else "",
        "extras": [{"key": key, "value": value} for key, value in fields.items()],
    }


def look(client: Client, source: Source) -> Standing:
    """Return what stands on the target; anybody may ask."""
    there = _there(client, source)
    if there is None:
        return Standing(State.ABSENT)
    differences = tuple(_differences(wanted(source), there))
    state = State.DIFFERS if differences else State.SAME
    return Standing(state, str(there["id"]), str(there["name"]), differences)


def apply(client: Client, source: Source, organization: str) -> Standing:
    """Make the source or set it right where it differs; a second time changes nothing.

    A target where the caller may not is PortalError `denied`.
    """
    standing = look(client, source)
    if standing.state is State.ABSENT:
        body = {**wanted(source), "owner_org": organization}
        made = _do(client, "harvest_source_create", body)
        return Standing(State.CREATED, str(made["id"]), str(made["name"]))
    if standing.state is State.DIFFERS:
        there = _shown(client, standing.id) or {}
        _do(client, "harvest_source_update", _merged(wanted(source), there))
        return Standing(State.UPDATED, standing.id, standing.name, standing.differences)
    return standing


def _merged(settings: Json, there: Mapping[str, Any]) -> Json:
    """Return the settings with what else the source has there: name, organisation, extras."""
    ours = {one["key"] for one in settings["extras"]} | set(_AS_EXTRAS)
    kept = [one for one in there.get("extras") or () if one["key"] not in ours]
    own = {key: there[key] for key in ("id", "name", "owner_org") if there.get(key)}
    extras = [{"key": one["key"], "value": one["value"]} for one in kept]
    return {**settings, **own, "active": True, "extras": [*settings["extras"], *extras]}


def _there(client: Client, source: Source) -> Json | None:
    """Return the source of this name; else the one of this address and kind."""
    found = _shown(client, source.name)
    if found is not None and found.get("type", "harvest") == "harvest":
        return found
    for one in client.get(ACTIONS, "harvest_source_list").data["result"]:
        same = (str(one["url"]).rstrip("/"), one["type"]) == (source.url.rstrip("/"), source.type)
        if same and _filters(one) == source.config:
            return _shown(client, str(one["id"]))
    return None


def _filters(there: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the options of a source, none where they cannot be read."""
    try:
        found = json.loads(there.get("config") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _differences(settings: Json, there: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield every setting that is other than it should be."""
    for field in (*_TOLD, "notes"):
        if str(there.get(field) or "") != str(settings[field] or ""):
            yield Difference(field, str(there.get(field) or ""), str(settings[field]))
    options = json.loads(settings["config"] or "{}")
    if _filters(there) != options:
        yield Difference("config", str(there.get("config") or ""), settings["config"])
    said = {one["key"]: one["value"] for one in there.get("extras") or ()}
    for one in settings["extras"]:
        if said.get(one["key"]) != one["value"]:
            yield Difference(one["key"], str(said.get(one["key"]) or ""), one["value"])
    if there.get("active") is False or there.get("state", "active") != "active":
        yield Difference("active", "false", "true")


def _shown(client: Client, name: str) -> Json | None:
    try:
        told: Json = client.get(ACTIONS, "harvest_source_show", id=name).data["result"]
    except PortalError as error:
        if error.code in _HIDDEN:
            return None
        raise
    extras = {one["key"]: one["value"] for one in told.get("extras") or ()}
    return {**{key: extras[key] for key in _AS_EXTRAS if key in extras}, **told}


def _do(client: Client, action: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = client.post(ACTIONS, action, body=body, again=False).data["result"]
    return found
