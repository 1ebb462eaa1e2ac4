"""The columns of a table in the DataStore, as its Table Schema declares them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ckanext.datastore.backend.postgres import identifier, literal_string
from ckanext.datastore.helpers import is_valid_field_name

from ckanext.infoprog.core.publish.refusals import RefusedError

LONGEST_NAME: Final = 63  # bytes: PostgreSQL would cut a longer name
LARGEST_INTEGER: Final = 2**31 - 1
MISSING_BY_DEFAULT: Final = ("",)
TYPES: Final[Mapping[str, str]] = {
    "string": "text",
    "number": "numeric",
    "year": "integer",
    "date": "date",
    "boolean": "boolean",
}
INFO: Final = {
    "label": "title",
    "notes": "description",
    "label_en": "title_en",
    "notes_en": "description_en",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its heading in the file, its type, its entry of the data dictionary."""

    name: str
    heading: str
    type: str
    info: Mapping[str, str]

    @property
    def quoted(self) -> str:
        """Return the name as SQL writes it."""
        return str(identifier(self.name))

    @property
    def comment(self) -> str:
        """Return the data dictionary's entry as the DataStore keeps it: a comment in SQL."""
        text = json.dumps({"_info": self.info}, ensure_ascii=False, separators=(",", ":"))
        return str(literal_string(" " + text))


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table, its key, its foreign keys, and what stands for no value."""

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...]
    table: str

    def at(self, heading: str) -> Column:
        """Return the column that a heading of the file belongs to."""
        found = next((one for one in self.columns if one.heading == heading), None)
        if found is None:
            raise RefusedError("not-loaded", table=self.table, reason=f"no column for “{heading}”")
        return found


def layout(schema: Mapping[str, Any], table: str) -> Layout:
    """Return how a table of this Table Schema descriptor looks in the DataStore."""
    columns = tuple(_column(field, table) for field in schema["fields"])
    names = {one.heading: one.name for one in columns}
    foreign = (_listed(key["fields"]) for key in schema.get("foreignKeys", ()))
    return Layout(
        columns=columns,
        key=tuple(names[one] for one in _listed(schema.get("primaryKey", ()))),
        foreign_keys=tuple(tuple(names[one] for one in key) for key in foreign),
        missing=tuple(schema.get("missingValues", MISSING_BY_DEFAULT)),
        table=table,
    )


def fields(layout: Layout) -> list[dict[str, Any]]:
    """Return the columns as CKAN's own datastore_create takes them."""
    return [{"id": one.name, "type": one.type, "info": dict(one.info)} for one in layout.columns]


def _column(field: Mapping[str, Any], table: str) -> Column:
    name = str(field.get("column") or field["name"])
    if not is_valid_field_name(name) or len(name.encode("utf-8")) > LONGEST_NAME:
        raise RefusedError("not-loaded", table=table, reason=f"“{name}” cannot name a column")
    info = {ours: str(field[theirs]) for ours, theirs in INFO.items() if field.get(theirs)}
    return Column(name, field["name"], _type(field), info)


def _type(field: Mapping[str, Any]) -> str:
    """Return the type in PostgreSQL: it follows from the schema alone, never from the data."""
    kind = field.get("type", "string")
    if kind == "integer":
        limit = field.get("constraints", {}).get("maximum")
        return "integer" if limit is not None and int(limit) <= LARGEST_INTEGER else "bigint"
    return TYPES.get(kind, "text")


def _listed(names: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return names as a tuple: Table Schema lets one stand alone."""
    return (names,) if isinstance(names, str) else tuple(names)
