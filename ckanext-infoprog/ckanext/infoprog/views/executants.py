"""The page of a body that carries out measures of a programme."""

from functools import partial

from flask import Blueprint, Response

from ckanext.infoprog.core.pages import executantpage, paths
from ckanext.infoprog.views import publicpage, published

executants = Blueprint("infoprog_executants", __name__)


@executants.route("/programme/<slug>/executant/<name>")
def shown(slug: str, name: str) -> Response:
    """Show a body, or give its page as a file."""
    key, suffix = paths.split(name)
    others = published.siblings(slug)
    make = partial(executantpage.page, key=key, others=[one.snapshot() for one in others])
    return publicpage.of_package(
        slug, "infoprog/pages/executant.html", make, suffix, others=others,
        part=("executant", key), near=lambda snapshot: executantpage.near(snapshot, key),
    )  # fmt: skip
