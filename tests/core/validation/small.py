"""Small packages written as literal tables: columns that are left out hold null."""

from dataclasses import replace
from types import MappingProxyType

from ckanext.infoprog.core import schema, tablefile
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import typed
from ckanext.infoprog.core.validation.loading import bare_meta
from ckanext.infoprog.core.validation.sources import TableSource, Target

Tables = dict[str, str]


def source(table: str, text: str) -> TableSource:
    """Return a literal table; indentation and spaces around its lines do not count."""
    lines = [line.strip(" ") for line in text.strip().split("\n")]
    grid = tablefile.parse_grid("\n".join(lines) + "\n")
    return TableSource(table, f"data/{table}.csv", schema.load(table), grid.header, grid.rows)


def target(tables: Tables) -> Target:
    """Return literal tables as what is to be checked, each with all its columns."""
    return Target(bare_meta("zrazok"), tuple(_filled(source(n, t)) for n, t in tables.items()))


def _filled(given: TableSource) -> TableSource:
    """Return the table with null in the columns that were left out."""
    places = given.positions
    columns = given.schema.columns
    rows = [[row[places[c]] if c in places else "null" for c in columns] for row in given.rows]
    return replace(given, header=columns, rows=rows)


def package(tables: Tables) -> Package:
    """Return literal tables as a package, as rules see it."""
    read = {name: typed.read(source(name, text)).table for name, text in tables.items()}
    return Package(bare_meta("zrazok"), MappingProxyType(read))


def places(found: list[Issue]) -> list[tuple[int | None, str | None, str]]:
    """Return findings as (row, field, code) in order."""
    return [(i.row, i.field, i.code) for i in sorted(found)]
