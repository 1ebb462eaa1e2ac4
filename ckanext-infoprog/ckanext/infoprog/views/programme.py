"""The pages of programmes: their list, a programme, its directions and measures."""

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from ckanext.infoprog.core.pages import (
    cards,
    directionpage,
    extract,
    measurepage,
    missing,
    paths,
    programmepage,
)
from ckanext.infoprog.views import (
    answering,
    measurehistory,
    publicpage,
    published,
    reader,
    ready,
)
from ckanext.infoprog.views.elsewhere import lead
from ckanext.infoprog.views.publicpage import Part

programme = Blueprint("infoprog_programme", __name__)

PER_PAGE = 20
DIRECTION = Part(
    what="direction",
    template="infoprog/pages/direction.html",
    has=lambda of, key: of.direction(key) is not None,
    make=lambda found, reader, key: directionpage.page(found.snapshot(), reader, key),
    near=missing.directions,
)
MEASURE = Part(
    what="measure",
    template="infoprog/pages/measure.html",
    has=lambda of, key: of.measure(key) is not None,
    make=lambda found, reader, key: measurepage.page(
        found.snapshot(), reader, key, published.others(found)
    ),
    near=missing.measures,
    more=lambda found, key: {"history": measurehistory.history(found, key)},
    gone=measurehistory.gone,
    beside=published.beside,
)


@programme.route("/programmes")
def listed() -> Response:
    """Show every published programme as a card."""
    asked = reader.number("page", 0 if request.args.get("page") else 1)
    found, total = published.programmes((max(asked, 1) - 1) * PER_PAGE, PER_PAGE)
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(asked, 1), pages)
    is_wrong = page != asked
    if asked > pages:
        found, _ = published.programmes((page - 1) * PER_PAGE, PER_PAGE)
    numbers = {"total": total, "page": page, "pages": pages, "is_wrong": is_wrong}

    def make() -> str:
        briefs, words = published.extracts(extract.CARD, found), reader.spoken()
        data = {"cards": [cards.card(one, words) for one in briefs], "prefix": answering.prefix()}
        return str(tk.render("infoprog/pages/programmes.html", {**numbers, **data}))

    if is_wrong:
        reader.keep_private()
        return Response(make(), status=answering.BAD)
    return ready.answer((numbers, [one.digest for one in found]), make)


@programme.route("/programme/<name>")
def shown(name: str) -> AnyResponse:
    """Show a programme, or give it as a file; asked for in one edition, lead to that edition."""
    slug, suffix = paths.split(name)
    if edition := request.args.get("edition"):
        return lead(paths.edition(slug, edition) + (f".{suffix}" if suffix else ""))
    return publicpage.of_package(slug, "infoprog/pages/programme.html", programmepage.page, suffix)


@programme.route("/programme/<name>/direction/<path:key>")
def direction(name: str, key: str) -> Response:
    """Show a direction, or give it as a file."""
    return publicpage.serve_part(name, key, DIRECTION)


@programme.route("/programme/<name>/measure/<path:key>")
def measure(name: str, key: str) -> Response:
    """Show a measure, or give it as a file."""
    return publicpage.serve_part(name, key, MEASURE)
