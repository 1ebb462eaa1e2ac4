"""A page of a DataStore table with its data dictionary, ready to be drawn on the server."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.infoprog.storage import reading

NUMERIC_TYPES = ("int", "numeric", "float", "double", "real", "serial", "bigint", "smallint")
MAX_PAGES = 500
LONG_TEXT = 60


@dataclass(frozen=True)
class Column:
    """A column: its name, its label and note in both languages, its type."""

    name: str
    type: str
    info: dict[str, Any]

    @property
    def is_number(self) -> bool:
        """Tell whether the values line up on the right."""
        return self.type.startswith(NUMERIC_TYPES)

    def label(self, lang: str) -> str:
        """Return the label in the language, the other language's, or the name."""
        own = self.info.get("label_en") if lang == "en" else self.info.get("label")
        return str(own or self.info.get("label") or self.info.get("label_en") or self.name)

    def notes(self, lang: str) -> str:
        """Return the note in the language, or the other language's."""
        own = self.info.get("notes_en") if lang == "en" else self.info.get("notes")
        return str(own or self.info.get("notes") or "")


@dataclass(frozen=True)
class Table:
    """Some rows of a table: which ones they are, and of how many."""

    columns: tuple[Column, ...]
    rows: tuple[dict[str, Any], ...]
    total: int
    page: int
    size: int

    @property
    def first(self) -> int:
        """Return the number of the first row shown, counted from 1."""
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return self.first + len(self.rows) - 1

    @property
    def long_columns(self) -> frozenset[str]:
        """Return the columns of sentences: they need room on a page."""
        return frozenset(
            column.name
            for column in self.columns
            if any(len(str(row[column.name] or "")) > LONG_TEXT for row in self.rows)
        )

    @property
    def pages(self) -> int:
        """Return how many pages can be leafed through; the file holds all rows in any case."""
        return min(MAX_PAGES, max(1, -(-self.total // self.size)))


def read(resource_id: str, page: int, size: int) -> Table | None:
    """Return the page of the table, or None where the DataStore does not give it."""
    query = {"resource_id": resource_id, "limit": size, "offset": (page - 1) * size, "sort": "_id"}
    try:
        answer = tk.get_action("datastore_search")({}, query)
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        return None
    total = int(answer.get("total") or 0)
    return Table(_columns(answer["fields"]), tuple(answer["records"]), total, page, size)


def published(resource_id: str, sha256: str, page: int, size: int) -> Table | None:
    """Return the page of the table that a publication made from the file with this SHA-256."""
    found = reading.rows(resource_id, sha256, (page - 1) * size, size)
    if found is None:
        return None
    return Table(_columns(found.fields), found.records, found.total, page, size)


def _columns(fields: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    return tuple(
        Column(field["id"], str(field["type"]), field.get("info") or {})
        for field in fields
        if not field["id"].startswith("_")
    )
