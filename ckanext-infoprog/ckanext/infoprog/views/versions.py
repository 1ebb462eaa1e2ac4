"""The versions of a dataset: their list, each one's page, the difference of two; also as files."""

from collections.abc import Iterable
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from ckanext.infoprog import versionfeed
from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.core.publish.difference import Difference
from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.publish.tabledifference import LIMIT
from ckanext.infoprog.core.reports import diffcsv, diffview
from ckanext.infoprog.logic import reading
from ckanext.infoprog.storage import versions as stored
from ckanext.infoprog.storage.versions import Pointer
from ckanext.infoprog.views import answering, reader
from ckanext.infoprog.views.reader import JSON, VERSION

versions = Blueprint("infoprog_versions", __name__)

PER_PAGE = 50
PER_TABLE = 25
PER_NEW_TABLE = 5  # of a first version all rows are new: a few show what they are
PIECE = 65536
MOST_IN_MEMORY = 1_000_000


@versions.route("/dataset/<name>/versions")
def listed(name: str) -> Response:
    """Show the versions, the newest first."""
    shown = reader.dataset(name)
    current = reader.pointer(shown)
    found = stored.listed(current.package_id)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(reader.number("page", 1), 1), pages)
    first = (page - 1) * PER_PAGE
    data = {
        **_common(shown, current),
        "versions": found[first : first + PER_PAGE],
        "total": len(found),
        "page": page,
        "pages": pages,
    }
    return reader.answer(shown, current, lambda: tk.render("infoprog/versions.html", data))


@versions.route("/dataset/<name>/versions.json")
def listed_json(name: str) -> Response:
    """Give the same list to programs."""
    shown = reader.dataset(name)
    current = reader.pointer(shown)
    return _json(shown, current, reading.version_list(current.package_id))


@versions.route("/dataset/<name>/versions.atom")
def listed_atom(name: str) -> Response:
    """Give the newest versions as a feed, each with what changed in words."""
    shown = reader.dataset(name)
    current = reader.pointer(shown)
    return reader.answer(
        shown,
        current,
        lambda: versionfeed.feed(shown, current, reader.spoken()),
        mimetype="application/atom+xml",
    )


@versions.route(f"/dataset/<name>/version/{VERSION}")
def version(name: str, number: int) -> Response:
    """Show one version: who, when, why; its files for good; what it changed."""
    shown = reader.dataset(name)
    current = reader.pointer(shown)
    manifest = stored.manifest(current.package_id, number)
    before = _before(current, number)
    data = {
        **_common(shown, current),
        "manifest": manifest,
        "before": before,
        "next": _after(current, number),
        "redacted": _redacted(manifest),
        "is_restricted": reading.is_restricted(current),
    }

    def page() -> str:
        if not data["is_restricted"]:
            found = reading.difference(current, before or 0, number, limit=0)
            data["summary"] = diffview.summary(found, reader.spoken())
        return tk.render("infoprog/version.html", data)

    return reader.answer(shown, current, page, version=number)


@versions.route("/dataset/<name>/difference")
def difference(name: str) -> AnyResponse:
    """Show how two versions differ, in words, table by table; one table page by page."""
    shown = reader.dataset(name)
    current = reader.pointer(shown)
    old, new = _two(current)
    if not request.args.get("to"):
        return redirect(answering.prefix() + paths.difference(current.name, old, new))
    table = request.args.get("table") or None
    page = max(reader.number("page", 1), 1)
    limit = LIMIT if table else PER_TABLE if old else PER_NEW_TABLE

    def made() -> str:
        found = reading.difference(current, old, new, table, limit, (page - 1) * limit)
        return tk.render("infoprog/difference.html", {
            **_common(shown, current), **_difference(current, found, table, page, limit),
            "versions": stored.listed(current.package_id), "old": old, "new": new,
        })  # fmt: skip

    return reader.answer(shown, current, made, version=new)


@versions.route("/dataset/<name>/difference.json")
def difference_json(name: str) -> Response:
    """Give the difference to programs, as infoprog_version_difference does."""
    shown = reader.dataset(name)
    current = reader.pointer(shown)
    old, new = _two(current)
    limit = min(reader.number("limit", LIMIT), 10_000)
    table = request.args.get("table") or None
    found = reading.version_difference(current.package_id, old, new, table, limit)
    return _json(shown, current, found, new)


@versions.route("/dataset/<name>/difference.csv")
def difference_csv(name: str) -> Response:
    """Give every cell that differs as CSV, however many there are."""
    shown = reader.dataset(name)
    current = reader.pointer(shown)
    old, new = _two(current)
    found = reading.changes(current, old, new, request.args.get("table") or None)
    response = reader.answer(shown, current, lambda: "", version=new, mimetype="text/csv")
    if response.status_code != 304:
        written = _written(diffcsv.lines(found))
        response.content_length = written.seek(0, SEEK_END)
        written.seek(0)
        response.response = iter(lambda: written.read(PIECE), b"")
    filename = f"{current.name}-{old}-{new}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


def _written(lines: Iterable[str]) -> IO[bytes]:
    """Return lines in a file that vanishes when closed: none is sent before all are there."""
    written = SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115 - the answer reads and drops it
    for one in lines:
        written.write(one.encode())
    return written


def _common(shown: dict[str, Any], current: Pointer) -> dict[str, Any]:
    """Return what every page of versions draws from."""
    return {"pkg": shown, "pkg_dict": shown, "package": shown, "current": current}


def _difference(
    current: Pointer, found: Difference, table: str | None, page: int, limit: int
) -> dict[str, Any]:
    """Return a difference as the page draws it."""
    one = found.tables[0] if table and found.tables else None
    return {
        "shown": diffview.difference(found, reader.spoken(), reading.names(current, found.new)),
        "table": table,
        "page": page,
        "pages": max(1, -(-one.total // limit)) if one else 1,
    }


def _two(current: Pointer) -> tuple[int, int]:
    """Return the versions that the address asks for; by default the last and the one before."""
    new = reader.number("to", current.version)
    old = reader.number("from", _before(current, new) or 0)
    return (old, new) if old <= new else (new, old)


def _before(current: Pointer, number: int) -> int | None:
    numbers = (one.number for one in stored.listed(current.package_id))
    return next((one for one in numbers if one < number), None)


def _after(current: Pointer, number: int) -> int | None:
    numbers = [one.number for one in stored.listed(current.package_id) if one.number > number]
    return min(numbers, default=None)


def _redacted(manifest: Manifest) -> dict[str, stored.Redaction]:
    """Return what was taken out of a version, by hash."""
    if not stored.redactions(manifest.package_id):
        return {}
    found = {sha256: stored.redaction(sha256) for sha256 in manifest.hashes()}
    return {sha256: one for sha256, one in found.items() if one}


def _json(
    shown: dict[str, Any], current: Pointer, found: object, version: int | None = None
) -> Response:
    """Return plain values as JSON."""
    return reader.answer(
        shown, current, lambda: current_app.json.dumps(found), version=version, mimetype=JSON
    )
