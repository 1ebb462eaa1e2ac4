"""How access is refused: by a sentence with a code, said in the reader's language."""

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.lib.i18n import get_lang
from ckan.types import AuthResult, Context, DataDict
from flask import g, has_request_context

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.logic import schema

REFUSAL = "infoprog_refusal"
# A publication marks its own calls so; no call from outside can bring a key of the context.
OURS = "infoprog_publication"
EDIT = "update_dataset"
ADMINISTER = "admin"


def asked(action: str, context: Context, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an action's input where it is well-formed and the caller may do this."""
    found = schema.validated(action, data)
    check(action, context, found)
    return found


def check(action: str, context: Context, data_dict: DataDict) -> None:
    """Raise RefusedError, with its code, unless the user may do this."""
    context.pop(REFUSAL, None)  # type: ignore[typeddict-item]
    try:
        tk.check_access(action, context, data_dict)
    except tk.NotAuthorized:
        raise _last(context) from None


def organizations(user: str | None) -> frozenset[str] | None:
    """Return the ids of the organisations that a user may publish for; None means all of them."""
    if authz.is_sysadmin(user):
        return None
    query = {"permission": EDIT, "id": user}
    found = tk.get_action("organization_list_for_user")({"user": user or ""}, query)
    return frozenset(one["id"] for one in found)


def holds(context: Context, organization: str | None, permission: str) -> AuthResult:
    """Allow whose role in the organisation brings this permission."""
    user = context.get("user")
    if organization and authz.has_user_permission_for_group_or_org(organization, user, permission):
        return {"success": True}
    group = model.Group.get(organization) if organization else None
    name = group.name if group else "–"
    code = "not-allowed" if permission == EDIT else "not-administrator"
    return refuse(context, code, user=user, organization=name)


def refuse(context: Context, code: str, **params: object) -> AuthResult:
    """Return a denial; the refusal is kept for the API, its words for the page: CKAN drops both."""
    refusal = RefusedError(code, **params)
    context[REFUSAL] = refusal  # type: ignore[typeddict-unknown-key]
    words = refusal.in_language(language())
    if has_request_context():
        setattr(g, REFUSAL, words)
    return {"success": False, "msg": words}


def _last(context: Context) -> RefusedError:
    """Return why access was denied; CKAN itself denies only those who are not signed in."""
    found = context.get(REFUSAL)
    return found if isinstance(found, RefusedError) else RefusedError("anonymous")


def language() -> str:
    """Return `uk` or `en`: the language of whoever asks."""
    spoken = get_lang() if has_request_context() else ""
    return "en" if spoken.startswith("en") else "uk"
