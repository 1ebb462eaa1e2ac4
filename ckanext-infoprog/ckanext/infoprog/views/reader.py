"""What the pages of versions share: whose dataset it is, which state is shown, how it is answered.

Each answer names its version, and is the same for everyone who reads it in the same language.
"""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from importlib.metadata import version as release_of
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response, request

from ckanext.infoprog import helpers
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.reports import excelcsv
from ckanext.infoprog.core.reports.words import Words, words
from ckanext.infoprog.storage import versions
from ckanext.infoprog.storage.versions import Pointer
from ckanext.infoprog.views import sending

NAME = re.compile("[0-9A-Za-z_-]{1,100}")
VERSION = "<int(min=1, max=2147483647):number>"
JSON = "application/json"
CSV = "text/csv"


def dataset(name: str) -> dict[str, Any]:
    """Return a dataset that the reader may see; 404 for all others."""
    if not NAME.fullmatch(name):
        return tk.abort(404, tk._("Dataset not found"))
    try:
        found: dict[str, Any] = tk.get_action("package_show")({}, {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Dataset not found"))
    if found.get("private") or found.get("state") != "active" or tk.current_user.is_authenticated:
        keep_private()
    return found


def organization(slug: str) -> dict[str, Any]:
    """Return an organisation that the reader may see; 404 for all others."""
    wanted = {"id": slug, "include_datasets": False, "include_users": False, "include_extras": True}
    if not NAME.fullmatch(slug):
        return tk.abort(404, tk._("Organization not found"))
    try:
        found: dict[str, Any] = tk.get_action("organization_show")({}, wanted)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Organization not found"))
    if tk.current_user.is_authenticated:
        keep_private()
    return found


def pointer(shown: dict[str, Any]) -> Pointer:
    """Return the version in which a dataset was read; one that no publication made is refused."""
    found = versions.pointer_of(shown)
    if found is None:
        raise RefusedError("not-published", package=shown["name"])
    return found


def keep_private() -> None:
    """Let no cache keep this answer: CKAN would call it public."""
    request.environ["__no_cache__"] = True


def spoken() -> Words:
    """Return the words of the reader's language."""
    return words(helpers.infoprog_lang())


def number(name: str, default: int) -> int:
    """Return a number from the address; anything that is none means the default."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else default


def answer(
    shown: dict[str, Any],
    current: Pointer,
    make: Callable[[], str],
    *,
    version: int | None = None,
    mimetype: str = "text/html",
    status: int = 200,
) -> Response:
    """Return what `make` writes, or 304 where the reader has it already."""
    response = Response(mimetype=mimetype, status=status)
    response.headers[sending.VERSION] = str(version or current.version)
    if not request.environ.get("__no_cache__") and status == 200:
        response.set_etag(_etag(shown, current))
        response.make_conditional(request)
    if response.status_code != 304:
        response.set_data(make())
    return response


def plain(text: str, mimetype: str) -> Response:
    """Return a text as an answer; a CSV for Excel has its mark and no cell that would run."""
    if mimetype == CSV and sending.wants_bom():
        return Response(sending.BOM + excelcsv.inert(text).encode(), mimetype=mimetype)
    return Response(text.encode(), mimetype=mimetype)


def tagged(html: str) -> Response:
    """Return a page marked by what it says; nothing of a member's is kept by anybody."""
    response = Response(html)
    if tk.current_user.is_authenticated:
        keep_private()
    tag(response)
    return response


def tag(response: Response, but: bytes = b"") -> None:
    """Mark an answer by what it says, so that nobody loads twice what has not changed.

    `but` is a part of it that says the same in other words each time.
    """
    if tk.current_user.is_authenticated:
        return  # a member sees more than others, and nothing of it is to be kept
    said = response.get_data().replace(but, b"") if but else response.get_data()
    response.set_etag(hashlib.sha256(release().encode() + said).hexdigest()[:32])
    response.make_conditional(request)


def _etag(shown: dict[str, Any], current: Pointer) -> str:
    """Return a text that changes with everything that an answer is made from."""
    parts = (
        *(request.full_path, helpers.infoprog_lang(), release()),
        *(current.manifest, current.publication, versions.redactions(current.package_id)),
        *(shown.get("metadata_modified"), request.headers.get("Accept", "")),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


@cache
def release() -> str:
    """Return the release that answers."""
    return release_of("ckanext-infoprog")
