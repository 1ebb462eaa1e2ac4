"""Texts of a package as the rules on words see them: each distinct cell of text once a column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ckanext.infoprog.core.model import Field, FieldType, Package
from ckanext.infoprog.core.validation.records import Record, of_table


def is_text(field: Field) -> bool:
    """Return whether a field holds words of people and not codes, ids or addresses."""
    must = field.constraints
    coded = field.format or must.pattern or must.enum
    return field.type is FieldType.STRING and not coded


def look(
    package: Package,
    wanted: Callable[[str, Field], bool],
    find: Callable[[str], str | None],
) -> Iterator[tuple[Record, str, str]]:
    """Yield each cell in which something is found; equal texts of a column are looked at once."""
    for table in package.tables.values():
        fields = [f.name for f in table.schema.fields if wanted(table.name, f)]
        seen: Mapping[str, dict[str, str | None]] = {name: {} for name in fields}
        for row in of_table(table):
            for name in fields:
                text = row.text(name)
                if text is None:
                    continue
                known = seen[name]
                if text not in known:
                    known[text] = find(text)
                found = known[text]
                if found is not None:
                    yield row, name, found
