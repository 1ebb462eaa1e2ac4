"""What is foretold of a dataset: what the target will hold, and why it would refuse it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.harvest import peerway
from ckanext.infoprog.core.harvest.carried import Kind
from ckanext.infoprog.core.harvest.targets import CORE, Target
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.passport import rules

Dataset = Mapping[str, Any]
#: What the target alone decides, by both ways and by the DCAT way; nobody can foretell it.
DECIDED: Final = frozenset(
    {"metadata_created", "creator_user_id", "organization", "owner_org", "license_title",
     "license_url", "isopen", "groups", "relationships_as_object", "relationships_as_subject",
     "plugin_data"}
)  # fmt: skip
DECIDED_BY_DCAT: Final = DECIDED | {"id", "metadata_modified"}
DECIDED_EXTRAS: Final = frozenset(
    {"harvest_object_id", "harvest_source_id", "harvest_source_title", "homepage"}
)
DECIDED_OF_FILES: Final = frozenset({"metadata_modified", "package_id"})
DECIDED_OF_FILES_BY_DCAT: Final = DECIDED_OF_FILES | {"id", "created"}


@dataclass(frozen=True, slots=True)
class Foretold:
    """What the target will hold of a dataset, in package_show's form; refusals keep it out."""

    dataset: Dataset
    refusals: tuple[Issue, ...] = ()


def received(brought: Dataset, target: Target, name: str) -> Foretold:
    """Return what a target keeps of the dataset that a harvester hands it."""
    lifted = target.lift(brought)
    kept = {key: lifted[key] for key in (*CORE, *target.fields) if key in lifted}
    kept |= {"name": brought["name"], "type": "dataset", "state": "active", "private": False}
    kept |= {key: lifted[key] for key in ("id", "metadata_modified") if key in lifted}
    tags = sorted({one["name"] for one in lifted["tags"]})
    kept |= {
        "tags": [{"name": one} for one in tags],
        "extras": lifted["extras"],
        "resources": [_resource(one, at) for at, one in enumerate(lifted["resources"])],
        "num_tags": len(tags),
        "num_resources": len(lifted["resources"]),
    }
    refusals = tuple(sorted(_refusals(kept, target, name)))
    if target.kind == Kind.PEER:
        kept["extras"] = peerway.shown(kept)
    return Foretold(kept, refusals)


def extra(dataset: Dataset, key: str) -> str | None:
    """Return the value of an extra, None where there is none of this key."""
    return next((one["value"] for one in dataset.get("extras") or () if one["key"] == key), None)


def _resource(one: Dataset, at: int) -> Dataset:
    """Return a resource with what the target says of every one."""
    return {"datastore_active": False, **one, "position": at, "state": "active"}


def _refusals(kept: Dataset, target: Target, name: str) -> Iterable[Issue]:
    """Yield why the target would not take the dataset."""
    for one in kept["extras"]:
        if one["key"] in target.owned:
            yield issue("harvest-clash", path=name, field=one["key"])
    for field in target.required:
        if not kept.get(field):
            yield issue("harvest-empty", path=name, field=field, ours=field)
    for one in kept["tags"]:
        wrong = rules.keyword("tags", one["name"])
        if wrong is not None:
            reason = str(wrong.param("reason"))
            yield issue("harvest-tag", path=name, field="tags", value=one["name"], reason=reason)
