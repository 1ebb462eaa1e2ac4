"""A version's description in CKAN's catalogue: written in one transaction with its pointer."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib import search
from sqlalchemy.dialects.postgresql import insert

from ckanext.infoprog.core.publish import dataset as described
from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.storage import journal, records, versions
from ckanext.infoprog.storage.journal import Publication

Dataset = dict[str, Any]
TICK = dt.timedelta(microseconds=1)

# What a reader's language or this moment decides, and what only the address on this portal does.
_NOT_COMPARED = frozenset({"url", "last_modified", "metadata_modified"})


def shown(package_id: str) -> Dataset | None:
    """Return a dataset as the catalogue has it, deleted ones too; None where it never was."""
    if model.Package.get(package_id) is None:
        return None
    found: Dataset = tk.get_action("package_show")(
        {"ignore_auth": True, "use_cache": False}, {"id": package_id}
    )
    return found


def write(publication: Publication, manifest: Manifest) -> None:
    """Write description, version, pointer, activity and the journal's step: all or nothing."""
    session = model.Session
    session.rollback()  # nothing that was read before may decide
    existing = shown(manifest.package_id)
    action = "package_create" if existing is None else "package_update"
    context = _context(publication)
    try:
        tk.get_action(action)(
            {**context, "return_id_only": True}, _wanted(publication, manifest, existing)
        )
        session.execute(_version(manifest, publication))
        session.execute(_pointer(manifest, publication))
        journal.advance_in(session, publication, "catalogued", version=manifest.version)
        if existing is not None:
            _tell_activity(context, manifest.package_id)
        session.commit()
    except BaseException:
        session.rollback()
        raise


def index(package_id: str) -> None:
    """Bring the search index to what the catalogue says of a dataset."""
    search.rebuild(package_id)


def drift(manifest: Manifest) -> list[dict[str, Any]]:
    """Return what differs in the catalogue from what was published: field, published, found."""
    existing = shown(manifest.package_id)
    if existing is None:
        return []
    found = _differences("", manifest.dataset, existing)
    wanted = {item.id: described.resource(item) for item in manifest.items}
    there = {one["id"]: one for one in existing["resources"]}
    if list(wanted) != list(there):
        names = [one.get("infoprog_name") or one["name"] for one in existing["resources"]]
        found.append(_difference("resources", [item.name for item in manifest.items], names))
    for item in manifest.items:
        if item.id in there:
            place = f"resources.{item.name}."
            found += _differences(place, wanted[item.id], there[item.id])
    return found


def stands(manifest: Manifest) -> bool:
    """Tell whether the dataset is there as it was published: neither edited nor removed by hand."""
    return bool(metadata_hash(manifest.package_id)) and not drift(manifest)


def metadata_hash(package_id: str) -> str:
    """Return what changes whenever the catalogue's entry does; empty where there is none."""
    package = model.Package.get(package_id)
    if package is None or package.state != "active":
        return ""
    return hashlib.sha256(package.metadata_modified.isoformat().encode()).hexdigest()


def _differences(
    place: str, published: Mapping[str, Any], found: Mapping[str, Any]
) -> list[dict[str, Any]]:
    return [
        _difference(place + name, value, found.get(name))
        for name, value in published.items()
        if name not in _NOT_COMPARED and _comparable(value) != _comparable(found.get(name))
    ]


def _difference(field: str, published: object, found: object) -> dict[str, Any]:
    return {"field": field, "published": published, "found": found}


def _comparable(value: object) -> object:
    """Return a value as it can be compared: CKAN gives tags more keys and numbers as text."""
    if isinstance(value, list):
        return sorted(str(one["name"] if isinstance(one, Mapping) else one) for one in value)
    return "" if value is None else str(value)


def _wanted(publication: Publication, manifest: Manifest, existing: Dataset | None) -> Dataset:
    """Return the dataset as it shall stand; what people added beside our fields stays."""
    before = {one["id"]: one for one in (existing or {}).get("resources", [])}
    return {
        **(existing or {}),
        **manifest.dataset,
        "id": manifest.package_id,
        "name": manifest.package,
        "owner_org": publication.organization,
        "state": "active",
        "infoprog_version": str(manifest.version),
        "infoprog_published": manifest.created,
        "metadata_modified": _rising(manifest.package_id),
        "resources": [_resource(item, before.get(item.id)) for item in manifest.items],
    }


def _resource(item: Any, before: Mapping[str, Any] | None) -> Dataset:  # noqa: ANN401 - a Published
    """Return a resource; one that does not change is sent as it is, so that CKAN leaves it."""
    wanted: Dataset = described.resource(item)
    if before is None:
        return wanted
    dated = before.get("last_modified") == wanted["last_modified"]
    same = dated and not _differences("", wanted, before)
    return dict(before) if same else {**before, **wanted}


def _rising(package_id: str) -> str:
    """Return a moment that is later than the last change, whatever the clock says."""
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    package = model.Package.get(package_id)
    last = package.metadata_modified if package else None
    return max(now, last + TICK if last else now).isoformat()


def _context(publication: Publication) -> dict[str, Any]:
    user = model.User.get(publication.user_id)
    return {
        "ignore_auth": True,
        "defer_commit": True,
        "user": user.name if user else "",
        "auth_user_obj": user,
        "infoprog_publication": publication.id,
    }


def _version(manifest: Manifest, publication: Publication) -> sa.Insert:
    return sa.insert(records.version).values(
        package_id=manifest.package_id,
        number=manifest.version,
        publication=publication.id,
        manifest=publication.manifest,
        created=manifest.created,
        user_id=publication.user_id,
        act=manifest.act,
        note=manifest.note,
        decision=manifest.decision,
        undoes=manifest.undoes,
    )


def _pointer(manifest: Manifest, publication: Publication) -> sa.Insert:
    values = {
        "name": manifest.package,
        "version": manifest.version,
        "manifest": publication.manifest,
        "publication": publication.id,
        "withdrawn": manifest.withdrawal is not None,
    }
    row = insert(records.dataset).values(package_id=manifest.package_id, **values)
    return row.on_conflict_do_update(index_elements=["package_id"], set_=values)


def _tell_activity(context: Mapping[str, Any], package_id: str) -> None:
    """Write the entry of the history that CKAN leaves out where the commit is ours."""
    if not p.plugin_loaded("activity") or context["auth_user_obj"] is None:
        return
    activity = {
        "user_id": context["auth_user_obj"].id,
        "object_id": package_id,
        "activity_type": "changed package",
        "data": {"package": shown(package_id), "actor": context["user"]},
    }
    tk.get_action("activity_create")(dict(context), activity)


def is_indexed(manifest: Manifest) -> bool:
    """Tell whether the search index holds the dataset as the catalogue does."""
    existing = shown(manifest.package_id)
    found = search.show(manifest.package_id)
    kept = json.loads(found["validated_data_dict"])
    return existing is not None and kept["metadata_modified"] == existing["metadata_modified"]


def pointer_is_at(manifest: Manifest) -> bool:
    """Tell whether the pointer names this version."""
    found = versions.pointer(manifest.package_id)
    return found is not None and found.version == manifest.version
