"""The registers of disagreements: of a programme, and of all documents on the portal."""

from flask import Blueprint, Response, request

from ckanext.infoprog.core.pages import discrepancypage, extract, portalregister
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.views import publicpage, published

discrepancies = Blueprint("infoprog_discrepancies", __name__)


@discrepancies.route("/programme/<slug>/discrepancies")
@discrepancies.route("/programme/<slug>/discrepancies.<any(csv, xlsx, json):suffix>")
def of_programme(slug: str, suffix: str = "") -> Response:
    """Show the register of a programme, or give it as a file."""
    template = "infoprog/pages/discrepancies.html"
    return publicpage.of_package(slug, template, discrepancypage.page, suffix)


@discrepancies.route("/discrepancies")
@discrepancies.route("/discrepancies.<any(csv, xlsx, json):suffix>")
def of_portal(suffix: str = "") -> Response:
    """Show the register of the portal, or give it as a file; of very many documents a part."""
    part, found = published.part(request.args, extract.REGISTER, only="package")

    def make(reader: Reader) -> Page:
        return portalregister.page(published.extracts(extract.REGISTER, found), reader, part)

    return publicpage.of_portal("infoprog/pages/register.html", make, found, suffix, part)
