"""The rows of shipped packages in the portal's own core, for tests of what finds them."""

from typing import Any

import pytest

from ckanext.infoprog.core.pages import snapshot
from ckanext.infoprog.core.search import documents
from ckanext.infoprog.core.search.found import Hit
from ckanext.infoprog.logic import rowsearch
from ckanext.infoprog.storage import rowcore, rowindex
from portal.settings import ROOT


def fill(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the core hold the rows of every shipped package, and the search call them all open.

    They come from the folders, not by publications: what is measured is the words.
    """
    rowcore.clear()
    stamps = {}
    for path in sorted((ROOT / "datasets").glob("*/package.yaml")):
        slug = path.parent.name
        found = documents.of(snapshot.from_folder(path.parent))
        common: dict[str, Any] = {"package": slug, "stamp": slug, "slug": slug}
        rows = [
            {**common, **rowindex.document(row, found), "id": f"{slug}.{row.kind}.{row.key}"}
            for row in found.rows
        ]
        rowcore.put([*rows, {**common, "kind": rowindex.HEAD, "id": slug}])
        stamps[slug] = rowindex.Open(slug, slug, 0)
    monkeypatch.setattr(rowindex, "wanted", lambda: stamps)


def hits(query: str, lang: str = "uk", most: int = 100) -> list[Hit]:
    """Return all that a query finds."""
    return [hit for group in rowsearch.find(query, lang, most=most).groups for hit in group.hits]
