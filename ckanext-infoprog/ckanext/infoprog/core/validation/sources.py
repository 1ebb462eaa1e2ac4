"""Tables as they were read: cells of text with their header, schema and path, not yet judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import PackageMeta, TableSchema
from ckanext.infoprog.core.tablefile import HEADER_ROW

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class TableSource:
    """One table before it is judged.

    `numbers` says where each row stands in its file, where that is not right behind the header;
    such a table was fitted to its schema by its reader, who has judged the header.
    """

    name: str
    path: str
    schema: TableSchema
    header: Cells
    rows: Sequence[Cells]
    numbers: Sequence[int] | None = field(default=None, repr=False)

    def number(self, index: int) -> int:
        """Return the number in the file of the row at this index."""
        return HEADER_ROW + 1 + index if self.numbers is None else self.numbers[index]

    @property
    def positions(self) -> Mapping[str, int]:
        """Where each field of the schema stands in a row; a missing column is left out."""
        places: dict[str, int] = {}
        for at, label in enumerate(self.header):
            places.setdefault(label, at)
        return {f.name: places[f.name] for f in self.schema.fields if f.name in places}


@dataclass(frozen=True, slots=True)
class Target:
    """What is checked together: the tables of a package, and what reading them has found.

    A table that stands alone is judged without the rules that look into other tables. `described`
    is what package.yaml says, as it is written.
    """

    meta: PackageMeta
    tables: tuple[TableSource, ...]
    issues: tuple[Issue, ...] = ()
    alone: bool = False
    described: Mapping[str, Any] = field(default_factory=dict)
