"""Typed records of schemas, tables and packages; rows stay mappings at the edges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ckanext.infoprog.core.errors import SchemaError

Cell = str | int | Decimal | date | bool | None
Row = Mapping[str, Cell]

MISSING = "null"


class FieldType(StrEnum):
    """The types of Table Schema that our tables use."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    YEAR = "year"
    DATE = "date"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a field's values must keep to."""

    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, type, words in both languages, constraints and an example.

    `decimals` is set for money: exactly so many decimals are written. `narrows` says that the
    table's wording differs from the shared dictionary on purpose.
    """

    name: str
    type: FieldType
    title: Mapping[str, str]
    description: Mapping[str, str]
    example: str
    constraints: Constraints = Constraints()
    format: str | None = None
    decimals: int | None = None
    narrows: bool = False

    @property
    def is_money(self) -> bool:
        """Whether the field holds amounts of money."""
        return self.decimals is not None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values must stand in a column of another resource of the package.

    `resource` is the resource's name in datapackage.json (`stated-totals`), not the table's.
    """

    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyParts:
    """The columns that a table's key is made from.

    Each part names the columns to look at in turn: the first that is not null stands in the key.
    `optional` columns are added behind them only for rows off the primary table or edition.
    """

    parts: tuple[tuple[str, ...], ...]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSchema:
    """The declaration of one table; `table` is its name in our data (`statedTotals`)."""

    table: str
    name: str
    version: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    fields: tuple[Field, ...]
    key: str
    key_parts: KeyParts | None
    foreign_keys: tuple[ForeignKey, ...]
    order: int
    descriptor: Mapping[str, object] = field(repr=False, compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns in order."""
        return tuple(f.name for f in self.fields)

    def field(self, name: str) -> Field:
        """Return the field of this name."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise SchemaError(f"The table {self.table} has no field {name}.")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with typed rows; `name` is the file's name without its ending."""

    name: str
    schema: TableSchema
    rows: tuple[Row, ...]

    def by_key(self) -> Mapping[str, Row]:
        """Return the rows by their key; of rows with one key the last stands."""
        return {str(row[self.schema.key]): row for row in self.rows}


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a package was made from."""

    title: str
    path: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class PackageMeta:
    """What package.yaml says of a package; texts are keyed by language."""

    name: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    organization: str
    publisher_name: str
    publisher_id: str | None
    catuttc: str | None
    purpose: Mapping[str, str]
    language: str
    update_frequency: str
    keywords: Mapping[str, tuple[str, ...]]
    temporal_start: date | None
    temporal_end: date | None
    data_as_of: date | None
    version: str
    license: str | None
    sources: tuple[Source, ...]
    schemas: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    annex_item: str | None = None
    spatial: str | None = None

    def schema_of(self, table: str) -> str:
        """Return the schema's table name for a file: another one only where package.yaml says."""
        return self.schemas.get(table, table)


@dataclass(frozen=True, slots=True)
class Package:
    """A package as read: what it says of itself and its tables by name."""

    meta: PackageMeta
    tables: Mapping[str, Table]

    @property
    def name(self) -> str:
        """The package's name, which is its folder's and its dataset's too."""
        return self.meta.name

    def rows(self, table: str) -> tuple[Row, ...]:
        """Return the rows of a table; none where the package does not have it."""
        found = self.tables.get(table)
        return found.rows if found else ()

    def by_resource(self, resource: str) -> Table | None:
        """Return the table behind a resource name, or None where the package has none."""
        return next((t for n, t in self.tables.items() if resource_name(n) == resource), None)


def resource_name(table: str) -> str:
    """Return the resource's name in datapackage.json: `statedTotals` becomes `stated-totals`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", table).lower()
