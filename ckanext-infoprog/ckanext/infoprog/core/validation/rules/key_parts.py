"""A key that is made from parts is made from the columns of its own row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ckanext.infoprog.core import keys
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import KeyParts, Package, Row, Table
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.records import of_table
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "key-parts"


def apply(package: Package) -> Iterator[Issue]:
    """Yield keys that differ from what their row's columns make."""
    plain = _plain(package)
    for table in package.tables.values():
        if table.schema.key_parts is None:
            continue
        for row in of_table(table):
            if row.key == _quick(row.row, table.schema.key_parts, plain):
                continue
            expected = _expected(table, row.row, plain)
            if expected and row.key not in expected:
                yield row.issue(CODE, table.schema.key, expected=expected[0])


def _plain(package: Package) -> dict[str, str | None]:
    """Return the values that stand in no key: the primary table and the first edition."""
    found: dict[str, str | None] = {}
    primary = money.primary_table(package)
    if primary is not None:
        found["tableId"] = primary
    order = money.editions(package)
    if order:
        found["editionId"] = order[0]
    return found


def _quick(row: Row, parts: KeyParts, plain: Mapping[str, str | None]) -> str | None:
    """Return the plain key of a row without looking into its parts: right for nearly all rows."""
    if any(row[name] not in (None, plain.get(name, row[name])) for name in parts.optional):
        return None
    cells = (next((row[c] for c in names if row[c] is not None), None) for names in parts.parts)
    return keys.SEPARATOR.join(keys.ABSENT if c is None else str(c) for c in cells)


def _expected(table: Table, row: Row, plain: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the keys that are right for a row; none where its parts make no key at all.

    There are several only where the package does not say which table or edition is the first.
    """
    parts = table.schema.key_parts
    if parts is None:
        return ()
    try:
        if set(parts.optional) - set(plain):
            return keys.keys_of(row, parts)
        added = [n for n in parts.optional if row.get(n) is not None and row.get(n) != plain[n]]
        return (keys.key_of(row, parts, added),)
    except PackageError:
        return ()


RULE: Final = Rule((CODE,), apply, alone=True)
