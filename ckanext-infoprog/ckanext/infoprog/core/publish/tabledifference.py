"""What differs in one table: whole counts, and as many rows as were asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from ckanext.infoprog.core.publish import rowchanges
from ckanext.infoprog.core.publish.rowchanges import Change, RowChange, Rows

Schema = Mapping[str, Any]
LIMIT: Final = 100
_KEPT: Final = ("name", "column", "type", "title", "title_en", "decimals", "constraints")


@dataclass(frozen=True, slots=True)
class TableDifference:
    """What differs in one table: whole counts, and those changes that were asked for.

    `derived` tables (the table for people) follow from the others: their changes say nothing new.
    `schema` is what words need of the Table Schema. A `redacted` file cannot be compared.
    """

    table: str
    change: Change
    schema: Schema
    counts: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[RowChange, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    derived: bool = False
    redacted: bool = False

    @property
    def total(self) -> int:
        """The number of rows that differ."""
        return sum(self.counts.values())

    @property
    def added(self) -> tuple[RowChange, ...]:
        """The listed rows that are new."""
        return self._of(Change.ADDED)

    @property
    def removed(self) -> tuple[RowChange, ...]:
        """The listed rows that are gone."""
        return self._of(Change.REMOVED)

    @property
    def changed(self) -> tuple[RowChange, ...]:
        """The listed rows with other cells."""
        return self._of(Change.CHANGED)

    def count(self, change: Change) -> int:
        """Return how many rows were added, removed or changed, listed or not."""
        return self.counts.get(change, 0)

    def _of(self, change: Change) -> tuple[RowChange, ...]:
        """Return the listed rows of one kind."""
        return tuple(one for one in self.changes if one.change is change)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the difference that plain JSON values hold."""
        return cls(
            **{
                **plain,
                "change": Change(plain["change"]),
                "changes": tuple(RowChange.from_dict(one) for one in plain["changes"]),
                "columns_added": tuple(plain["columns_added"]),
                "columns_removed": tuple(plain["columns_removed"]),
            }
        )


def compare(
    old: Rows | None,
    new: Rows | None,
    schema: Schema,
    *,
    limit: int | None = LIMIT,
    offset: int = 0,
    table: str = "",
    derived: bool = False,
) -> TableDifference:
    """Return what differs in a table; `None` is a table that is not there.

    Changes are in the natural order of keys; those from `offset` on are listed, `limit` at most.
    """
    counts: Counter[str] = Counter()
    listed: list[RowChange] = []
    for at, one in enumerate(rowchanges.changes(old, new, key(schema))):
        counts[one.change] += 1
        if at >= offset and (limit is None or len(listed) < limit):
            listed.append(one)
    before, after = _columns(old), _columns(new)
    return TableDifference(
        table=table or str(schema.get("table") or schema.get("name")),
        change=kind(old, new),
        schema=slim(schema),
        counts={str(one): counts[one] for one in Change},
        changes=tuple(listed),
        columns_added=tuple(name for name in after if before and name not in before),
        columns_removed=tuple(name for name in before if after and name not in after),
        derived=derived,
    )


def key(schema: Schema) -> str:
    """Return the name of a table's key column as its file writes it."""
    declared = schema.get("primaryKey") or ""
    return declared if isinstance(declared, str) else str(next(iter(declared), ""))


def kind(old: object, new: object) -> Change:
    """Return what happened to a thing that was there, or is there now, or both."""
    return Change.CHANGED if old and new else Change.ADDED if new else Change.REMOVED


def slim(schema: Schema) -> Schema:
    """Return what words need of a Table Schema."""
    fields = [{k: one[k] for k in _KEPT if k in one} for one in schema.get("fields", ())]
    kept = ("table", "name", "title", "title_en", "primaryKey", "keyParts")
    return {**{k: schema[k] for k in kept if k in schema}, "fields": fields}


def _columns(rows: Rows | None) -> tuple[str, ...]:
    """Return the columns of a table; one without rows names none."""
    return () if rows is None else tuple(next(iter(rows()), {}))
