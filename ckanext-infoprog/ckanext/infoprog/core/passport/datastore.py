"""A DataStore table as Table Schema: PostgreSQL's types said truly, the order of columns kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core.passport.record import Plain

ROW: Final = "_id"
#: How CKAN's dump writes a missing value, and how our house rule does.
MISSING: Final = ("", "null")
TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("int", "int2", "int4", "int8", "integer", "bigint"), "integer"),
        **dict.fromkeys(("smallint", "serial", "bigserial"), "integer"),
        **dict.fromkeys(("numeric", "decimal", "float", "float4", "float8"), "number"),
        **dict.fromkeys(("double precision", "real"), "number"),
        **dict.fromkeys(("timestamp", "timestamptz"), "datetime"),
        **dict.fromkeys(("bool", "boolean"), "boolean"),
        **{"date": "date", "time": "time", "timetz": "time", "json": "any", "jsonb": "any"},
    }
)
#: What a column holds that the dump writes as PostgreSQL does, not as Table Schema would read it.
FORMATS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "boolean": {"trueValues": ["t", "true", "True"], "falseValues": ["f", "false", "False"]},
        "datetime": {"format": "any"},
        "time": {"format": "any"},
    }
)


def schema(columns: Iterable[Plain]) -> dict[str, Any]:
    """Return the Table Schema of a table by its columns as the DataStore describes them.

    The row's number comes first, as in the dump; another column of CKAN's own is left out.
    """
    listed = (one for one in columns if not str(one["id"]).startswith("_"))
    number = {"name": ROW, "type": "integer", "constraints": {"required": True, "unique": True}}
    return {
        "fields": [
            number | {"title": "Номер рядка", "title_en": "Number of the row"},
            *(_field(one) for one in listed),
        ],
        "primaryKey": [ROW],
        "missingValues": list(MISSING),
    }


def _field(column: Plain) -> dict[str, Any]:
    """Return a column as a field with its words from the data dictionary."""
    kind = _kind(str(column.get("type", "")).split("(")[0].lower())
    info = column.get("info") or {}
    words = {
        "title": info.get("label"),
        "title_en": info.get("label_en"),
        "description": info.get("notes"),
        "description_en": info.get("notes_en"),
    }
    told = {name: str(text) for name, text in words.items() if text}
    return {"name": str(column["id"]), "type": kind, **told, **FORMATS.get(kind, {})}


def _kind(postgres: str) -> str:
    """Return the type of Table Schema; an array, which the dump writes as JSON, is one too."""
    return "array" if postgres.startswith("_") else TYPES.get(postgres, "string")
