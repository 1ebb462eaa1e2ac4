"""The home page: what the portal is, its programmes, what was published last."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search.common import SearchError, SolrConnectionError
from flask import Blueprint

from ckanext.infoprog import config

home = Blueprint("infoprog_home", __name__)

PROGRAMMES = "+infoprog_kind:programme"


def _find(query: dict[str, Any]) -> dict[str, Any]:
    """Return what the search finds for anybody; nothing where the index does not answer."""
    try:
        return tk.get_action("package_search")({}, query)
    except (SearchError, SolrConnectionError):
        return {"count": None, "results": []}


@home.route("/")
def index() -> str:
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
    return tk.render(
        "home/index.html", {"programmes": found, "latest": latest, "publishers": publishers}
    )
