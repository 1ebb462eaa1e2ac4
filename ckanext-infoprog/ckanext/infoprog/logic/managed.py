"""What nobody changes by hand in a dataset that publications make, not even an administrator.

Its files, rows and identity change by a publication alone; its description may be edited, and
whether it is private; views may be set up. Who would be refused anyway hears CKAN's own words.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.types import AuthResult, Context, DataDict

from ckanext.infoprog import config
from ckanext.infoprog.logic.access import OURS, refuse
from ckanext.infoprog.storage import versions

NextAuth = Callable[[Context, DataDict], AuthResult]
Guard = Callable[[NextAuth, Context, DataDict], AuthResult]
Find = Callable[[DataDict], "model.Package | None"]

FIXED = ("name", "owner_org", "state", "infoprog_version", "infoprog_published")
# What CKAN counts or names by itself in a resource.
COUNTED = frozenset({"position", "package_id", "created", "metadata_modified", "tracking_summary"})


def guards() -> dict[str, Guard]:
    """Return the guards by the name of the action that each stands before."""
    of_resource, of_package = _guard(_package_of_resource), _guard(_package)
    found = {
        **dict.fromkeys(("resource_update", "resource_patch", "resource_delete"), of_resource),
        "resource_create": _guard(_package_of_new_resource),
        "package_resource_reorder": of_package,
        "package_owner_org_update": of_package,
        "package_update": package_update,
        "package_delete": package_delete,
        "bulk_update_delete": bulk_update_delete,
        "resource_view_create": _view_guard(lambda data: data.get("resource_id")),
        "resource_view_reorder": _view_guard(lambda data: data.get("resource_id")),
        "resource_view_update": _view_guard(_viewed),
        "resource_view_delete": _view_guard(_viewed),
    }
    if p.plugin_loaded("datastore"):
        found |= {
            "datastore_create": _guard(_package_of_new_table),
            **{f"datastore_{what}": of_resource for what in ("upsert", "delete", "run_triggers")},
            "datastore_records_delete": of_resource,
        }
    return found


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
@tk.auth_sysadmins_check
def package_update(next_auth: NextAuth, context: Context, data_dict: DataDict) -> AuthResult:
    """Allow an edit of the description; refuse one of files or of what identifies a dataset."""
    allowed = _stock(next_auth, context, data_dict)
    package = _managed(context, _package(data_dict)) if allowed["success"] else None
    if package is None:
        return allowed
    field = _fixed_field(package, data_dict)
    if field:
        return refuse(context, "managed-field", package=package.name, field=field)
    if "resources" in data_dict and _touches_files(package, data_dict["resources"]):
        return refuse(context, "managed", package=package.name)
    return allowed


@tk.chained_auth_function
@tk.auth_sysadmins_check
def package_delete(next_auth: NextAuth, context: Context, data_dict: DataDict) -> AuthResult:
    """Allow to delete what has stood withdrawn for as long as harvesters need to see it."""
    allowed = _stock(next_auth, context, data_dict)
    package = _managed(context, _package(data_dict)) if allowed["success"] else None
    if package is None or _was_seen_withdrawn(package.id):
        return allowed
    days = config.tombstone_days()
    return refuse(context, "not-withdrawn", package=package.name, days=days)


@tk.chained_auth_function
@tk.auth_sysadmins_check
def bulk_update_delete(next_auth: NextAuth, context: Context, data_dict: DataDict) -> AuthResult:
    """Allow it as a whole or not at all."""
    allowed = _stock(next_auth, context, data_dict)
    for named in data_dict.get("datasets") or [] if allowed["success"] else []:
        package = _managed(context, model.Package.get(str(named)))
        if package is not None:
            days = config.tombstone_days()
            return refuse(context, "not-withdrawn", package=package.name, days=days)
    return allowed


def _guard(find: Find) -> Guard:
    """Return a guard that refuses every call about a dataset that publications make."""

    @tk.chained_auth_function
    @tk.auth_sysadmins_check
    def guard(next_auth: NextAuth, context: Context, data_dict: DataDict) -> AuthResult:
        package = _managed(context, find(data_dict))
        if package is not None and _may_edit(context, package.id):
            return refuse(context, "managed", package=package.name)
        return _stock(next_auth, context, data_dict)

    return guard


def _view_guard(resource_id: Callable[[DataDict], str | None]) -> Guard:
    """Return a guard that asks for views what CKAN asks for the description."""

    @tk.chained_auth_function
    @tk.auth_sysadmins_check
    def guard(next_auth: NextAuth, context: Context, data_dict: DataDict) -> AuthResult:
        package = _managed(context, _package_of_resource({"id": resource_id(data_dict)}))
        if package is not None and _may_edit(context, package.id):
            return {"success": True}
        return _stock(next_auth, context, data_dict)

    return guard


def _stock(next_auth: NextAuth, context: Context, data_dict: DataDict) -> AuthResult:
    """Return what CKAN itself says; it asks no function about its administrators."""
    if authz.is_sysadmin(context.get("user")):
        return {"success": True}
    return next_auth(context, data_dict)


def _managed(context: Context, package: "model.Package | None") -> "model.Package | None":
    """Return the package where publications make it and it is not one of them that asks."""
    if package is None or context.get(OURS) or not versions.is_managed(package.id):
        return None
    return package


def _may_edit(context: Context, package_id: str) -> bool:
    asking = Context(user=context.get("user") or "", auth_user_obj=context.get("auth_user_obj"))
    return authz.is_authorized_boolean("package_update", asking, {"id": package_id})


def _package(data_dict: DataDict) -> "model.Package | None":
    named = data_dict.get("id") or data_dict.get("name")
    return model.Package.get(str(named)) if named else None


def _package_of_resource(data_dict: DataDict) -> "model.Package | None":
    named = data_dict.get("resource_id") or data_dict.get("id")
    resource = model.Resource.get(str(named)) if named else None
    return model.Package.get(resource.package_id) if resource else None


def _package_of_new_resource(data_dict: DataDict) -> "model.Package | None":
    named = data_dict.get("package_id")
    return model.Package.get(str(named)) if named else _package_of_resource(data_dict)


def _package_of_new_table(data_dict: DataDict) -> "model.Package | None":
    resource = data_dict.get("resource")
    if isinstance(resource, Mapping) and resource.get("package_id"):
        return model.Package.get(str(resource["package_id"]))
    return _package_of_resource(data_dict)


def _viewed(data_dict: DataDict) -> str | None:
    """Return the resource that an existing view shows."""
    view = model.ResourceView.get(str(data_dict.get("id") or ""))
    return view.resource_id if view else data_dict.get("resource_id")


def _fixed_field(package: "model.Package", data_dict: DataDict) -> str | None:
    """Return the first field that would get another value than publications gave it."""
    for field in FIXED:
        if field in data_dict and _differs(package, field, data_dict[field]):
            return field
    return None


def _differs(package: "model.Package", field: str, value: object) -> bool:
    if field == "owner_org":
        group = model.Group.get(str(value)) if value else None
        return group is None or group.id != package.owner_org
    is_column = field in model.package_table.c
    stands = getattr(package, field) if is_column else (package.extras or {}).get(field)
    return str(value or "") != str(stands or "")


def _touches_files(package: "model.Package", resources: object) -> bool:
    """Tell whether a list of resources is another one than stands there."""
    shown = tk.get_action("package_show")({"ignore_auth": True}, {"id": package.id})["resources"]
    if not isinstance(resources, list) or len(resources) != len(shown):
        return True
    return any(_changes(one, other) for one, other in zip(resources, shown, strict=True))


def _changes(given: object, stands: Mapping[str, Any]) -> bool:
    if not isinstance(given, Mapping):
        return True
    names = {*given, *stands} - COUNTED
    return any((given.get(name) or None) != (stands.get(name) or None) for name in names)


def _was_seen_withdrawn(package_id: str) -> bool:
    """Tell whether the dataset has stood withdrawn for the days that the settings ask."""
    pointer = versions.pointer(package_id)
    if pointer is None or not pointer.withdrawn:
        return False
    since = next(v.created for v in versions.listed(package_id) if v.number == pointer.version)
    return datetime.now(UTC) - since >= timedelta(days=config.tombstone_days())
