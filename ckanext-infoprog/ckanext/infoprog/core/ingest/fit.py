"""From a grid to a table: the sheet chosen, the header found, cells in our written form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ckanext.infoprog.core.errors import UsageError
from ckanext.infoprog.core.ingest.fitter import FittedRow, Fitter, header_missing
from ckanext.infoprog.core.ingest.grid import Grid, Reading
from ckanext.infoprog.core.ingest.header import Header, find_header
from ckanext.infoprog.core.ingest.limits import DEFAULT
from ckanext.infoprog.core.ingest.notes import note
from ckanext.infoprog.core.ingest.read import Stream
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import TableSchema


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table as far as it was found: `rows` hold the cells of `columns`, in the schema's order.

    Data rows of the file = `rows` + `refused_rows`; every refused row has a finding that says why.
    """

    schema: TableSchema
    sheet: str | None = None
    header: Header | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[FittedRow, ...] = ()
    refused_rows: tuple[int, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def found(self) -> bool:
        """Whether the table's header was found."""
        return self.header is not None


class FittedStream:
    """A table fitted row by row; `columns` and `issues` are complete once the rows are spent."""

    def __init__(self, stream: Stream, schema: TableSchema) -> None:
        """Keep what is needed to begin."""
        self._stream = stream
        self._fitter = Fitter(schema, stream.name, None)

    def rows(self) -> Iterator[FittedRow]:
        """Return the fitted rows; a file that breaks off ends them with a finding."""
        return self._fitter.rows(self._stream.rows())

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns found, in the schema's order."""
        return self._fitter.columns

    @property
    def refused_rows(self) -> tuple[int, ...]:
        """The numbers of the rows that were not taken."""
        return tuple(self._fitter.refused_rows)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All findings of reading and fitting so far, in order."""
        refusal = [self._stream.refusal] if self._stream.refusal else []
        return tuple(sorted([*self._stream.notes, *refusal, *self._fitter.issues()]))


def fit(source: Reading | Grid, schema: TableSchema, path: str = "") -> Fitted:
    """Return the table of a file or sheet; findings of fitting only, not those of reading."""
    if isinstance(source, Grid):
        return _fit_grid(source, schema, path, [])
    path = path or source.name
    if source.refusal:
        return Fitted(schema)
    if source.archive is not None:
        raise UsageError(f"{path} is a package. Read its members one by one.")
    chosen, notes = _choose(source, schema, path)
    return _fit_grid(chosen, schema, path, notes) if chosen else Fitted(schema, issues=tuple(notes))


def _fit_grid(grid: Grid, schema: TableSchema, path: str, notes: list[Issue]) -> Fitted:
    """Return the table of one sheet."""
    fitter = Fitter(schema, path, grid.sheet, grid.merges)
    rows = tuple(fitter.rows(iter(grid.rows)))
    return Fitted(
        schema,
        grid.sheet,
        fitter.header,
        fitter.columns,
        rows,
        tuple(fitter.refused_rows),
        tuple(sorted([*notes, *fitter.issues()])),
    )


def _choose(reading: Reading, schema: TableSchema, path: str) -> tuple[Grid | None, list[Issue]]:
    """Return the visible sheet with the table, or none and the finding; other sheets are told."""
    open_grids = [grid for grid in reading.grids if not grid.hidden and grid.rows]
    if len(open_grids) == 1:
        return open_grids[0], []
    known = {}
    for index, grid in enumerate(open_grids):
        header = find_header(grid.rows[: DEFAULT.head_rows], schema)
        known[index] = len(header.columns) if header else 0
    most = max(known.values(), default=0)
    best = [index for index, count in known.items() if count == most]
    if not most:
        return None, [header_missing(schema, path)]
    if len(best) > 1:
        names = ", ".join(open_grids[index].sheet or "" for index in best)
        return None, [note("sheet-ambiguous", path, table=schema.table, sheets=names)]
    chosen = open_grids[best[0]]
    return chosen, [
        note("other-sheet", path, table=schema.table, sheet=grid.sheet, chosen=chosen.sheet)
        for grid in open_grids
        if grid is not chosen
    ]
