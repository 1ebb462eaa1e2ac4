"""Addresses of a programme whose content stands elsewhere: its versions stand at its dataset."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.views import answering
from ckanext.infoprog.views.reader import VERSION

elsewhere = Blueprint("infoprog_elsewhere", __name__)


@elsewhere.route("/programme/<slug>/versions")
@elsewhere.route("/programme/<slug>/versions.<any(json, atom):suffix>")
def versions(slug: str, suffix: str = "") -> Response:
    """Lead to the versions of the programme's dataset."""
    return lead(paths.versions(slug) + (f".{suffix}" if suffix else ""))


@elsewhere.route(f"/programme/<slug>/versions/{VERSION}")
def version(slug: str, number: int) -> Response:
    """Lead to one of them."""
    return lead(paths.version(slug, number))


@elsewhere.route("/programme/<slug>.atom")
@elsewhere.route("/programme/<slug>/changes.atom")
def feed(slug: str) -> Response:
    """Lead to the feed that tells what each version changed."""
    return lead(f"{paths.versions(slug)}.atom")


def lead(path: str) -> Response:
    """Send on to a path in the same language."""
    return redirect(answering.prefix() + path)
