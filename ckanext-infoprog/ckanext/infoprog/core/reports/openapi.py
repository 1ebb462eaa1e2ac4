"""The API as OpenAPI 3.1: the portal's own, and one description a dataset with its real fields.

Built from actions.json, openapi.json and the manifest; pure, the same input gives the same text.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final
from urllib.parse import quote

from ckanext.infoprog.core.publish import actions, refusals
from ckanext.infoprog.core.publish.actions import Action
from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.reports import openapi_tables

Json = dict[str, Any]
Row = Mapping[str, Any]
VERSION: Final = "3.1.0"
ACTIONS: Final = "/api/3/action/"
TOKEN: Final = "token"


def portal(
    site: str, release: str, lang: str, examples: Mapping[str, object] | None = None
) -> Json:
    """Return the description of the portal's own API in a language.

    `examples` are values by parameter that work on this portal, as openapi_tables.examples has.
    """
    made = {f"{ACTIONS}{one.name}": _action(one, lang) for one in actions.actions().values()}
    info = {"title": _declared()["title"][lang], "version": release}
    info["description"] = _declared()["about"][lang]
    document = _document(site, info, {**made, **_paths("portal", lang)}, lang)
    openapi_tables.exemplify(document, examples or {})
    return document


def dataset(site: str, manifest: Manifest, rows: Mapping[str, Row], lang: str) -> Json:
    """Return the description of a dataset's tables, files, versions and rows in a language.

    `rows` brings the first row of each table, by the table's resource id, as the API gives it.
    """
    titles = {"uk": manifest.dataset.get("title"), "en": manifest.dataset.get("title_en")}
    info = {"title": str(titles[lang] or titles["uk"] or manifest.package)}
    info |= {"version": str(manifest.version), "description": _declared()["about_dataset"][lang]}
    read = {
        f"{ACTIONS}{one.name}": _action(one, lang)
        for one in actions.actions().values()
        if one.who == "everybody"
    }
    document = _document(site, info, {**_paths("dataset", lang), **read}, lang)
    openapi_tables.fill(document, manifest, rows, lang)
    return document


def curl(site: str, path: str, method: str, operation: Mapping[str, Any]) -> str:
    """Return the line that calls an operation with its examples; a token comes from a variable."""
    words, query = ["curl"], []
    for one in operation.get("parameters", ()):
        value = one.get("example")
        if value is not None and one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", quote(str(value), safe=""))
        elif value is not None and one["in"] == "query":
            query += ["--data-urlencode", shlex.quote(f"{one['name']}={value}")]
    words += ["-X", "PUT"] if method == "put" else []
    words += ["-G"] if query else []
    if {} not in operation.get("security", [{}]):
        words += ["-H", '"Authorization: $INFOPROG_TOKEN"']
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        body = json.dumps(content["application/json"].get("example", {}), ensure_ascii=False)
        words += ["-H", "'Content-Type: application/json'", "--data", shlex.quote(body)]
    return " ".join([*words, shlex.quote(f"{site}{path}"), *query])


def _document(site: str, info: Json, paths: Json, lang: str) -> Json:
    words = _declared()["words"]
    shared = {**actions.schemas(), **_declared()["schemas"]}
    return {
        "openapi": VERSION,
        "info": info,
        "servers": [{"url": site}],
        "paths": paths,
        "components": {
            "schemas": {name: _in(lang, one) for name, one in shared.items()} | _refusal(),
            "securitySchemes": {
                TOKEN: {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": words["token"][lang],
                }
            },
        },
    }


def _refusal() -> Json:
    """Return the schema of a refusal with all the codes that there are."""
    found: Json = json.loads(json.dumps(_declared()["schemas"]["Refusal"]))
    found["properties"]["error"]["properties"]["code"]["enum"] = sorted(refusals.catalogue())
    return {"Refusal": found}


def _action(one: Action, lang: str) -> Json:
    """Return the path item of an action."""
    operation: Json = {
        "operationId": one.name,
        "summary": one.title[lang],
        "tags": [_declared()["words"]["actions"][lang]],
        "security": [{TOKEN: []}] if one.who != "everybody" else [{}, {TOKEN: []}],
    }
    if one.description[lang]:
        operation["description"] = one.description[lang]
    schema = _in(lang, one.input)
    if one.method == "GET":
        operation["parameters"] = list(_query(schema, one.example))
    else:
        content = {"schema": schema, "example": dict(one.example)}
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    operation["responses"] = _responses(_wrapped(one.output), lang)
    return {one.method.lower(): operation}


def _query(schema: Json, example: Mapping[str, Any]) -> Iterator[Json]:
    for name, field in schema["properties"].items():
        rest = {key: value for key, value in field.items() if key != "description"}
        found = {"name": name, "in": "query", "description": field.get("description", "")}
        found |= {"required": name in schema.get("required", ()), "schema": rest}
        yield found | ({"example": example[name]} if name in example else {})


def _paths(scope: str, lang: str) -> Json:
    """Return the path items of this scope; what names none belongs to both."""
    found: Json = {}
    for entry in _declared()["paths"]:
        if entry.get("for", scope) == scope:
            found.setdefault(entry["path"], {})[entry["method"]] = _operation(entry, lang)
    return found


def _operation(entry: Mapping[str, Any], lang: str) -> Json:
    words = _declared()["words"]
    operation: Json = {
        "operationId": entry["id"],
        "summary": entry["title"][lang],
        "tags": [words[entry["tag"]][lang]],
        "security": [{TOKEN: []}] if entry.get("who") else [{}, {TOKEN: []}],
        "parameters": [_parameter(name, lang) for name in entry["parameters"]],
    }
    if entry.get("bytes"):
        operation["requestBody"] = {"required": True, "content": {"application/octet-stream": {}}}
    answer = entry.get("answer", {})
    operation["responses"] = _responses(_wrapped(answer) if entry.get("wrapped") else answer, lang)
    if entry.get("redirect"):
        operation["responses"]["302"] = {"description": words["redirect"][lang]}
        del operation["responses"]["200"]
    for kind, mimetype in (("file", "*/*"), ("feed", "application/atom+xml")):
        if entry.get(kind):
            operation["responses"]["200"]["content"] = {mimetype: {}}
    if entry.get("type"):
        operation["responses"]["200"]["content"] = {entry["type"]: {}}
    if entry.get("gone") or entry.get("file"):
        operation["responses"]["410"] = {"description": words["gone"][lang]}
    return operation


def _parameter(name: str, lang: str) -> Json:
    entry = dict(_declared()["parameters"][name])
    required = not entry.pop("optional", False)
    text = entry.pop("description")[lang]
    return {"name": entry.pop("name", name), **entry, "required": required, "description": text}


def _responses(schema: Mapping[str, Any], lang: str) -> Json:
    words = _declared()["words"]
    refused = {"schema": {"$ref": f"{actions.PREFIX}Refusal"}}
    refusal = {"description": words["refused"][lang], "content": {"application/json": refused}}
    done: Json = {"description": words["done"][lang]}
    if schema:
        done["content"] = {"application/json": {"schema": dict(schema)}}
    return {"200": done, "4XX": refusal}


def _wrapped(schema: Mapping[str, Any]) -> Json:
    """Return the schema of an answer as CKAN's API wraps it."""
    fields = {"success": {"const": True}, "result": dict(schema)}
    return {"type": "object", "required": [*fields], "properties": fields}


def _in(lang: str, value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a declaration with its descriptions in one language and without empty defaults."""
    if isinstance(value, list):
        return [_in(lang, one) for one in value]
    if not isinstance(value, Mapping):
        return value
    kept = {name: _in(lang, one) for name, one in value.items() if name != "description_en"}
    if lang == "en" and isinstance(value.get("description_en"), str):
        kept["description"] = value["description_en"]
    if "default" in kept and kept["default"] is None:
        del kept["default"]
    return kept


@cache
def _declared() -> Mapping[str, Any]:
    """Return openapi.json."""
    text = (resources.files("ckanext.infoprog.core.reports") / "openapi.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found
