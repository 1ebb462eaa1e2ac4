"""The catalogue and its datasets as linked data: by their endings, and for whoever asks for it."""

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.dcat.processors import RDFSerializer
from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from ckanext.infoprog.linked import catalogue, kept, state
from ckanext.infoprog.storage import versions
from ckanext.infoprog.views import reader, sending

linked = Blueprint("infoprog_linked", __name__)

READ = "dataset.read"
HTML = "text/html"
TYPES = {
    "ttl": "text/turtle",
    "xml": "application/rdf+xml",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "n3": "text/n3",
}
ASKED = ("page", "after", "modified_since", "q", "fq", "profiles")


@linked.route("/catalog.<ending>")
def catalog_file(ending: str) -> Response:
    """Give a page of the catalogue in the format of the ending."""
    if ending not in TYPES:
        return tk.abort(404, tk._("Page not found"))
    asked = {name: request.args[name] for name in ASKED if name in request.args}
    try:
        page = catalogue.page({**asked, "format": ending})
    except tk.ValidationError as error:
        said = "; ".join(f"{name}: {why[0]}" for name, why in error.error_dict.items())
        return Response(f"{said}\n", status=400, mimetype="text/plain")
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Page not found"))
    return _answer(page.digest, page.kept, TYPES[ending], page.text)


@linked.route("/catalog")
def catalog() -> AnyResponse:
    """Give the catalogue in the format that is asked for, the list of datasets to people."""
    ending = _asked_for()
    answer = catalog_file(ending) if ending else redirect(tk.url_for("dataset.search"), 303)
    answer.vary.add("Accept")
    return answer


@linked.route("/dataset/<name>.<ending>")
def dataset_file(name: str, ending: str) -> Response:
    """Give a public dataset in the format of the ending."""
    if ending not in TYPES:
        return tk.abort(404, tk._("Page not found"))
    found = reader.dataset(name)
    if found.get("private") or found.get("state") != "active":
        return tk.abort(404, tk._("Dataset not found"))
    digest = state.digest([found], ending=ending)
    since = kept.look(f"dataset/{found['id']}.{ending}", digest)
    response = _answer(digest, since, TYPES[ending], lambda: _written(found, ending))
    pointer = versions.pointer_of(found)
    if pointer:
        response.headers[sending.VERSION] = str(pointer.version)
    return response


@linked.before_app_request
def negotiate() -> Response | None:
    """Give a dataset at its page and at its URI to whoever asks for linked data."""
    if request.endpoint != READ or request.method not in ("GET", "HEAD"):
        return None
    ending = _asked_for()
    if not ending:
        return None
    answer = dataset_file(str((request.view_args or {})["id"]), ending)
    answer.vary.add("Accept")
    return answer


@linked.after_app_request
def tell_caches(response: Response) -> Response:
    """Say that a dataset's address gives several formats."""
    if request.endpoint == READ:
        response.vary.add("Accept")
    return response


def _answer(
    digest: str, since: kept.Kept | None, mimetype: str, make: Callable[[], str]
) -> Response:
    """Return what `make` writes, or 304 where the reader has it already."""
    response = Response(mimetype=mimetype)
    if not tk.current_user.is_authenticated:
        response.set_etag(digest[:32], weak=True)  # the order of statements may differ
        if since and since.last_modified:
            response.last_modified = since.last_modified
        response.make_conditional(request)
    if response.status_code != 304:
        response.set_data(make())
    return response


def _written(dataset: dict[str, Any], ending: str) -> str:
    text = RDFSerializer().serialize_dataset(dataset, ending)
    return text if isinstance(text, str) else text.decode()


def _asked_for() -> str | None:
    """Return the ending of the format that is asked for before a page, None for a page."""
    found = request.accept_mimetypes.best_match([HTML, *dict.fromkeys(TYPES.values())])
    return next((ending for ending, kind in TYPES.items() if kind == found), None)
