"""The structure of a dataset as Resolution 835 asks: what each field is, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core import i18n, schema
from ckanext.infoprog.core.model import resource_name
from ckanext.infoprog.core.passport.record import File, Passport, Plain, Texts, said

COLUMNS: Final = ("table", "tableTitle", *schema.STRUCTURE_COLUMNS)
# The resolution's words for the types of Table Schema; an address is XSD's anyURI.
DATATYPES: Final[Mapping[str, str]] = MappingProxyType(
    {"number": "decimal", "year": "integer", "datetime": "dateTime"}
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table; `name` is that of its column in the DataStore."""

    name: str
    title: Texts
    description: Texts
    datatype: str
    required: bool

    def record(self, lang: str) -> dict[str, str | bool]:
        """Return the field as a structure file tells of it."""
        texts = said(self.title, lang), said(self.description, lang)
        cells = (self.name, *texts, self.datatype, self.required)
        return dict(zip(schema.STRUCTURE_COLUMNS, cells, strict=True))


@dataclass(frozen=True, slots=True)
class Structure:
    """The fields of one table; `file` is the id of its resource where it is one."""

    name: str
    title: Texts
    description: Texts
    fields: tuple[Field, ...]
    file: str = ""


def of_file(file: File) -> Structure | None:
    """Return the structure of a file; None where its fields are not known."""
    if file.schema is None:
        return None
    return Structure(
        _name(file, str(file.schema.get("table") or "")),
        file.title,
        file.description,
        _fields(file.schema),
        file.id,
    )


def of_dataset(passport: Passport, package: Plain | None = None) -> tuple[Structure, ...]:
    """Return the structure of all tables of a dataset, the one for people first.

    `package` is the package's datapackage.json: its technical tables are in no file of their own.
    """
    published = [found for one in passport.tables if (found := of_file(one))]
    by_name = {one.name: one for one in published}
    listed = [_of_package(entry) for entry in (package or {}).get("resources", ())]
    inside = {one.name for one in listed}
    first = [one for one in published if one.name not in inside]
    return (*first, *(by_name.get(one.name, one) for one in listed))


def records(table: Structure, lang: str) -> list[dict[str, str | bool]]:
    """Return a record for each field of a table."""
    return [one.record(lang) for one in table.fields]


def csv_text(tables: Sequence[Structure], lang: str) -> str:
    """Return the structure of several tables as CSV, each field's table in the first columns."""
    rows = (
        (table.name, said(table.title, lang), *_cells(record))
        for table in tables
        for record in records(table, lang)
    )
    return _csv(COLUMNS, rows)


def csv_of_one(table: Structure, lang: str) -> str:
    """Return the structure of one table as CSV."""
    return _csv(schema.STRUCTURE_COLUMNS, (_cells(one) for one in records(table, lang)))


def json_text(tables: Iterable[Structure], lang: str) -> str:
    """Return the structure of several tables as JSON."""
    return _json([to_dict(one, lang) for one in tables])


def json_of_one(table: Structure, lang: str) -> str:
    """Return the structure of one table as JSON."""
    return _json(to_dict(table, lang))


def to_dict(table: Structure, lang: str) -> dict[str, Any]:
    """Return a table with its fields as plain values."""
    texts = {"title": said(table.title, lang), "description": said(table.description, lang)}
    return {"table": table.name, **texts, "fields": records(table, lang)}


def _name(file: File, table: str) -> str:
    """Return a table's name: the package's, which may borrow the schema of another table."""
    return table if table and resource_name(table) == file.name else file.name or file.id


def _of_package(entry: Plain) -> Structure:
    """Return a table as datapackage.json describes it."""
    title, description = _texts(entry, "title"), _texts(entry, "description")
    return Structure(str(entry["table"]), title, description, _fields(entry["schema"]))


def _fields(declared: Plain) -> tuple[Field, ...]:
    return tuple(_field(entry) for entry in declared["fields"])


def _field(entry: Plain) -> Field:
    kind = str(entry.get("type") or "string")
    return Field(
        name=str(entry.get("column") or entry["name"]),
        title=_texts(entry, "title"),
        description=_texts(entry, "description"),
        datatype="anyURI" if entry.get("format") == "uri" else DATATYPES.get(kind, kind),
        required=bool((entry.get("constraints") or {}).get("required")),
    )


def _texts(entry: Plain, name: str) -> Texts:
    found = {i18n.DEFAULT: entry.get(name), "en": entry.get(f"{name}_en")}
    return MappingProxyType({lang: str(text or "") for lang, text in found.items()})


def _cells(record: Mapping[str, str | bool]) -> tuple[str, ...]:
    return tuple(str(one).lower() if isinstance(one, bool) else one for one in record.values())


def _csv(columns: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
