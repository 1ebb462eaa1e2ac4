"""No other site's form acts with the session of whoever is signed in here.

CKAN 2.12 lets a call with an API token pass its guard by taking the guard off that address for
good, for sessions too, until the process ends. This one stands whatever has been called before.
"""

import ckan.plugins.toolkit as tk
from ckan.config.middleware.flask_app import csrf
from flask import Blueprint, current_app, g, request
from flask_wtf.csrf import CSRFError

from ckanext.infoprog.core.publish.refusals import RefusedError

forgery = Blueprint("infoprog_forgery", __name__)


@forgery.before_app_request
def refuse_forged() -> None:
    """Refuse what a session sends without the token of a form of ours."""
    by_token = g.get("login_via_auth_header")
    if by_token or not tk.current_user.is_authenticated or not _guards():
        return
    try:
        csrf.protect()
    except CSRFError as error:
        raise RefusedError("no-csrf") from error


def _guards() -> bool:
    """Tell whether CKAN guards such a call while nobody has called the address with a token."""
    settings = current_app.config
    blueprint = current_app.blueprints.get(request.blueprint or "")
    return (
        settings["WTF_CSRF_ENABLED"]
        and request.method in settings["WTF_CSRF_METHODS"]
        and blueprint not in csrf._exempt_blueprints
    )
