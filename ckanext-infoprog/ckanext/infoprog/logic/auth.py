"""Who may do what with publications and versions; each refusal is a sentence with a code.

Editors of an organisation publish for it; versions are open to whom the dataset is open; files are
taken out of versions by the organisation's administrators alone. A stranger learns nothing: a
publication of others and a dataset that is closed to him are answered like ones that do not exist.
CKAN's administrators may do everything; they are asked too, so that they hear what does not exist.
"""

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.types import AuthResult, Context, DataDict

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.logic.access import ADMINISTER, EDIT, holds, refuse
from ckanext.infoprog.storage import journal


@tk.auth_sysadmins_check
def infoprog_publication_base(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose dataset it is or would be."""
    return _may_begin(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_publication_begin(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose dataset it is or would be."""
    return _may_begin(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_publication_stage(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the publication's organisation."""
    return _of_publication(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_publication_check(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the publication's organisation."""
    return _of_publication(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_publication_commit(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the publication's organisation."""
    return _of_publication(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_publication_abort(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the publication's organisation."""
    return _of_publication(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_publication_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the publication's organisation."""
    return _of_publication(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_publication_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow everybody who is signed in; the list holds only their organisations' publications."""
    return {"success": True} if context.get("user") else refuse(context, "anonymous")


@tk.auth_allow_anonymous_access
@tk.auth_sysadmins_check
def infoprog_version_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow whom the dataset is open to."""
    return _as_dataset(context, data_dict)


@tk.auth_allow_anonymous_access
@tk.auth_sysadmins_check
def infoprog_version_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow whom the dataset is open to."""
    return _as_dataset(context, data_dict)


@tk.auth_allow_anonymous_access
@tk.auth_sysadmins_check
def infoprog_version_difference(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow whom the dataset is open to."""
    return _as_dataset(context, data_dict)


@tk.auth_allow_anonymous_access
@tk.auth_sysadmins_check
def infoprog_row_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow whom the dataset is open to."""
    return _as_dataset(context, data_dict)


@tk.auth_allow_anonymous_access
def infoprog_row_search(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow everybody: what is found is open to everybody."""
    return {"success": True}


@tk.auth_sysadmins_check
def infoprog_version_redact(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow administrators of the organisation whose dataset it is."""
    return _of_dataset(context, data_dict, ADMINISTER)


@tk.auth_sysadmins_check
def infoprog_cycle_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose programme it is."""
    return _of_dataset(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_cycle_form(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose programme it is."""
    return _of_dataset(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_cycle_collect(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose programme it is."""
    return _of_dataset(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_cycle_delivery(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose programme it is."""
    return _of_dataset(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_cycle_members(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose programme it is."""
    return _of_dataset(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_cycle_members_change(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose programme it is."""
    return _of_dataset(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_cycle_preview(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose programme it is."""
    return _of_dataset(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_cycle_accept(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose programme it is."""
    return _of_dataset(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_cycle_document(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose programme it is."""
    return _of_dataset(context, data_dict)


@tk.auth_sysadmins_check
def infoprog_cycle_publicity(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose programme it is."""
    return _of_dataset(context, data_dict)


@tk.auth_allow_anonymous_access
@tk.auth_sysadmins_check
def infoprog_cycle_unanswered(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow whom the dataset is open to; what the publisher does not show is refused later."""
    return _as_dataset(context, data_dict)


def _may_begin(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow who edits for the named organisation, unless the name is another organisation's."""
    if not context.get("user"):
        return refuse(context, "anonymous")
    named = str(data_dict.get("organization") or "")
    organization = model.Group.get(named)
    if organization is None or not organization.is_organization or organization.state != "active":
        return refuse(context, "no-organization", organization=named)
    allowed = holds(context, organization.id, EDIT)
    package = model.Package.get(str(data_dict.get("package") or ""))
    if allowed["success"] and package is not None and package.owner_org != organization.id:
        return refuse(context, "name-taken", package=data_dict["package"])
    return allowed


def _of_publication(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow who edits for the publication's organisation; to strangers there is none."""
    if not context.get("user"):
        return refuse(context, "anonymous")
    named = str(data_dict.get("id") or "")
    try:
        organization = journal.get(named).organization
    except RefusedError:
        return refuse(context, "no-publication", id=named)
    user = context.get("user")
    if not authz.has_user_permission_for_group_or_org(organization, user, "read"):
        return refuse(context, "no-publication", id=named)
    return holds(context, organization, EDIT)


def _of_dataset(context: Context, data_dict: DataDict, permission: str = EDIT) -> AuthResult:
    """Allow who has a role in the organisation of a dataset; a closed one is none to strangers."""
    if not context.get("user"):
        return refuse(context, "anonymous")
    seen = _as_dataset(context, data_dict)
    if not seen["success"]:
        return seen
    package = model.Package.get(data_dict["package"])
    assert package is not None
    return holds(context, package.owner_org, permission)


def _as_dataset(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow whom package_show allows; a dataset that is closed seems not to exist."""
    named = str(data_dict.get("package") or "")
    asking = Context(user=context.get("user") or "", auth_user_obj=context.get("auth_user_obj"))
    package = model.Package.get(named)
    if package is not None and authz.is_authorized_boolean("package_show", asking, {"id": named}):
        return {"success": True}
    return refuse(context, "not-published", package=named)
