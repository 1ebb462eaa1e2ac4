"""The header of a table against its schema: missing, extra, repeated and moved columns."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.tablefile import HEADER_ROW
from ckanext.infoprog.core.validation.sources import TableSource


def examine(source: TableSource) -> Iterator[Issue]:
    """Yield the findings about the header row, unless the table's reader has judged it."""
    if source.numbers is not None:
        return
    yield from _labels(source)
    columns = source.schema.columns
    known = [label for label in dict.fromkeys(source.header) if label in columns]
    if known != [name for name in columns if name in known]:
        yield issue(
            "column-order",
            path=source.path,
            table=source.name,
            row=HEADER_ROW,
            expected=", ".join(columns),
        )


def _labels(source: TableSource) -> Iterator[Issue]:
    """Yield a finding for each column that is missing, unknown or there twice."""
    columns, labels = source.schema.columns, list(source.header)
    once = list(dict.fromkeys(labels))
    faults = [("missing-column", name) for name in columns if name not in once]
    faults += [("extra-column", label) for label in once if label not in columns]
    faults += [("duplicate-column", label) for label in once if labels.count(label) > 1]
    for code, label in faults:
        yield issue(code, path=source.path, table=source.name, row=HEADER_ROW, field=label)
