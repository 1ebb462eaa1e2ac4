"""Which tables of two versions differ, and where their rows and schemas are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Final, TypedDict

from ckanext.infoprog.core.model import resource_name
from ckanext.infoprog.core.publish import rowchanges
from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.rowchanges import RowChange, Rows
from ckanext.infoprog.core.publish.tabledifference import (
    Schema,
    TableDifference,
    compare,
    key,
    kind,
    slim,
)
from ckanext.infoprog.core.workspace import DESCRIPTOR_FILE

OpenFile = Callable[[str], IO[bytes]]
TABLE: Final = "table"
REDACTED: Final = "redacted"


class _Named(TypedDict):
    """What a table is called, and whether it follows from others."""

    table: str
    derived: bool


@dataclass(frozen=True, slots=True)
class TablePair:
    """A table that differs between two versions: its files' hashes and its schema."""

    table: str
    old: str | None
    new: str | None
    schema: Schema
    derived: bool

    def changes(self, open_file: OpenFile) -> Iterator[RowChange]:
        """Yield every row that differs."""
        old, new = (_rows(sha, open_file) for sha in (self.old, self.new))
        return rowchanges.changes(old, new, key(self.schema))

    def difference(self, open_file: OpenFile, limit: int | None, offset: int) -> TableDifference:
        """Return what differs in the table; a redacted file gives no rows."""
        old, new = (_rows(sha, open_file) for sha in (self.old, self.new))
        named: _Named = {"table": self.table, "derived": self.derived}
        try:
            return compare(old, new, self.schema, limit=limit, offset=offset, **named)
        except RefusedError as refusal:
            if refusal.code != REDACTED:
                raise
        what = kind(self.old, self.new)
        return TableDifference(change=what, schema=slim(self.schema), redacted=True, **named)


def pairs(old: Manifest | None, new: Manifest, open_file: OpenFile) -> Iterator[TablePair]:
    """Yield the tables that differ: derived ones last, the others in the package's order."""
    before, after = (tables(one) if one else {} for one in (old, new))
    differing = [
        name for name in dict.fromkeys([*after, *before]) if before.get(name) != after.get(name)
    ]
    if not differing:
        return
    schemas = {**(table_schemas(old, open_file) if old else {}), **table_schemas(new, open_file)}
    own = {*new.tables(), *(old.tables() if old else ())}
    rank = {name: at for at, name in enumerate(schemas)}
    for name in sorted(differing, key=lambda name: (name not in own, rank.get(name, len(rank)))):
        schema = schemas.get(name, {"name": name})
        yield TablePair(name, before.get(name), after.get(name), schema, name not in own)


def table_schemas(version: Manifest, open_file: OpenFile) -> dict[str, Schema]:
    """Return the Table Schemas of a version's tables, technical ones too, by the table's name."""
    described = next((one for one in version.inputs if one.path == DESCRIPTOR_FILE), None)
    found: dict[str, Schema] = {}
    if described is not None:
        try:
            with open_file(described.sha256) as opened:
                resources = json.loads(opened.read())["resources"]
            found = {one["table"]: one["schema"] for one in resources}
        except RefusedError:
            found = {}
    by_resource = {resource_name(name): name for name in version.tables()}
    for item in version.items:
        if item.kind == TABLE and item.schema is not None:
            found.setdefault(by_resource.get(item.name, item.name), item.schema)
    return found


def tables(version: Manifest) -> dict[str, str]:
    """Return the hashes of a version's tables: the package's own, then the derived ones."""
    own = {name: one.sha256 for name, one in version.tables().items()}
    resources = {resource_name(name) for name in own}
    derived = (i for i in version.items if i.kind == TABLE and i.name not in resources)
    return own | {item.name: item.sha256 for item in derived}


def _rows(sha: str | None, open_file: OpenFile) -> Rows | None:
    """Return how the rows of a file are read, as often as is wanted."""
    return None if sha is None else lambda: rowchanges.read(open_file(sha))
