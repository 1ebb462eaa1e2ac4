"""How a refusal is answered: as JSON for programs, as a page for people; in their language."""

import ckan.plugins.toolkit as tk
from flask import Flask, Response, current_app, g, request

from ckanext.infoprog.core.publish.refusals import RefusedError

TYPE = "Infoprog Refusal"
STATUS = {
    "not-allowed": 403,
    "not-administrator": 403,
    "anonymous": 403,
    "no-organization": 404,
    "no-publication": 404,
    "no-version": 404,
    "no-page": 404,
    "page-gone": 410,
    "bad-query": 400,
    "bad-version": 400,
    "no-file": 404,
    "no-row": 404,
    "no-table": 404,
    "not-published": 404,
    "no-csrf": 403,
    "redacted": 410,
    "redacted-file": 410,
    "file-gone": 410,
    "withdrawn": 410,
    "restricted": 451,
    "too-large": 413,
    "no-space": 507,
    "rows-away": 503,
}
CONFLICT = 409


def stand_guard(app: Flask) -> None:
    """Answer every refusal, wherever it is raised."""
    app.register_error_handler(RefusedError, answer)
    app.after_request(_answer_api)


def answer(refused: RefusedError) -> Response:
    """Return the answer to who was refused."""
    status = STATUS.get(refused.code, CONFLICT)
    words = refused.in_language(str(tk.h.lang()).split("_")[0])
    if _asked_by_program():
        error = {"__type": TYPE, **refused.to_dict(), "message": words}
        response: Response = current_app.json.response(success=False, error=error)
    else:
        page = tk.render("error_document_template.html", {"code": status, "refusal": words})
        response = Response(page, mimetype="text/html")
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer_api(response: Response) -> Response:
    """Put the refusal of an action in the place of what CKAN's API says of it."""
    refused = g.get("infoprog_refused")
    return answer(refused) if refused is not None else response


def _asked_by_program() -> bool:
    """Tell whether a program asks: browsers say that they want a page, whatever the address is."""
    spoken = request.path.startswith(("/api/", "/infoprog/upload/"))
    return spoken or "text/html" not in request.headers.get("Accept", "")
