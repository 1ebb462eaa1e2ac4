"""Structure by Frictionless, in the words of our catalogue: the only module that imports it.

Frictionless judges constraints and repeated keys. What it does not see is added: empty cells,
money without its two decimals, and spellings of values that our files do not use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from frictionless import Dialect, Resource, Schema

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import MISSING
from ckanext.infoprog.core.validation.faults import Scene
from ckanext.infoprog.core.validation.sources import Cells, TableSource
from ckanext.infoprog.core.validation.typed import TypedRows

_CONSTRAINT: Final = re.compile(r'constraint "(\w+)"')
_POSITION: Final = re.compile(r"position (\d+)$")
_FIRST_ROW: Final = 2
_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "required": "required",
        "enum": "enum",
        "pattern": "pattern",
        "minLength": "min-length",
        "maxLength": "max-length",
        "minimum": "minimum",
        "maximum": "maximum",
    }
)


class FrictionlessEngine:
    """The engine of structure that reads with Frictionless, row by row and without a limit."""

    def examine(self, source: TableSource, typed: TypedRows) -> Iterator[Issue]:
        """Yield the findings of a table whose cells have been read as `typed`."""
        scene = Scene(source, typed)
        yield from scene.faults()
        for index, error in _errors(source):
            if index not in typed.blank:
                yield from _translated(scene, index, error)


def _errors(source: TableSource) -> Iterator[tuple[int, Any]]:
    """Yield Frictionless' errors with the index of their row, the columns put in our order."""
    positions = source.positions
    if not positions or not source.rows:
        return
    order = list(positions.values())
    resource = Resource(
        data=_stream(source, list(positions), order),
        schema=Schema.from_descriptor(_descriptor(source, positions)),
        dialect=Dialect(header=True, header_rows=[1]),
    )
    with resource:
        for row in resource.row_stream:
            for error in row.errors:
                yield row.row_number - _FIRST_ROW, error


def _stream(source: TableSource, header: list[str], order: Sequence[int]) -> Iterator[list[str]]:
    """Yield the header and the rows one by one, so that no second copy of them is held."""
    yield header
    for row in source.rows:
        yield _reordered(row, order)


def _descriptor(source: TableSource, positions: Mapping[str, int]) -> dict[str, object]:
    """Return the schema with the columns that are there; references are judged by a rule."""
    descriptor = {k: v for k, v in source.schema.descriptor.items() if k != "foreignKeys"}
    entries: Any = descriptor["fields"]
    descriptor["fields"] = [entry for entry in entries if entry["name"] in positions]
    if source.schema.key not in positions:
        del descriptor["primaryKey"]
    return descriptor


def _reordered(row: Cells, order: Sequence[int]) -> list[str]:
    """Return a row with the schema's columns only; a cell that is not there is missing."""
    return [row[at] if at < len(row) else MISSING for at in order]


def _translated(scene: Scene, index: int, error: Any) -> Iterator[Issue]:  # noqa: ANN401 – theirs
    """Yield our finding for an error of Frictionless; a cell already judged gets no second one."""
    name = scene.key if error.type == "primary-key" else getattr(error, "field_name", None)
    if name is None or scene.is_judged(index, name):
        return
    first = _POSITION.search(error.note)
    if error.type in ("primary-key", "unique-error"):
        if first:
            code = "unique" if error.type == "unique-error" else "duplicate-key"
            yield scene.repeated(code, index, name, int(first[1]) - _FIRST_ROW)
        return
    found = _CONSTRAINT.search(error.note)
    code = _CODES.get(found[1], "") if found else error.type
    if code in (*_CODES.values(), "type-error"):
        yield scene.cell(code, index, name)
