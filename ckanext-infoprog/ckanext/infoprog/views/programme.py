"""The pages of programmes: their list, a programme, its directions and measures."""

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ckanext.infoprog import helpers
from ckanext.infoprog.core.pages import paths, programmepage
from ckanext.infoprog.views import publicpage, published, reader

programme = Blueprint("infoprog_programme", __name__)

PER_PAGE = 20


@programme.route("/programmes")
def listed() -> Response:
    """Show every published programme as a card."""
    total = published.count()
    pages = max(1, -(-total // PER_PAGE))
    page = reader.number("page", 1)
    is_wrong = not 1 <= page <= pages
    page = min(max(page, 1), pages)
    lang = helpers.infoprog_lang()
    found = published.programmes((page - 1) * PER_PAGE, PER_PAGE)
    data = {
        "cards": [published.card(one, lang) for one in found],
        "total": total, "page": page, "pages": pages, "is_wrong": is_wrong,
        "prefix": publicpage.prefix(),
    }  # fmt: skip
    if tk.current_user.is_authenticated:
        reader.keep_private()
    html = tk.render("infoprog/pages/programmes.html", data)
    response = Response(html, status=publicpage.BAD if is_wrong else 200)
    if not is_wrong:
        reader.tag(response)
    return response


@programme.route("/programme/<name>")
def shown(name: str) -> Response:
    """Show a programme, or give it as a file."""
    slug, suffix = paths.split(name)
    return publicpage.serve(slug, "infoprog/pages/programme.html", programmepage.page, suffix)
