"""All published data with their addresses, and the dictionary of their terms."""

from functools import partial

from flask import Blueprint, Response

from ckanext.infoprog.core.pages import datapage, termspage
from ckanext.infoprog.views import publicpage, published

data_pages = Blueprint("infoprog_data", __name__)

MOST = 30


@data_pages.route("/data")
@data_pages.route("/data.<any(csv, xlsx, json):suffix>")
def data(suffix: str = "") -> Response:
    """Show every published file, or give the list as a file; of very many datasets the first."""
    found = published.every(MOST)
    make = partial(
        datapage.page,
        versions=[(one.manifest, one.day) for one in found],
        beyond=max(0, published.count_every() - MOST),
    )
    return publicpage.of_portal("infoprog/pages/data.html", make, found, suffix)


@data_pages.route("/terms")
@data_pages.route("/terms.<any(csv, xlsx, json):suffix>")
def terms(suffix: str = "") -> Response:
    """Show the dictionary, or give it as a file."""
    template = "infoprog/pages/terms.html"
    return publicpage.of_portal(template, lambda _, reader: termspage.page(reader), (), suffix)
