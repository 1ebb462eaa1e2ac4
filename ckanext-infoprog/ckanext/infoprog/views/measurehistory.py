"""How a measure changed through the versions, and what stands where one is gone."""

from dataclasses import dataclass

from flask import Response

from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.core.pages.missing import Near
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.rowchanges import Change
from ckanext.infoprog.core.publish.rowhistory import History
from ckanext.infoprog.core.publish.tabledifference import slim
from ckanext.infoprog.core.reports import rowview
from ckanext.infoprog.logic import reading
from ckanext.infoprog.storage import versions
from ckanext.infoprog.views import publicpage, reader
from ckanext.infoprog.views.answering import GONE
from ckanext.infoprog.views.published import Found

MEASURES, FUNDING = "measures", "funding"
MOST_ROWS = 60


@dataclass(frozen=True)
class Entry:
    """What a version changed in a measure or its money; a first appearance has no sentences."""

    version: int
    at: str
    sentences: tuple[str, ...]


def history(found: Found, key: str) -> list[Entry]:
    """Return the versions that changed a measure or its money, the newest first."""
    measure = found.snapshot().of_programme().measure(key)
    rows = [(MEASURES, key)]
    rows += [(FUNDING, one.key) for one in measure.money[:MOST_ROWS]] if measure else []
    said: dict[tuple[int, str], list[str]] = {}
    for table, row in rows:
        for version, at, sentence in _changes(found, table, row):
            told = said.setdefault((version, at), [])
            if sentence:
                told.append(sentence)
    return [Entry(number, at, tuple(said[number, at])) for number, at in sorted(said, reverse=True)]


def gone(found: Found, key: str) -> Response | None:
    """Answer 410 for a measure that an earlier version had, with the way to it."""
    kept = _row(found, MEASURES, key)
    if kept is None or kept.is_current:
        return None
    name = (kept.row or {}).get("title", "")
    path = paths.measure(found.pointer.name, key) + paths.query(version=kept.version)
    return publicpage.missing("gone", key, (Near(f"{key} {name}".strip(), path),), GONE)


def _changes(found: Found, table: str, row: str) -> list[tuple[int, str, str]]:
    """Return the versions that changed a row, each with a sentence; a new row needs none."""
    kept = _row(found, table, row)
    if kept is None:
        return []
    schema = reading.schemas(found.digest).get(table, {"name": table, "table": table})
    spoken, told = reader.spoken(), []
    for one in kept.entries:
        if one.version > found.manifest.version:
            continue
        is_new = one.change.change is Change.ADDED
        sentence = "" if is_new else rowview.row(one.change, table, slim(schema), spoken).sentence()
        told.append((one.version, one.at, sentence))
    return told


def _row(found: Found, table: str, row: str) -> History | None:
    """Return the history of a row; None where there is none, or it may not be told."""
    pointer = versions.pointer(found.pointer.package_id)
    try:
        return reading.row(pointer, table, row)[1] if pointer else None
    except RefusedError:
        return None
