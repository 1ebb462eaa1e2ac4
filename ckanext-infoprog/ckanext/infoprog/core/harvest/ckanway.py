"""What the CKAN harvester makes of a dataset, as ckanext-harvest 1.6 does it.

It takes package_show as it stands, adds the defaults of the source, and hands it to the target.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ckanext.infoprog.core.harvest import foretold, munge
from ckanext.infoprog.core.harvest.configuration import DEFAULTS
from ckanext.infoprog.core.harvest.foretold import Dataset, Foretold
from ckanext.infoprog.core.harvest.targets import Target

#: What the harvester takes off a resource: the file stays where it is.
_TAKEN_OFF: Final = frozenset({"url_type", "revision_id"})


def foretell(source: Dataset, target: Target, options: Mapping[str, Any] | None = None) -> Foretold:
    """Return what arrives of a dataset by a source with these options."""
    given = options or {}
    brought = {
        **source,
        "name": munge.slug(str(source["name"])),
        "tags": [*(source.get("tags") or ()), *given.get("default_tags", ())],
        "extras": _extras(source, given),
        "resources": [_resource(one) for one in source.get("resources") or ()],
    }
    return foretold.received(brought, target, str(source["name"]))


def _extras(source: Dataset, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the extras with the defaults; what the dataset says itself stays unless overridden."""
    said = {one["key"]: one["value"] for one in source.get("extras") or ()}
    for key, value in given.get(DEFAULTS, {}).items():
        if key not in said or given.get("override_extras"):
            said[key] = value
    return [{"key": key, "value": value} for key, value in said.items()]


def _resource(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key not in _TAKEN_OFF}
