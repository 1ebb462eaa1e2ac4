"""The register of datasets of an organisation, as it stands on the portal at this moment."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search.common import SearchError, SolrConnectionError
from flask import Blueprint, Response

from ckanext.infoprog import passports
from ckanext.infoprog.core.model import Row
from ckanext.infoprog.core.passport import register as registers
from ckanext.infoprog.core.passport import vocabulary
from ckanext.infoprog.views import reader
from ckanext.infoprog.views.reader import CSV, JSON

register = Blueprint("infoprog_register", __name__)

Json = dict[str, Any]
BATCH = 500
PER_PAGE = 100


@register.route("/organization/<slug>/register")
def page(slug: str) -> Response:
    """Show the register."""
    organization = reader.organization(slug)
    rows = _rows(organization)
    pages = max(1, -(-len(rows) // PER_PAGE))
    number = min(max(reader.number("page", 1), 1), pages)
    first = (number - 1) * PER_PAGE
    data = {
        "group_dict": organization,
        "group_type": "organization",
        "columns": registers.declared().fields,
        "frequencies": vocabulary.frequencies(),
        "rows": rows[first : first + PER_PAGE],
        "total": len(rows),
        "page": number,
        "pages": pages,
    }
    return _answer(tk.render("infoprog/register.html", data), "text/html")


@register.route("/organization/<slug>/register.csv")
def as_csv(slug: str) -> Response:
    """Give the register as CSV, as `infoprog build` writes it."""
    organization = reader.organization(slug)
    response = _answer(registers.csv_text(_rows(organization)), CSV)
    filename = f"{organization['name']}-register.csv"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


@register.route("/organization/<slug>/register.json")
def as_json(slug: str) -> Response:
    """Give the register as JSON."""
    return _answer(registers.json_text(_rows(reader.organization(slug))), JSON)


def _rows(organization: Json) -> list[Row]:
    """Return a row for each public dataset: none is missing, whatever state the index is in."""
    names = _public(organization["id"])
    found = {one["name"]: one for one in _indexed(organization["id"])}
    shown = [found.get(name) or _stored(name) for name in names]
    rows = [registers.row(passports.of(one, organization)) for one in shown]
    return sorted(rows, key=lambda row: str(row["title"]).casefold())


def _public(organization_id: str) -> list[str]:
    query = model.Session.query(model.Package.name).filter_by(
        owner_org=organization_id, state="active", private=False, type="dataset"
    )
    return [name for (name,) in query.order_by(model.Package.name)]


def _indexed(organization_id: str) -> list[Json]:
    """Return the public datasets that the index knows; none where it does not answer."""
    found: list[Json] = []
    query: Json = {"fq": f'+owner_org:"{organization_id}"', "sort": "name asc", "rows": BATCH}
    while True:
        try:
            answer = tk.get_action("package_search")({"user": ""}, {**query, "start": len(found)})
        except (SearchError, SolrConnectionError):
            return []
        found += answer["results"]
        if not answer["results"] or len(found) >= answer["count"]:
            return found


def _stored(name: str) -> Json:
    """Return a public dataset from the database."""
    return dict(tk.get_action("package_show")({"ignore_auth": True}, {"id": name}))


def _answer(text: str, mimetype: str) -> Response:
    response = reader.plain(text, mimetype)
    reader.tag(response)
    return response
