"""The page that sets two programmes side by side."""

from functools import partial

from flask import Blueprint, Response

from ckanext.infoprog.core.pages import comparepage
from ckanext.infoprog.views import publicpage, published

comparisons = Blueprint("infoprog_compare", __name__)

MOST = 30


@comparisons.route("/compare")
@comparisons.route("/compare.<any(csv, xlsx, json):suffix>")
def shown(suffix: str = "") -> Response:
    """Show two programmes side by side, or give it as a file; of very many the first."""
    make = partial(comparepage.page, beyond=max(0, published.count() - MOST))
    template = "infoprog/pages/compare.html"
    return publicpage.of_portal(template, make, published.compared(MOST), suffix)
