"""CKAN's forms for files and tables do not open where publications make them: a page says why."""

import ckan.plugins.toolkit as tk
from flask import Blueprint, g, request

from ckanext.infoprog.logic.access import REFUSAL

managed = Blueprint("infoprog_managed", __name__)

# CKAN shows these forms to all who may edit the description, and refuses what they send only.
FORMS = {
    "resource.edit": "resource_update",
    "dataset_resource.edit": "resource_update",
    "datastore.dictionary": "datastore_create",
}


@managed.before_app_request
def refuse_form() -> None:
    """Refuse the form with the sentence that what it sends would be refused with."""
    action = FORMS.get(request.endpoint or "")
    if action is None:
        return
    resource_id = (request.view_args or {}).get("resource_id")
    try:
        tk.check_access(action, {}, {"id": resource_id, "resource_id": resource_id})
    except tk.NotAuthorized:
        if g.get(REFUSAL):
            tk.abort(403)
    except tk.ObjectNotFound:
        return
