"""The home page: what the portal is, its programmes, what was published last."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search.common import SearchError, SolrConnectionError
from flask import Blueprint, Response

from ckanext.infoprog import config
from ckanext.infoprog.views import reader

home = Blueprint("infoprog_home", __name__)

PROGRAMMES = "+infoprog_kind:programme"


def _find(query: dict[str, Any]) -> dict[str, Any]:
    """Return what the search finds for anybody; nothing where the index does not answer."""
    try:
        return tk.get_action("package_search")({}, query)
    except (SearchError, SolrConnectionError):
        return {"count": None, "results": []}


@home.route("/")
def index() -> Response:
    """Show the home page."""
    found = _find({"fq": PROGRAMMES, "rows": config.home_programmes(), "sort": "title_string asc"})
    latest = _find(
        {
            "rows": config.home_latest(),
            "sort": "metadata_modified desc",
            "facet.field": ["organization"],
            "facet.limit": -1,
        }
    )
    publishers = len(latest.get("facets", {}).get("organization", {}))
    data = {"programmes": found, "latest": latest, "publishers": publishers}
    return reader.tagged(tk.render("home/index.html", data))
