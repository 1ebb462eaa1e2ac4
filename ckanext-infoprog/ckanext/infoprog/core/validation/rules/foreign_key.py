"""References lead to rows that are there, also where the package lacks the whole table.

Beside the references that the schemas declare, the scopes of printed totals and the rows that
discrepancies, corrections and links name are followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import Record, of_table, records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "foreign-key"
#: Columns that name a row by its table and key: table, column of the table's name, of the key.
NAMED: Final = (
    ("discrepancies", "table", "key"),
    ("corrections", "table", "key"),
    ("links", "fromTable", "fromKey"),
)
_SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {"measure": "measures", "direction": "directions", "programme": "programme"}
)


def apply(package: Package) -> Iterator[Issue]:
    """Yield references to rows that are not there."""
    there = {
        name: {str(row[table.schema.key]) for row in table.rows if row[table.schema.key]}
        for name, table in package.tables.items()
    }
    yield from _declared(package, there)
    for row in records(package, "statedTotals"):
        yield from _to(row, "scopeId", _SCOPES.get(row.text("scope") or ""), there)
    for table, target, key in NAMED:
        for row in records(package, table):
            yield from _named(row, target, key, there)


def _declared(package: Package, there: Mapping[str, set[str]]) -> Iterator[Issue]:
    """Yield the references of the schemas that lead nowhere."""
    for table in package.tables.values():
        for reference in table.schema.foreign_keys:
            target = package.by_resource(reference.resource)
            name, known = reference.fields[0], there[target.name] if target else set()
            for row in of_table(table):
                value = row.text(name)
                if value is not None and value not in known:
                    yield row.issue(CODE, name, target=reference.resource)


def _to(
    row: Record, name: str, target: str | None, there: Mapping[str, set[str]]
) -> Iterator[Issue]:
    """Yield a reference that leads nowhere, where it is known which table it means."""
    value = row.text(name)
    if target is not None and value is not None and value not in there.get(target, ()):
        yield row.issue(CODE, name, target=target)


def _named(row: Record, table: str, key: str, there: Mapping[str, set[str]]) -> Iterator[Issue]:
    """Yield a row named by table and key that is not there."""
    target = row.text(table)
    if target is not None and target not in there:
        yield row.issue(CODE, table, target=target)
    elif target is not None:
        yield from _to(row, key, target, there)


RULE: Final = Rule((CODE,), apply)
