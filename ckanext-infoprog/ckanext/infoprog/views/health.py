"""/healthz, /readyz, and the guard that never lets a partial catalogue out."""

from flask import Blueprint, Response, jsonify, request

from ckanext.infoprog import config, readiness

health = Blueprint("infoprog_health", __name__)

CATALOGUE_ENDPOINTS = {
    *("dcat.read_catalog", "dcat_json_interface.dcat_json"),
    *("infoprog_linked.catalog", "infoprog_linked.catalog_file"),
}
CATALOGUE_ACTIONS = {
    *("package_search", "package_list", "current_package_list_with_resources"),
    *("dcat_catalog_show", "dcat_catalog_search"),
}


def _answer(body: dict[str, object], status: int) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = str(config.catalogue_retry_after())
    return response


@health.route("/healthz")
def healthz() -> Response:
    """Answer that this web process is alive."""
    return _answer({"ok": True}, 200)


@health.route("/readyz")
def readyz() -> Response:
    """Answer with the state of every part; 503 if one of them is not well."""
    ok, parts = readiness.report()
    return _answer({"ok": ok, "parts": parts}, 200 if ok else 503)


def _asks_for_catalogue() -> bool:
    if request.endpoint == "api.action":
        return (request.view_args or {}).get("logic_function") in CATALOGUE_ACTIONS
    return request.endpoint in CATALOGUE_ENDPOINTS


@health.after_app_request
def let_nobody_read_it_as_empty(response: Response) -> Response:
    """Say in plain words what a search cannot do: a harvester takes JSON without results for none.

    The CKAN harvester looks at no status: it would call the harvest a success with nothing new,
    and never ask again for what changed before it.
    """
    if response.status_code < 500 or not _asks_for_catalogue() or not response.is_json:
        return response
    error = (response.get_json(silent=True) or {}).get("error")
    words = error.get("message") if isinstance(error, dict) else error
    response.set_data(f"{words or 'The search failed.'}\n")
    response.mimetype = "text/plain"
    return response


@health.before_app_request
def refuse_partial_catalogue() -> Response | None:
    """Answer 503 instead of a catalogue while the index lacks public datasets."""
    if not _asks_for_catalogue() or readiness.catalogue_is_full():
        return None
    reason = "The catalogue is being indexed and is not complete yet. Please try again later."
    return _answer({"success": False, "error": {"message": reason}}, 503)
