"""Who may do what with publications and versions; each refusal is a sentence with a code.

Editors of an organisation publish for it; versions are open to whom the dataset is open; files are
taken out of versions by the organisation's administrators alone. A stranger learns nothing: a
publication of others and a dataset that is closed to him are answered like ones that do not exist.
CKAN's administrators may do everything; they are asked too, so that they hear what does not exist.
"""

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.types import AuthFunction, AuthResult, Context, DataDict

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.logic.access import ADMINISTER, EDIT, holds, refuse
from ckanext.infoprog.storage import journal


def functions() -> dict[str, AuthFunction]:
    """Return who may call each action of ours."""
    return {
        "infoprog_publication_base": editors_of_organization,
        "infoprog_publication_begin": editors_of_organization,
        "infoprog_publication_stage": editors_of_publication,
        "infoprog_publication_check": editors_of_publication,
        "infoprog_publication_commit": editors_of_publication,
        "infoprog_publication_abort": editors_of_publication,
        "infoprog_publication_show": editors_of_publication,
        "infoprog_publication_list": everybody_signed_in,
        "infoprog_version_list": readers_of_dataset,
        "infoprog_version_show": readers_of_dataset,
        "infoprog_version_difference": readers_of_dataset,
        "infoprog_version_redact": administrators_of_dataset,
        "infoprog_row_show": readers_of_dataset,
        "infoprog_row_search": everybody,
        "infoprog_cycle_show": editors_of_dataset,
        "infoprog_cycle_form": editors_of_dataset,
        "infoprog_cycle_collect": editors_of_dataset,
        "infoprog_cycle_delivery": editors_of_dataset,
        "infoprog_cycle_members": editors_of_dataset,
        "infoprog_cycle_members_change": editors_of_dataset,
        "infoprog_cycle_preview": editors_of_dataset,
        "infoprog_cycle_accept": editors_of_dataset,
        "infoprog_cycle_document": editors_of_dataset,
        "infoprog_cycle_publicity": editors_of_dataset,
        "infoprog_cycle_unanswered": readers_of_dataset,
    }


@tk.auth_sysadmins_check
def editors_of_organization(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the named organisation, unless the dataset is another organisation's."""
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


@tk.auth_sysadmins_check
def editors_of_publication(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the publication's organisation; to strangers there is none."""
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


@tk.auth_sysadmins_check
def everybody_signed_in(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow everybody who is signed in; what they get is their organisations' alone."""
    return {"success": True} if context.get("user") else refuse(context, "anonymous")


@tk.auth_allow_anonymous_access
def everybody(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow everybody: what they get is open to everybody."""
    return {"success": True}


@tk.auth_allow_anonymous_access
@tk.auth_sysadmins_check
def readers_of_dataset(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow whom package_show allows; a dataset that is closed seems not to exist."""
    named = str(data_dict.get("package") or "")
    asking = Context(user=context.get("user") or "", auth_user_obj=context.get("auth_user_obj"))
    package = model.Package.get(named)
    if package is not None and authz.is_authorized_boolean("package_show", asking, {"id": named}):
        return {"success": True}
    return refuse(context, "not-published", package=named)


@tk.auth_sysadmins_check
def editors_of_dataset(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow editors of the organisation whose dataset it is."""
    return _of_dataset(context, data_dict, EDIT)


@tk.auth_sysadmins_check
def administrators_of_dataset(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow administrators of the organisation whose dataset it is."""
    return _of_dataset(context, data_dict, ADMINISTER)


def _of_dataset(context: Context, data_dict: DataDict, permission: str) -> AuthResult:
    """Allow who has a role in the organisation of a dataset; a closed one is none to strangers."""
    if not context.get("user"):
        return refuse(context, "anonymous")
    seen = readers_of_dataset(context, data_dict)
    if not seen["success"]:
        return seen
    package = model.Package.get(data_dict["package"])
    assert package is not None
    return holds(context, package.owner_org, permission)
