"""A dataset's own part of its OpenAPI description: tables with real fields, files, examples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ckanext.infoprog.core.publish.actions import PREFIX
from ckanext.infoprog.core.publish.manifest import Manifest, Published

Json = dict[str, Any]
Rows = Mapping[str, Mapping[str, Any]]
SEARCH: Final = "/api/3/action/datastore_search"
TYPES: Final[Mapping[str, Json]] = {
    "integer": {"type": "integer"},
    "year": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}
# What the example of a call may take from the dataset that the examples are about.
SHARED: Final = ("package", "organization", "version")
LIMITS: Final = ("minimum", "maximum", "minLength", "maxLength")


def fill(document: Json, manifest: Manifest, rows: Rows, lang: str) -> None:
    """Put into a document the dataset's address, its tables, its files and their examples."""
    tables = _tables(manifest)
    document["paths"] = {
        path.replace("{package}", manifest.package): item
        for path, item in document["paths"].items()
    }
    document["components"]["schemas"] |= {name_of(one): _row(one, lang) for one in tables}
    document["components"]["schemas"]["Rows"] = _rows(tables)
    possible = {
        "package": [manifest.package],
        "resource_id": [one.id for one in tables],
        "filename": [one.filename for one in manifest.items],
        "table": [*manifest.tables()],
    }
    exemplify(document, examples(manifest, rows), possible)
    _show_rows(document, tables, rows, lang)


def examples(manifest: Manifest, rows: Rows) -> Mapping[str, object]:
    """Return values that work on this portal, by parameter; those that there are."""
    table, key = _example_row(manifest, rows)
    found: Json = {
        "package": manifest.package,
        "resource_id": next((one.id for one in _tables(manifest)), None),
        "filename": next((one.filename for one in manifest.items), None),
        "table": table,
        "key": key,
        "version": manifest.version,
        "from": manifest.version - 1,
        "to": manifest.version,
    }
    return {name: value for name, value in found.items() if value is not None}


def exemplify(
    document: Json,
    found: Mapping[str, object],
    possible: Mapping[str, list[str]] | None = None,
) -> None:
    """Give each parameter an example that works here and, where it is a choice, its values."""
    for path, item in document["paths"].items():
        for operation in item.values():
            operation["parameters"] = [
                _narrowed(one, path, found, possible or {})
                for one in operation.get("parameters", ())
                if one["in"] != "path" or "{" + one["name"] + "}" in path
            ]
            content = operation.get("requestBody", {}).get("content", {})
            for body in content.values():
                if "example" in body:
                    body["example"] |= {
                        n: found[n] for n in SHARED if n in body["example"] and n in found
                    }


def _narrowed(
    parameter: Json, path: str, found: Mapping[str, object], possible: Mapping[str, list[str]]
) -> Json:
    """Return a parameter with what is possible here and an example."""
    name, made = parameter["name"], dict(parameter)
    if name == "id" and "publication" not in path:
        name = "resource_id" if "datastore" in path else "package"
    if not parameter["required"] and name == "table":
        return made  # a table of its own choice would narrow the example
    if possible.get(name) and "schema" in made:
        made["schema"] = {"type": "string", "enum": possible[name]}
    return {**made, "example": found[name]} if name in found else made


def name_of(table: Published) -> str:
    """Return the name that a table's rows have among the schemas."""
    return "Row_" + re.sub("[^A-Za-z0-9._-]", "_", table.name)


def _tables(manifest: Manifest) -> list[Published]:
    return [one for one in manifest.items if one.schema is not None]


def _example_row(manifest: Manifest, rows: Rows) -> tuple[str | None, str | None]:
    """Return the table and the key of a row that there is."""
    for one in _tables(manifest):
        declared = one.schema or {}
        keys, table = declared.get("primaryKey") or [], declared.get("table")
        row = rows.get(one.id, {})
        if table in manifest.tables() and len(keys) == 1 and row.get(keys[0]) is not None:
            return str(table), str(row[keys[0]])
    return None, None


def _row(table: Published, lang: str) -> Json:
    """Return the schema of a table's rows as the API gives them."""
    declared = table.schema or {}
    fields = {one.get("column") or one["name"]: _field(one, lang) for one in declared["fields"]}
    return {
        "type": "object",
        "title": _word(declared, "title", lang) or table.name,
        "description": _word(declared, "description", lang),
        "properties": {"_id": {"type": "integer"}, **fields},
        "required": [
            one.get("column") or one["name"]
            for one in declared["fields"]
            if one.get("constraints", {}).get("required")
        ],
    }


def _field(declared: Mapping[str, Any], lang: str) -> Json:
    limits = declared.get("constraints", {})
    found: Json = {**TYPES.get(declared["type"], {"type": "string"})}
    is_text = found["type"] == "string"
    if limits.get("enum"):
        found["enum"] = list(limits["enum"])
    if is_text and limits.get("pattern"):
        found["pattern"] = limits["pattern"]
    found |= {n: limits[n] for n in LIMITS if n in limits and n.endswith("Length") == is_text}
    if not limits.get("required"):
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    found["title"] = _word(declared, "title", lang)
    found["description"] = _word(declared, "description", lang)
    return found


def _word(declared: Mapping[str, Any], name: str, lang: str) -> str:
    own = declared.get(f"{name}_en") if lang == "en" else None
    return str(own or declared.get(name) or "")


def _rows(tables: list[Published]) -> Json:
    """Return the schema of an answer with rows of one of the tables."""
    kinds = [{"$ref": f"{PREFIX}{name_of(one)}"} for one in tables]
    records = {"type": "array", "items": {"anyOf": kinds} if kinds else {"type": "object"}}
    fields = {"type": "array", "items": {"type": "object"}}
    return {
        "type": "object",
        "required": ["resource_id", "fields", "records"],
        "properties": {
            "resource_id": {"type": "string"},
            "fields": fields,
            "records": records,
            "total": {"type": "integer"},
        },
    }


def _show_rows(document: Json, tables: list[Published], rows: Rows, lang: str) -> None:
    """Give the search of rows an example a table, from the table's own first row."""
    found = {
        name_of(one): {
            "summary": _word(one.schema or {}, "title", lang) or one.name,
            "value": {
                "success": True,
                "result": {"resource_id": one.id, "fields": [], "records": [dict(rows[one.id])]},
            },
        }
        for one in tables
        if one.id in rows
    }
    answer = document["paths"][SEARCH]["get"]["responses"]["200"]["content"]["application/json"]
    if found:
        answer["examples"] = found
