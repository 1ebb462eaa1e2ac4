"""What the portal answers when a store does not: health in words, a page, no trace."""

import time

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib.search.common import SolrConnectionError
from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy.exc import InterfaceError, OperationalError

from ckanext.infoprog import config, readiness
from ckanext.infoprog.storage import datastore
from ckanext.infoprog.views.health import healthz, readyz

HEALTH = {"/healthz": healthz, "/readyz": readyz}
STORES = ("ckan.datastore.read_url", "ckan.datastore.write_url")


def stand_guard(app: Flask) -> None:
    """Answer health checks before CKAN asks the database who calls; turn its loss into a 503."""
    app.before_request_funcs.setdefault(None, []).insert(0, _answer_health)
    for lost in (OperationalError, InterfaceError):
        app.register_error_handler(lost, _say_unavailable)
    app.register_error_handler(SolrConnectionError, _say_no_search)
    app.before_request(_guard_search_page)
    app.after_request(_admit_loss)
    if not sa.event.contains(sa.Engine, "handle_error", _note_loss):
        sa.event.listen(sa.Engine, "handle_error", _note_loss)


def _answer_health() -> Response | None:
    view = HEALTH.get(request.path)
    if view is None:
        return None
    g.__timer = time.time()  # CKAN's own first step, which its last step logs by
    return view()


def _note_loss(lost: sa.ExceptionContext) -> None:
    """Remember that a database was lost within this request, whoever catches the exception."""
    error = lost.sqlalchemy_exception
    if has_request_context() and error is not None and datastore.is_lost(error):
        g.infoprog_lost = error
        g.infoprog_tables_lost = _is_of_tables(lost.engine)


def _is_of_tables(engine: sa.Engine | None) -> bool:
    """Tell whether a database is the DataStore's alone, so that all else goes on without it."""
    stores = [sa.make_url(tk.config[name]).database for name in STORES if tk.config.get(name)]
    own = sa.make_url(tk.config["sqlalchemy.url"]).database
    return engine is not None and engine.url.database in stores and engine.url.database != own


def _admit_loss(response: Response) -> Response:
    """Say 503 where CKAN calls the loss of a database an error of its own, or the reader's."""
    lost = g.pop("infoprog_lost", None)
    if lost is None or not (response.status_code == 500 or _blames_reader(response)):
        return response
    return _say_unavailable(lost)


def _blames_reader(response: Response) -> bool:
    """Tell whether the API says that the query is wrong, as the DataStore says of any error."""
    told = response.get_json(silent=True) if response.status_code == 409 else None
    error = told.get("error") if isinstance(told, dict) else None
    return isinstance(error, dict) and error.get("__type") == "Validation Error"


def _guard_search_page() -> Response | None:
    """Answer for CKAN's search page, which would call a lost index an error of its own."""
    if request.endpoint != "dataset.search" or readiness.search_answers():
        return None
    return _say_no_search(SolrConnectionError("no answer"))


def _say_unavailable(error: Exception) -> Response:
    """Say that the database is away; the page needs neither it nor a base template."""
    current_app.logger.error("database is not available: %s", error)
    if _asked_by_program():
        return _refusal(tk._("The database is not available right now."))
    page = current_app.jinja_env.get_template("infoprog/outage.html")
    tables = g.get("infoprog_tables_lost", False)
    dataset = (request.view_args or {}).get("id", "") if tables else ""
    html = page.render(_=tk._, lang=tk.h.lang(), tables=tables, dataset=dataset)
    return _come_back(Response(html, mimetype="text/html"))


def _say_no_search(error: Exception) -> Response:
    """Say that the search is away; what does not need it goes on."""
    current_app.logger.error("Solr is not available: %s", error)
    if _asked_by_program():
        return _refusal(tk._("Please try again in a few minutes."))
    page = tk.render("error_document_template.html", {"code": 503})
    return _come_back(Response(page, mimetype="text/html"))


def _asked_by_program() -> bool:
    return request.path.startswith("/api/")


def _refusal(words: str) -> Response:
    return _come_back(current_app.json.response(success=False, error={"message": words}))


def _come_back(response: Response) -> Response:
    """Return an answer as one that may be asked for again after a while."""
    response.status_code = 503
    response.headers["Retry-After"] = str(config.catalogue_retry_after())
    response.headers["Cache-Control"] = "no-store"
    return response
