"""The pages of a programme's indicators."""

from flask import Blueprint, Response

from ckanext.infoprog.core.pages import indicatorlist, indicatorpage
from ckanext.infoprog.views import publicpage

indicators = Blueprint("infoprog_indicators", __name__)

LIST = "infoprog/pages/indicators.html"
ONE = "infoprog/pages/indicator.html"


@indicators.route("/programme/<slug>/indicators")
@indicators.route("/programme/<slug>/indicators.<any(csv, xlsx, json, svg):suffix>")
def listed(slug: str, suffix: str = "") -> Response:
    """Show the indicators of a programme, or give them as a file."""
    part = ("indicators", slug)
    return publicpage.of_package(slug, LIST, indicatorlist.page, suffix, part=part)


@indicators.route("/programme/<slug>/indicators/<name>")
def shown(slug: str, name: str) -> Response:
    """Show an indicator, or give it as a file."""
    return publicpage.of_key(slug, name, ONE, "indicator", indicatorpage.page, indicatorpage.near)
