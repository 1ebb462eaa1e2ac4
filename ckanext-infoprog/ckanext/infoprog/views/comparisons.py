"""The page that sets two programmes side by side."""

from flask import Blueprint, Response, request

from ckanext.infoprog.core.pages import comparepage, extract
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.views import publicpage, published

comparisons = Blueprint("infoprog_compare", __name__)


@comparisons.route("/compare")
@comparisons.route("/compare.<any(csv, xlsx, json):suffix>")
def shown(suffix: str = "") -> Response:
    """Show two programmes side by side, or give it as a file; both may be of any part."""
    part, found = published.part(request.args, None, published.PROGRAMME)
    here = {one.pointer.name for one in found}
    asked = {request.args.get(name, "") for name in comparepage.SIDES}
    found += published.chosen(asked - here)
    whole = {one.pointer.name: one.snapshot for one in found}

    def make(reader: Reader) -> Page:
        every = published.extracts(extract.CARD, found)
        return comparepage.page(every, reader, lambda slug: whole[slug](), part)

    return publicpage.of_portal("infoprog/pages/compare.html", make, found, suffix, part)
