"""What harvesters would bring of a dataset, shown to its editors: nothing is sent anywhere."""

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from ckanext.infoprog import harvests
from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.harvest.carried import Kind
from ckanext.infoprog.core.harvest.carried import Path as Way
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.reports import checkview, previewtext
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.views import reader

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
    response = Response(tk.render("infoprog/harvest_preview.html", data))
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
