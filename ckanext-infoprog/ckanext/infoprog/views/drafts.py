"""The private preview of a publication: what the next version would show, before it is public."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ckanext.infoprog import helpers
from ckanext.infoprog.core.check import stored
from ckanext.infoprog.core.publish import difference, rowchanges
from ckanext.infoprog.core.publish.manifest import Manifest, Published
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.tabledifference import LIMIT
from ckanext.infoprog.core.reports import checkview, diffview, rowwords
from ckanext.infoprog.logic import reading
from ckanext.infoprog.storage import blobs, versions
from ckanext.infoprog.views import reader, sending

drafts = Blueprint("infoprog_drafts", __name__)

FIRST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a table as it would be published: headings, and cells in words."""

    item: Published
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@drafts.route("/dataset/<name>/publication/<publication_id>")
def draft(name: str, publication_id: str) -> Response:
    """Show an editor what a publication would make public, or what became of it."""
    reader.keep_private()
    shown = _publication(publication_id)
    if shown["package"] != name:
        return tk.abort(404, tk._("Dataset not found"))
    manifest = Manifest.from_dict(shown["manifest"]) if shown.get("manifest") else None
    response = Response(tk.render("infoprog/draft.html", _data(name, shown, manifest)))
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if manifest is not None:
        response.headers[sending.VERSION] = str(manifest.version)
    return response


def _publication(publication_id: str) -> dict[str, Any]:
    """Return a publication that the reader may see; to others there is none."""
    try:
        found: dict[str, Any] = tk.get_action("infoprog_publication_show")(
            {}, {"id": publication_id}
        )
    except (RefusedError, tk.NotAuthorized, tk.ObjectNotFound, tk.ValidationError):
        return tk.abort(404, tk._("There is no such publication, or it is not yours."))
    return found


def _data(name: str, shown: dict[str, Any], manifest: Manifest | None) -> dict[str, Any]:
    """Return what the page draws; before the check there is no version to show."""
    pointer = versions.pointer_named(name)
    current = versions.read_manifest(pointer.manifest) if pointer else None
    data = {"publication": shown, "name": name, "manifest": manifest, "current": current}
    if manifest is None:
        return data
    found = difference.between(current, manifest, reading.open_file, limit=LIMIT)
    return {
        **data,
        "figures": helpers.infoprog_figures(dict(manifest.dataset)),
        "findings": _findings(manifest),
        "samples": list(_samples(manifest)),
        "shown": diffview.difference(found, reader.spoken()),
    }


def _findings(manifest: Manifest) -> dict[str, Any]:
    """Return what the check found, in the reader's words."""
    if not manifest.findings.report:
        return {"groups": (), "known": ()}
    report = stored.from_plain(json.loads(blobs.read(manifest.findings.report)))
    spoken = reader.spoken()
    return {
        "groups": checkview.findings(report, spoken, checkview.FIRST),
        "known": checkview.known(report, spoken, checkview.FIRST),
    }


def _samples(manifest: Manifest) -> Iterator[Sample]:
    """Yield the first rows of every table that would be published."""
    spoken = reader.spoken()
    for item in manifest.items:
        if item.schema is None or not item.rows:
            continue
        fields = rowwords.fields(item.schema)
        with blobs.open(item.sha256) as opened:
            rows = list(islice(rowchanges.read(opened), FIRST_ROWS))
        headings = (rowwords.title(fields.get(n, {"name": n}), spoken) for n in rows[0])
        cells = (
            tuple(rowwords.plain(cell, fields.get(n, {"name": n}), spoken) for n, cell in r.items())
            for r in rows
        )
        yield Sample(item, tuple(headings), tuple(cells))
