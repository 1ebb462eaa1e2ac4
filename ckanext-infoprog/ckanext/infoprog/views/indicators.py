"""The pages of a programme's indicators."""

from functools import partial

from flask import Blueprint, Response

from ckanext.infoprog.core.pages import indicatorlist, indicatorpage, paths
from ckanext.infoprog.views import publicpage

indicators = Blueprint("infoprog_indicators", __name__)

LIST = "infoprog/pages/indicators.html"


@indicators.route("/programme/<slug>/indicators")
@indicators.route("/programme/<slug>/indicators.<any(csv, xlsx, json, svg):suffix>")
def listed(slug: str, suffix: str = "") -> Response:
    """Show the indicators of a programme, or give them as a file."""
    part = ("indicators", slug)
    return publicpage.of_package(slug, LIST, indicatorlist.page, suffix, part=part)


@indicators.route("/programme/<slug>/indicators/<name>")
def shown(slug: str, name: str) -> Response:
    """Show an indicator, or give it as a file."""
    key, suffix = paths.split(name)
    return publicpage.of_package(
        slug,
        "infoprog/pages/indicator.html",
        partial(indicatorpage.page, key=key),
        suffix,
        part=("indicator", key),
        near=lambda snapshot: indicatorpage.near(snapshot, key),
    )
