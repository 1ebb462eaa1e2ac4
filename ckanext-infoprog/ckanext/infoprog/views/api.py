"""The API's description: as OpenAPI for programs, as a page for people; nothing on it runs."""

from importlib.metadata import version as release_of
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search.common import SearchError, SolrConnectionError
from flask import Blueprint, Response, current_app

from ckanext.infoprog import helpers
from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.reports import openapi, openapi_tables
from ckanext.infoprog.storage import versions
from ckanext.infoprog.views import reader
from ckanext.infoprog.views.reader import JSON

api = Blueprint("infoprog_api", __name__)

Json = dict[str, Any]
LOOKED_AT = 20


@api.route("/infoprog/api")
def page() -> str:
    """Show every call with a line that makes it on this portal."""
    document = _portal()
    site = document["servers"][0]["url"]
    groups: dict[str, list[Json]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            line = openapi.curl(site, path, method, operation)
            shown = {**operation, "path": path, "method": method.upper(), "curl": line}
            groups.setdefault(operation["tags"][0], []).append(shown)
    data = {"info": document["info"], "groups": groups, "example": _example()}
    return tk.render("infoprog/api.html", data)


@api.route("/infoprog/openapi.json")
def portal() -> Response:
    """Give the description of the portal's own API."""
    return _json(_portal())


@api.route("/dataset/<name>/openapi.json")
def dataset(name: str) -> Response:
    """Give the description of a dataset's tables, files, versions and rows."""
    shown = reader.dataset(name)
    current = reader.pointer(shown)
    manifest = versions.read_manifest(current.manifest)

    def made() -> str:
        lang = helpers.infoprog_lang()
        return _text(openapi.dataset(_site(), manifest, _first_rows(manifest), lang))

    return reader.answer(shown, current, made, mimetype=JSON)


def _portal() -> Json:
    found = _example()
    examples: Json = {}
    if found is not None:
        examples = {**openapi_tables.examples(found, _first_rows(found))}
        examples["organization"] = _organization(found)
    release = release_of("ckanext-infoprog")
    return openapi.portal(_site(), release, helpers.infoprog_lang(), examples)


def _example() -> Manifest | None:
    """Return what is published of a dataset that everyone may read: a programme if there is one."""
    for query in ({"fq": "+infoprog_kind:programme"}, {}):
        for shown in _search(query):
            pointer = versions.pointer(shown["id"])
            if pointer and not pointer.withdrawn:
                return versions.read_manifest(pointer.manifest)
    return None


def _search(query: dict[str, str]) -> list[Json]:
    more = {"rows": LOOKED_AT, "sort": "title_string asc"}
    try:
        found: list[Json] = tk.get_action("package_search")({"user": ""}, {**query, **more})[
            "results"
        ]
    except (SearchError, SolrConnectionError):
        return []
    return found


def _organization(manifest: Manifest) -> str:
    shown = tk.get_action("package_show")({}, {"id": manifest.package_id})
    return str(shown["organization"]["name"])


def _first_rows(manifest: Manifest) -> dict[str, Json]:
    """Return the first row of each table as the API gives it to this reader."""
    found = {}
    for item in manifest.items if manifest.withdrawal is None else ():
        if item.schema is None:
            continue
        query = {"resource_id": item.id, "limit": 1, "sort": "_id", "include_total": False}
        try:
            records = tk.get_action("datastore_search")({}, query)["records"]
        except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
            continue
        found |= {item.id: records[0]} if records else {}
    return found


def _site() -> str:
    return str(tk.config["ckan.site_url"]).rstrip("/")


def _text(document: Json) -> str:
    return current_app.json.dumps(document, ensure_ascii=False, indent=1, sort_keys=False)


def _json(document: Json) -> Response:
    return Response(_text(document), mimetype=JSON)
