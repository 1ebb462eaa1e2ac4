"""Pages of standing text: the accessibility statement and the page for developers."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search.common import SearchError, SolrConnectionError
from flask import Blueprint, Response

from ckanext.infoprog.views import reader

pages = Blueprint("infoprog_pages", __name__)


@pages.route("/accessibility")
def accessibility() -> Response:
    """Show what works for whom, what does not yet, and how to get the data otherwise."""
    return reader.tagged(tk.render("infoprog/accessibility.html", {}))


def _search(query: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        answer = tk.get_action("package_search")(
            {}, {**query, "rows": 20, "sort": "metadata_modified desc"}
        )
    except (SearchError, SolrConnectionError):
        return []
    results: list[dict[str, Any]] = answer["results"]
    return results


def _example() -> dict[str, Any]:
    """Return a dataset for the examples: a programme or a late one that has a table, or none."""
    found = _search({"fq": "+infoprog_kind:programme"}) or _search({})
    for package in found:
        for resource in package.get("resources", []):
            if resource.get("datastore_active"):
                return {"package": package, "resource": resource}
    return {"package": found[0] if found else None, "resource": None}


@pages.route("/developers")
def developers() -> Response:
    """Show the addresses of the API with examples that work on this portal."""
    return reader.tagged(tk.render("infoprog/developers.html", {"example": _example()}))
