"""Our actions by name. Their refusals pass CKAN's API, which would call them faults of its own."""

import functools
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.authz import get_local_functions
from ckan.types import Action, Context, DataDict
from flask import g, has_request_context, request

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.logic import action, answers_action, cycle_action, whole


def actions() -> dict[str, Action]:
    """Return our actions by name; over the API their refusals are left for views/refusal.py."""
    modules = (action, cycle_action, answers_action)
    found = [named for module in modules for named in get_local_functions(module)]
    ours = {name: _refusing(one) for name, one in found if name.startswith("infoprog_")}
    return {**ours, "package_show": whole.package_show}


def _refusing(done: Action) -> Action:
    @functools.wraps(done)
    def wrapped(context: Context, data_dict: DataDict) -> Any:  # noqa: ANN401 - as actions are
        try:
            return done(context, data_dict)
        except RefusedError as refused:
            if not (has_request_context() and request.endpoint == "api.action"):
                raise
            g.infoprog_refused = refused
            raise tk.ValidationError(refused.to_dict()) from refused

    return wrapped
