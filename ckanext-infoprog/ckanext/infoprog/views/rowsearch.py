"""The page of the search among the rows of programmes: all that was found, kind by kind."""

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, current_app, request

from ckanext.infoprog import helpers
from ckanext.infoprog.core.search import kinds
from ckanext.infoprog.core.search.found import Found
from ckanext.infoprog.logic import rowsearch
from ckanext.infoprog.views import answering, reader

search = Blueprint("infoprog_search", __name__)

EACH = 10
PER_PAGE = 30
MOST_PAGES = 100
LONGEST = 2000
AWAY = 503


@search.route("/search")
@search.route("/search.<any(json):suffix>")
def shown(suffix: str = "") -> Response:
    """Show what was found of every kind, or all of one kind by pages; or give it as JSON."""
    typed = request.args.get("q", "")[:LONGEST]
    kind = request.args.get("kind", "")
    page = min(max(reader.number("page", 1), 1), MOST_PAGES)
    is_wrong = kind not in ("", *kinds.KINDS)
    kind = "" if is_wrong else kind
    outcome = _find(typed, kind, page)
    is_beyond = page > 1 and not outcome.is_away and not any(g.hits for g in outcome.groups)
    if is_beyond:
        page, outcome = 1, _find(typed, kind, 1)
    if suffix:
        response = current_app.json.response(rowsearch.to_dict(outcome))
    else:
        count = outcome.groups[0].count if kind and outcome.groups else 0
        data = {
            "q": typed, "found": outcome, "kind": kind, "page": page, "is_wrong": is_wrong,
            "is_beyond": is_beyond,
            "pages": min(max(1, -(-count // PER_PAGE)), MOST_PAGES), "prefix": answering.prefix(),
        }  # fmt: skip
        response = Response(tk.render("infoprog/search.html", data))
    is_bad = is_wrong or is_beyond
    response.status_code = answering.BAD if is_bad else AWAY if outcome.is_away else 200
    response.headers["Cache-Control"] = "no-cache"
    if tk.current_user.is_authenticated:
        reader.keep_private()
    return response


def _find(typed: str, kind: str, page: int) -> Found:
    """Return some rows of every kind, or a page of one kind."""
    most, first = (PER_PAGE, (page - 1) * PER_PAGE) if kind else (EACH, 0)
    return rowsearch.find(typed, helpers.infoprog_lang(), kind=kind, first=first, most=most)
