"""The page of a row: what it is, where it refers to, how it changed through the versions."""

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, current_app

from ckanext.infoprog.core.model import resource_name
from ckanext.infoprog.core.pages import places
from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.rowhistory import Entry, History
from ckanext.infoprog.core.publish.tabledifference import Schema, slim
from ckanext.infoprog.core.reports import rowview, rowwords
from ckanext.infoprog.core.reports.rowwords import Names
from ckanext.infoprog.logic import reading
from ckanext.infoprog.storage import versions
from ckanext.infoprog.storage.versions import Pointer
from ckanext.infoprog.views import answering, published, reader
from ckanext.infoprog.views.reader import JSON

rows = Blueprint("infoprog_rows", __name__)

GONE = 410
ENDING = ".json"
PLACE = "sourceRef"


@rows.route("/dataset/<name>/row/<table>/<path:key>")
def row(name: str, table: str, key: str) -> Response:
    """Show a row, or give it to programs; a row that is gone answers 410 with what it last was."""
    shown = reader.dataset(name)
    current = reader.pointer(shown)
    canonical, key, found, wants_json = _asked(current, table, key)
    status = 200 if found.is_current else GONE

    def made() -> str:
        if wants_json:
            return current_app.json.dumps(reading.row_show(current.package_id, canonical, key))
        return tk.render("infoprog/row.html", {
            "pkg": shown, "pkg_dict": shown, "package": shown, "current": current,
            "table": canonical, "key": key, "found": found,
            **_in_words(current, canonical, key, found),
        })  # fmt: skip

    return reader.answer(
        shown,
        current,
        made,
        version=current.version,
        mimetype=JSON if wants_json else "text/html",
        status=status,
    )


def _asked(current: Pointer, table: str, key: str) -> tuple[str, str, History, bool]:
    """Return table, key and history of the row that is asked for, and whether as JSON.

    A key may itself end like a file's name: it goes before.
    """
    try:
        name, found = reading.row(current, table, key)
    except RefusedError:
        if not key.endswith(ENDING):
            raise
        key = key.removesuffix(ENDING)
        name, found = reading.row(current, table, key)
        return name, key, found, True
    return name, key, found, False


def _in_words(current: Pointer, table: str, key: str, found: History) -> dict[str, Any]:
    """Return a row's label, cells and history as the page draws them."""
    version = next(
        one for one in versions.listed(current.package_id) if one.number == found.version
    )
    manifest = versions.read_manifest(version.manifest)
    schema = reading.schemas(version.manifest).get(table, {"name": table, "table": table})
    spoken, row = reader.spoken(), dict(found.row or {})
    names = reading.names(current, found.version)
    told = {name: cell for name, cell in row.items() if cell != "null"}
    return {
        "label": rowwords.label(slim(schema), told, key, spoken, names),
        "name": rowwords.name_of(told),
        "title": rowwords.title(schema, spoken),
        "cells": [_cell(column, text, schema, manifest, names) for column, text in row.items()],
        "entries": [_entry(one, table, schema) for one in found.entries],
        "manifest": manifest,
        "disagreements": published.notes_at(current, version.manifest, table, key),
        "prefix": answering.prefix(),
    }


def _cell(
    column: str, text: str, schema: Schema, manifest: Manifest, names: Names
) -> dict[str, Any]:
    """Return one cell: its heading and note, the value in words and as the file has it."""
    spoken = reader.spoken()
    declared = rowwords.fields(schema).get(column, {"name": column})
    shown = rowwords.plain(text, declared, spoken)
    shown = places.told(shown, spoken) if column == PLACE else shown
    notes = declared.get("description_en" if spoken.lang == "en" else "description") or ""
    return {
        "name": column,
        "title": rowwords.title(declared, spoken),
        "notes": notes,
        "text": shown,
        "raw": text,
        "unit": spoken.say("UAH") if "decimals" in declared and text != "null" else "",
        "refers": _refers(column, text, schema, manifest),
        "called": names(column, text) or "",
    }


def _refers(column: str, text: str, schema: Schema, manifest: Manifest) -> str | None:
    """Return the table whose row a cell names, where the package has it."""
    for one in schema.get("foreignKeys", ()):
        if list(one["fields"]) == [column] and text != "null":
            resource = one["reference"]["resource"]
            return next((t for t in manifest.tables() if resource_name(t) == resource), None)
    return None


def _entry(one: Entry, table: str, schema: Schema) -> dict[str, Any]:
    """Return an entry of the history with its change in words."""
    shown = rowview.row(one.change, table, slim(schema), reader.spoken())
    return {"version": one.version, "at": one.at, "change": str(one.change.change), "row": shown}
