"""The table schemas: loading, listing, and their export as Resolution 835 structure files."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.errors import SchemaError
from ckanext.infoprog.core.model import (
    Constraints,
    Field,
    FieldType,
    ForeignKey,
    KeyParts,
    TableSchema,
)

STRUCTURE_COLUMNS: Final = ("name", "title", "description", "datatype", "required")
LAST_ORDER: Final = 1000

_DATATYPES: Final = MappingProxyType(
    {FieldType.NUMBER: "decimal", FieldType.YEAR: "integer"}  # the resolution's words for ours
)


@cache
def names() -> tuple[str, ...]:
    """Return the names of all tables that have a schema, in the order of the data model."""
    folders = [f for f in workspace.schemas().iterdir() if (f / "schema.json").is_file()]
    found = sorted(f.name for f in folders)
    return tuple(sorted(found, key=lambda name: (load(name).order, name)))


@cache
def load(table: str) -> TableSchema:
    """Return the schema of a table by the table's name (`statedTotals`)."""
    file = workspace.schemas() / table / "schema.json"
    if not table.isidentifier() or not file.is_file():
        raise SchemaError(f"There is no schema for the table {table}.")
    try:
        return from_descriptor(json.loads(file.read_text("utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise SchemaError(f"The schema of the table {table} is damaged: {error!r}.") from error


def from_descriptor(descriptor: Mapping[str, Any]) -> TableSchema:
    """Return a Table Schema descriptor as a typed schema."""
    (key,) = descriptor["primaryKey"]
    return TableSchema(
        table=descriptor["table"],
        name=descriptor["name"],
        version=descriptor["version"],
        title=_words(descriptor, "title"),
        description=_words(descriptor, "description"),
        fields=tuple(_field(entry) for entry in descriptor["fields"]),
        key=key,
        key_parts=_key_parts(descriptor.get("keyParts")),
        foreign_keys=tuple(_foreign_key(entry) for entry in descriptor.get("foreignKeys", [])),
        order=descriptor.get("order", LAST_ORDER),
        descriptor=MappingProxyType(dict(descriptor)),
    )


def structure(schema: TableSchema, lang: str = "uk") -> tuple[dict[str, str | bool], ...]:
    """Return the structure of a dataset as Resolution 835 asks: a record for each field."""
    return tuple(
        {
            "name": f.name,
            "title": f.title[lang],
            "description": f.description[lang],
            "datatype": _datatype(f),
            "required": f.constraints.required,
        }
        for f in schema.fields
    )


def structure_csv(schema: TableSchema, lang: str = "uk") -> str:
    """Return the structure file as CSV: name,title,description,datatype,required."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(STRUCTURE_COLUMNS)
    for record in structure(schema, lang):
        cells = (record[column] for column in STRUCTURE_COLUMNS)
        writer.writerow([str(c).lower() if isinstance(c, bool) else c for c in cells])
    return text.getvalue()


def structure_json(schema: TableSchema, lang: str = "uk") -> str:
    """Return the structure file as JSON with the same records."""
    return json.dumps(structure(schema, lang), ensure_ascii=False, indent=2) + "\n"


def fingerprint(tables: Iterable[str]) -> str:
    """Return one SHA-256 over the schemas of these tables, the same in any order."""
    digest = hashlib.sha256()
    for table in sorted(set(tables)):
        digest.update(canonical(load(table)).encode())
    return digest.hexdigest()


def canonical(schema: TableSchema) -> str:
    """Return the schema's descriptor as JSON in one spelling."""
    return json.dumps(dict(schema.descriptor), ensure_ascii=False, sort_keys=True)


def _datatype(field: Field) -> str:
    """Return the resolution's word for a field's type; an address is XSD's anyURI."""
    if field.format == "uri":
        return "anyURI"
    return _DATATYPES.get(field.type, field.type.value)


def _words(entry: Mapping[str, Any], name: str) -> Mapping[str, str]:
    """Return a text of a descriptor by language."""
    return MappingProxyType({"uk": entry[name], "en": entry[f"{name}_en"]})


def _field(entry: Mapping[str, Any]) -> Field:
    """Return one field of a descriptor."""
    return Field(
        name=entry["name"],
        type=FieldType(entry["type"]),
        title=_words(entry, "title"),
        description=_words(entry, "description"),
        example=entry["example"],
        constraints=_constraints(entry.get("constraints", {})),
        format=entry.get("format"),
        decimals=entry.get("decimals"),
        narrows=entry.get("narrows", False),
    )


def _constraints(entry: Mapping[str, Any]) -> Constraints:
    """Return the constraints of a field."""
    low, high = entry.get("minimum"), entry.get("maximum")
    return Constraints(
        required=entry.get("required", False),
        unique=entry.get("unique", False),
        enum=tuple(entry.get("enum", ())),
        pattern=entry.get("pattern"),
        min_length=entry.get("minLength"),
        max_length=entry.get("maxLength"),
        minimum=None if low is None else Decimal(str(low)),
        maximum=None if high is None else Decimal(str(high)),
    )


def _foreign_key(entry: Mapping[str, Any]) -> ForeignKey:
    """Return one foreign key of a descriptor."""
    reference = entry["reference"]
    return ForeignKey(tuple(entry["fields"]), reference["resource"], tuple(reference["fields"]))


def _key_parts(entry: Mapping[str, Any] | None) -> KeyParts | None:
    """Return the columns that a key is made from; a part may name several to try in turn."""
    if entry is None:
        return None
    parts = ((p,) if isinstance(p, str) else tuple(p) for p in entry["parts"])
    return KeyParts(tuple(parts), tuple(entry.get("optional", ())))
