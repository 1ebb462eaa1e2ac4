"""What a dataset says beside its own fields, for those who harvest it."""

from typing import Any

from ckan import model
from ckan.types import FlattenDataDict

from ckanext.infoprog import addresses
from ckanext.infoprog.core.harvest import exported
from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.storage import versions

DATASET = "dataset"
CONFORMS_TO = "conforms_to"
WITHDRAWN = "passport_withdrawn"


def fill(dataset: dict[str, Any]) -> None:
    """Give a dataset the extras that harvesters read, and its tables their structure's address."""
    if dataset.get("type", DATASET) != DATASET:
        return
    stored = [one for one in dataset.get("extras") or () if one.get("key") != WITHDRAWN]
    told = _withdrawal(dataset)
    said = [{"key": WITHDRAWN, "value": told}] if told else []
    dataset["extras"] = [*exported.shown({**dataset, "extras": stored}), *said]
    for one in dataset.get("resources") or []:
        if one.get("schema"):
            one[CONFORMS_TO] = _structure(dataset["name"], one["id"])


def forget(data: FlattenDataDict, package: "model.Package | None") -> None:
    """Take out of a dataset that is to be stored whatever `fill` has given it."""
    now = {key[0]: value for key, value in data.items() if len(key) == 1}
    before = _stored(package) if package else {}
    now.setdefault("metadata_created", before.get("metadata_created", "new"))
    keys = {key[1]: value for key, value in data.items() if key[0] == "extras" and _is(key, "key")}
    for number, name in keys.items():
        value = data.get(("extras", number, "value"))
        if name == WITHDRAWN or exported.is_made(str(name), value, now, before):
            _remove(data, number)
    for key, value in data.items():
        if key[0] == "resources" and _is(key, "__extras") and isinstance(value, dict):
            _forget_structure(value, data.get((*key[:2], "id")))


def _is(key: tuple[Any, ...], name: str) -> bool:
    return len(key) == 3 and key[2] == name


def _remove(data: FlattenDataDict, number: int) -> None:
    for key in [key for key in data if key[:2] == ("extras", number)]:
        del data[key]


def _forget_structure(resource: dict[str, Any], resource_id: object) -> None:
    ending = f"/resource/{resource_id}/structure.json"
    if str(resource.get(CONFORMS_TO) or "").endswith(ending):
        del resource[CONFORMS_TO]


def _withdrawal(dataset: dict[str, Any]) -> str:
    """Return why a dataset was taken down: copies elsewhere have no other word of it."""
    if dataset.get("resources") or not dataset.get("infoprog_version"):
        return ""
    pointer = versions.pointer_of(dataset)
    found = versions.read_manifest(pointer.manifest).withdrawal if pointer else None
    return " ".join(part for part in (found.reason, found.basis) if part) if found else ""


def _stored(package: "model.Package") -> dict[str, Any]:
    """Return the fields of a dataset as they stand in the database."""
    created = package.metadata_created
    return {**(package.extras or {}), "metadata_created": created.isoformat() if created else ""}


def _structure(name: str, resource_id: str) -> str:
    return addresses.absolute(paths.structure(name, resource_id))
