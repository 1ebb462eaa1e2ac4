"""The pages of a programme's editions: the adopted text and the decisions that changed it."""

from functools import partial

from flask import Blueprint, Response

from ckanext.infoprog.core.pages import editionpage, editionspage, paths
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
    key, suffix = paths.split(name)
    return publicpage.of_package(
        slug, "infoprog/pages/edition.html", partial(editionpage.page, key=key), suffix,
        part=("edition", key), near=lambda snapshot: editionpage.near(snapshot, reader.spoken()),
    )  # fmt: skip
