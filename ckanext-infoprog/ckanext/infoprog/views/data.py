"""All published data with their addresses, and the dictionary of their terms."""

from flask import Blueprint, Response, request

from ckanext.infoprog.core.pages import datapage, extract, termspage
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.views import publicpage, published

data_pages = Blueprint("infoprog_data", __name__)


@data_pages.route("/data")
@data_pages.route("/data.<any(csv, xlsx, json):suffix>")
def data(suffix: str = "") -> Response:
    """Show every published file, or give the list as a file; of very many datasets a part."""
    part, found = published.part(request.args, extract.FILES, only="package")

    def make(reader: Reader) -> Page:
        offers = published.extracts(extract.FILES, found)
        return datapage.page(offers, reader, published.day_of, part)

    return publicpage.of_portal("infoprog/pages/data.html", make, found, suffix, part)


@data_pages.route("/terms")
@data_pages.route("/terms.<any(csv, xlsx, json):suffix>")
def terms(suffix: str = "") -> Response:
    """Show the dictionary, or give it as a file."""
    template = "infoprog/pages/terms.html"
    return publicpage.of_portal(template, termspage.page, (), suffix)
