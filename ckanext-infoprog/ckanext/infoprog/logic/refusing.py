"""Our actions by name. Their refusals pass CKAN's API, which would call them faults of its own."""

import functools
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.authz import get_local_functions
from ckan.types import Action, Context, DataDict
from flask import g, has_request_context, request

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.logic import action, cycle_action, whole


def actions() -> dict[str, Action]:
    """Return our actions by name; over the API their refusals are left for views/refusal.py."""
    found = dict(get_local_functions(action) + get_local_functions(cycle_action))
    ours = {n: _refusing(one) for n, one in found.items() if n.startswith("infoprog_")}
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
