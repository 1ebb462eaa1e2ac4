"""What harvesters would bring of a dataset, or of each of a publisher's: shown to editors alone.

Nothing is sent anywhere.
"""

from collections import Counter
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from ckanext.infoprog import harvests
from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.harvest.carried import Kind
from ckanext.infoprog.core.harvest.carried import Path as Way
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.reports import checkview, previewtext
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.views import reader

Json = dict[str, Any]
PER_PAGE = 25
KINDS = (Kind.NATIONAL, Kind.PLAIN, Kind.PEER)
harvest_preview = Blueprint("infoprog_harvest_preview", __name__)


@harvest_preview.route("/dataset/<name>/harvest-preview")
def show(name: str) -> Response:
    """Show an editor what a target would hold of the dataset, and what to know before."""
    shown = reader.dataset(name)
    reader.keep_private()
    try:
        tk.check_access("package_update", {}, {"id": shown["id"]})
    except tk.NotAuthorized:
        return tk.abort(404, tk._("Dataset not found"))
    way = _chosen("as", Way, Way.CKAN)
    kind = _chosen("target", Kind, Kind.NATIONAL)
    data = {"pkg_dict": shown, "pkg": shown, "way": way, "kind": kind, "ways": Way, "kinds": KINDS}
    data |= _data(harvests.outlook(shown, way, kind), reader.spoken())
    return _hidden(tk.render("infoprog/harvest_preview.html", data))


@harvest_preview.route("/organization/<slug>/harvest-preview")
def whole(slug: str) -> Response:
    """Show an editor each dataset of a publisher with how much there is to know before."""
    organization = reader.organization(slug)
    reader.keep_private()
    try:
        tk.check_access("package_create", {}, {"owner_org": organization["id"]})
    except tk.NotAuthorized:
        return tk.abort(404, tk._("Organization not found"))
    way = _chosen("as", Way, Way.CKAN)
    kind = _chosen("target", Kind, Kind.NATIONAL)
    found, total = _listed(organization, number := max(reader.number("page", 1), 1))
    outlooks = harvests.outlooks(found, organization, way, kind)
    data = {
        "group_dict": organization, "group_type": "organization",
        "way": way, "kind": kind, "ways": Way, "kinds": KINDS,
        "is_known": harvests.given_for(organization["name"]) is not None,
        "rows": [_row(one, told) for one, told in zip(found, outlooks, strict=True)],
        "total": total, "page": number, "pages": max(1, -(-total // PER_PAGE)),
    }  # fmt: skip
    return _hidden(tk.render("infoprog/harvest_previews.html", data))


def _listed(organization: Json, page: int) -> tuple[list[Json], int]:
    """Return one page of an organisation's datasets, private ones too, and how many there are."""
    query = {
        "fq": f'+owner_org:"{organization["id"]}" +dataset_type:dataset',
        "sort": "title_string asc, id asc",
        "rows": PER_PAGE,
        "start": (page - 1) * PER_PAGE,
        "include_private": True,
    }
    found = tk.get_action("package_search")({}, query)
    return list(found["results"]), int(found["count"])


def _row(dataset: Json, found: harvests.Outlook) -> dict[str, Any]:
    """Return what the list says of a dataset: whether it leaves, and the findings by weight."""
    told = [one for one in found.issues if one.code != previewtext.LOST]
    counts = Counter(one.severity for one in told) if found.preview else Counter()
    return {
        "dataset": dataset,
        "leaves": found.preview is not None,
        "counts": [counts[one] for one in Severity],
    }


def _hidden(text: str) -> Response:
    """Return a page that no search engine is to keep."""
    response = Response(text)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _chosen(name: str, kinds: Any, default: Any) -> Any:  # noqa: ANN401 - one of two enumerations
    """Return the choice of the address; anything else means the default."""
    text = request.args.get(name, "")
    return kinds(text) if text in list(kinds) else default


def _data(found: harvests.Outlook, words: Words) -> dict[str, Any]:
    """Return what the page draws."""
    issues = sorted(found.issues, key=lambda one: (one.severity.rank, one.sort_key))
    told = [one for one in issues if one.code != previewtext.LOST]
    findings = [
        (one.severity, checkview.severity_name(one.severity, words), _said(one, words))
        for one in told
    ]
    if found.preview is None or found.given is None:
        return {"preview": None, "is_known": found.given is not None, "findings": findings}
    return {
        "preview": found.preview,
        "is_known": True,
        "fields": list(previewtext.passport(found.preview, found.given.city.mapping)),
        "labels": {
            theirs: previewtext.label(ours, words.lang)
            for ours, theirs in found.given.city.mapping.items()
        },
        "losses": list(previewtext.losses(found.preview, words.lang)),
        "required": found.given.national.required,
        "findings": findings,
    }


def _said(one: Issue, words: Words) -> str:
    return catalogue.explain(one, words.lang)
