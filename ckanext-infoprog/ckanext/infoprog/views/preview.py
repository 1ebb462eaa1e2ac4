"""A resource's table, page by page, drawn on the server."""

import ckan.plugins.toolkit as tk
from flask import Blueprint, request

from ckanext.infoprog import helpers
from ckanext.infoprog.tables import MAX_PAGES

preview = Blueprint("infoprog_preview", __name__)


def _page() -> int:
    """Return the page asked for; anything that is no page number means the first."""
    text = request.args.get("page", "1")
    return min(max(int(text), 1), MAX_PAGES) if text.isdecimal() and len(text) < 9 else 1


@preview.route("/dataset/<package_id>/resource/<resource_id>/table")
def table(package_id: str, resource_id: str) -> str:
    """Show one page of the table, or the not-found page where there is no table."""
    try:
        package = tk.get_action("package_show")({}, {"id": package_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Dataset not found"))
    found = [one for one in package["resources"] if one["id"] == resource_id]
    data = helpers.infoprog_table(found[0], _page()) if found else None
    if data is None:
        return tk.abort(404, tk._("This resource has no table."))
    return tk.render(
        "infoprog/table.html", {"package": package, "resource": found[0], "table": data}
    )
