"""The page of a programme's money."""

from functools import partial

from flask import Blueprint, Response

from ckanext.infoprog.core.pages import moneypage
from ckanext.infoprog.views import publicpage, published

money = Blueprint("infoprog_money", __name__)


@money.route("/programme/<slug>/money")
@money.route("/programme/<slug>/money.<any(csv, xlsx, json, svg):suffix>")
def shown(slug: str, suffix: str = "") -> Response:
    """Show the money of a programme, or give it as a file; other programmes may tell of it."""
    others = published.siblings(slug)
    make = partial(moneypage.page, others=[one.snapshot() for one in others])
    template = "infoprog/pages/money.html"
    return publicpage.of_package(slug, template, make, suffix, others=others)
