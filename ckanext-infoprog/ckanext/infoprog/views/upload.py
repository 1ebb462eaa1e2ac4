"""The address to which a publisher sends the files of a package, part by part."""

import time
from typing import IO

import ckan.plugins.toolkit as tk
from ckan.types import Context
from flask import Blueprint, Response, g, jsonify, request
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from ckanext.infoprog import config
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.logic import access
from ckanext.infoprog.storage import blobs, journal, uploads, versions

upload = Blueprint("infoprog_upload", __name__)

ADDRESS = "/infoprog/upload/<publication_id>/<sha256>"
PART_HASH = "Infoprog-Part-SHA256"
BEAT_SECONDS = 10


@upload.route(ADDRESS, methods=["GET"])
def state(publication_id: str, sha256: str) -> Response:
    """Answer how much of a file is here."""
    size = _expected(publication_id, sha256)
    return _answer(sha256, uploads.received(publication_id, sha256), size)


@upload.route(ADDRESS, methods=["PUT"])
def part(publication_id: str, sha256: str) -> Response:
    """Take the part of a file that begins where the address says."""
    size = _expected(publication_id, sha256)
    _refuse_forged()
    _refuse_closed(publication_id, sha256, size)
    body = _Beating(request.stream, publication_id)
    offset, given = _offset(), request.headers.get(PART_HASH, "").lower()
    received = uploads.add(publication_id, sha256, size, offset, given, body)
    body.beat()
    return _answer(sha256, received, size)


class _Beating:
    """A body that shows the publication's sign of life while it comes in slowly."""

    def __init__(self, body: IO[bytes], publication_id: str) -> None:
        """Keep the body and show the first sign."""
        self._body, self._publication = body, publication_id
        self.beat()

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        if time.monotonic() - self._last > BEAT_SECONDS:
            self.beat()
        return self._body.read(size)

    def beat(self) -> None:
        """Show a sign of life."""
        journal.beat(self._publication)
        self._last = time.monotonic()


def _expected(publication_id: str, sha256: str) -> int:
    """Return the size of a file that an editor's publication waits for."""
    request.environ["__no_cache__"] = True
    if not uploads.PUBLICATION.fullmatch(publication_id):
        raise RefusedError("no-publication", id=publication_id[:64])
    asking = Context(user=tk.current_user.name)
    access.check("infoprog_publication_stage", asking, {"id": publication_id})
    inputs = journal.get(publication_id).request["inputs"]
    found = [one for one in inputs if one["sha256"] == sha256]
    if not found:
        raise RefusedError("unknown-file", id=publication_id, sha256=sha256[:64])
    return int(found[0]["size"])


def _refuse_forged() -> None:
    """Refuse a browser's session without its token; CKAN's own guard forgets a view it let pass."""
    if g.get("login_via_auth_header"):
        return
    try:
        validate_csrf(request.headers.get("X-CSRFToken"))
    except ValidationError as error:
        raise RefusedError("no-csrf") from error


def _refuse_closed(publication_id: str, sha256: str, size: int) -> None:
    """Refuse parts of a publication that takes none, of a file too large or taken out for good."""
    now = journal.get(publication_id)
    if now.is_over:
        why = (now.reason or {}).get("code")
        over = {"id": now.id, "state": now.state, "reason": why, "package": now.package}
        raise RefusedError("publication-over", **over)
    if now.state != "open":
        raise RefusedError("wrong-state", id=now.id, state=now.state, needed="open")
    limit = config.max_file_mb() * 1024 * 1024
    if size > limit:
        raise RefusedError("too-large", path=sha256, size=size, limit=limit)
    if (request.content_length or 0) > uploads.PART:
        raise RefusedError(
            "too-large", path=sha256, size=request.content_length, limit=uploads.PART
        )
    if versions.redaction(sha256):
        raise RefusedError("redacted-upload", sha256=sha256)


def _offset() -> int:
    given = request.args.get("offset", "0")
    if not (given.isascii() and given.isdecimal() and len(given) < 16):
        raise RefusedError("bad-offset", offset=given[:16], received=None)
    return int(given)


def _answer(sha256: str, received: int, size: int) -> Response:
    complete = received == size and blobs.exists(sha256)
    return jsonify({"received": received, "size": size, "complete": complete})
