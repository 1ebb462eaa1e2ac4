"""The pages of a programme's editions: the adopted text and the decisions that changed it."""

from flask import Blueprint, Response

from ckanext.infoprog.core.pages import editionpage, editionspage
from ckanext.infoprog.views import publicpage, reader

editions = Blueprint("infoprog_editions", __name__)


@editions.route("/programme/<slug>/editions")
@editions.route("/programme/<slug>/editions.<any(csv, xlsx, json):suffix>")
def listed(slug: str, suffix: str = "") -> Response:
    """Show the editions of a programme, or give them as a file."""
    return publicpage.of_package(slug, "infoprog/pages/editions.html", editionspage.page, suffix)


@editions.route("/programme/<slug>/editions/<name>")
def shown(slug: str, name: str) -> Response:
    """Show what an edition changed, or give it as a file."""
    return publicpage.of_key(
        slug, name, "infoprog/pages/edition.html", "edition", editionpage.page,
        lambda snapshot, _key: editionpage.near(snapshot, reader.spoken()),
    )  # fmt: skip
