"""The work on the rows of one table: what each is, and its cells one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Final, NamedTuple

from ckanext.infoprog.core.ingest.grid import TEXT, GridRow, Merge, place
from ckanext.infoprog.core.ingest.header import (
    BY_NAME,
    BY_TITLE,
    Column,
    Header,
    clean,
    find_header,
    is_numbering,
    is_second_header,
)
from ckanext.infoprog.core.ingest.limits import DEFAULT
from ckanext.infoprog.core.ingest.notes import RefusedError, note
from ckanext.infoprog.core.ingest.tally import Tally
from ckanext.infoprog.core.ingest.values import Outcome, acceptor, normalise
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import MISSING, TableSchema

_TOTAL: Final = re.compile(
    r"(разом|всього|усього|підсумок|загалом|итого|total|subtotal|grand total)\b", re.IGNORECASE
)
_CACHED: Final = 4_096


class FittedRow(NamedTuple):
    """A row of the table: its number in the file, its cells, and the fields refused in it."""

    number: int
    cells: tuple[str, ...]
    refused: tuple[str, ...] = ()


class Fitter:
    """Fits rows to a schema as they come and keeps what must be said."""

    def __init__(
        self, schema: TableSchema, path: str, sheet: str | None, merges: tuple[Merge, ...] = ()
    ) -> None:
        """Begin before the first row."""
        self.schema, self.path, self.sheet, self.merges = schema, path, sheet, merges
        self.header: Header | None = None
        self.refused_rows: list[int] = []
        self._tally = Tally(path, schema.table, sheet)
        self._columns: list[Column] = []
        self._caches: list[dict[tuple[str, str], Outcome]] = []
        self._accepts: list[Callable[[str], bool]] = []
        self._key = -1
        self._blank: list[int] = []

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns found, in the schema's order."""
        return tuple(column.field.name for column in self._columns)

    def issues(self) -> list[Issue]:
        """Return all that was found so far."""
        return self._tally.issues()

    def rows(self, source: Iterator[GridRow]) -> Iterator[FittedRow]:
        """Return the data rows; a source that breaks off ends them with its finding."""
        whole = self._until_broken(source)
        body = self._begin(list(islice(whole, DEFAULT.head_rows)))
        yield from self._data(chain(body, whole) if self.header else ())

    def _until_broken(self, source: Iterator[GridRow]) -> Iterator[GridRow]:
        """Return the rows up to where the source breaks off, which is reported."""
        try:
            yield from source
        except RefusedError as refused:
            self._tally.add(refused.issue)

    def _begin(self, head: list[GridRow]) -> list[GridRow]:
        """Find the header, say what is odd about it, and return the rows behind it."""
        header = self.header = find_header(head, self.schema)
        if header is None:
            self._tally.add(header_missing(self.schema, self.path))
            return []
        order = {name: i for i, name in enumerate(self.schema.columns)}
        self._columns = sorted(header.columns, key=lambda column: order[column.field.name])
        self._caches = [{} for _ in self._columns]
        self._accepts = [acceptor(column.field) for column in self._columns]
        names = self.columns
        self._key = names.index(self.schema.key) if self.schema.key in names else -1
        self._say_titles([row for row in head[: header.position] if not row.is_blank])
        self._say_header(header)
        body = self._skip_headings(head[header.position + 1 :], header)
        self._say_merges(body[0].number if body else header.row + 1)
        return body

    def _say_titles(self, rows: list[GridRow]) -> None:
        """Report the rows above the header."""
        if rows:
            first = next(cell for cell in rows[0].cells if cell.strip())
            self._say("title-rows", row=rows[0].number, value=first, count=len(rows))

    def _say_header(self, header: Header) -> None:
        """Report headings that were not exact, unknown, doubled or missing."""
        for column in self._columns:
            if column.how != BY_NAME:
                self._say(
                    "header-by-title" if column.how == BY_TITLE else "header-repaired",
                    row=header.row,
                    field=column.field.name,
                    value=column.text,
                    place=place(self.sheet, header.row, column.index + 1),
                )
        for index, text in header.unknown:
            name = clean(text[: DEFAULT.heading])
            where = place(self.sheet, header.row, index + 1)
            self._say("extra-column", row=header.row, field=name, value=text, place=where)
        for column in header.twice:
            self._say("duplicate-column", row=header.row, field=column.field.name,
                      value=column.text)  # fmt: skip
        for name in self.schema.columns:
            if name not in self.columns:
                self._say("missing-column", row=header.row, field=name)

    def _say_merges(self, first_row: int) -> None:
        """Report merged cells among the data: only the first of each has the value."""
        for merge in self.merges:
            if merge.bottom >= first_row:
                where = f"{self.sheet}!{merge.address}" if self.sheet else merge.address
                self._say("merged-cells", row=max(merge.top, first_row), place=where)

    def _skip_headings(self, rows: list[GridRow], header: Header) -> list[GridRow]:
        """Return the rows from the first that is no heading any more."""
        for skipped, row in enumerate(rows[:2]):
            if is_numbering(row) and not self._key_only(row):
                self._say("numbering-row", row=row.number)
            elif is_second_header(row, header, self.schema):
                first = next(cell for cell in row.cells if cell.strip())
                self._say("second-header", row=row.number, value=first)
            else:
                return rows[skipped:]
        return rows[2:]

    def _key_only(self, row: GridRow) -> bool:
        """Whether the row is too short to number all columns, so that it may be data."""
        return sum(1 for cell in row.cells if cell.strip()) < len(self._columns)

    def _data(self, rows: Iterable[GridRow]) -> Iterator[FittedRow]:
        """Return the fitted data rows; blank and total rows are reported."""
        empty: set[int] = set(self.header.blank) if self.header else set()
        for row in rows:
            if row.is_blank:
                self._blank.append(row.number)
                continue
            self._say_blank("blank-rows")
            if self._is_total(row) or self._is_ragged(row, empty):
                self.refused_rows.append(row.number)
            else:
                yield self._fit(row)
        self._say_blank("trailing-rows")
        if self.header and empty:
            first = place(self.sheet, self.header.row, min(empty) + 1)
            self._say("empty-columns", row=self.header.row, place=first, count=len(empty))

    def _say_blank(self, code: str) -> None:
        """Report the blank rows that stand before this place."""
        if self._blank:
            self._tally.change(code, None, self._blank[0], "", "", "", len(self._blank))
            self._blank.clear()

    def _is_total(self, row: GridRow) -> bool:
        """Report and tell a total row: its first words say so, and it has no key of its own."""
        first = next(cell for cell in row.cells if cell.strip()).strip()
        if not _TOTAL.match(first):
            return False
        if self._key >= 0:
            index = self._columns[self._key].index
            key = row.cells[index].strip() if index < len(row.cells) else ""
            if key and key != MISSING and not _TOTAL.match(key):
                return False
        self._say("total-row", row=row.number, value=first)
        return True

    def _is_ragged(self, row: GridRow, empty: set[int]) -> bool:
        """Report and tell a row whose cells do not stand under the headings."""
        header = self.header
        if header is None:
            return True
        if len(row.cells) == header.width and not empty:
            return False
        beyond = [i for i in range(header.width, len(row.cells)) if row.cells[i].strip()]
        under = [i for i in empty if i < len(row.cells) and row.cells[i].strip()]
        if extra := sorted(beyond + under):
            self._say("extra-cell", row=row.number, value=row.cells[extra[0]],
                      place=place(self.sheet, row.number, extra[0] + 1))  # fmt: skip
            return True
        if self.sheet is not None or len(row.cells) >= header.width:
            return False  # a workbook stores no cells behind the last filled one
        short = [c.field.name for c in self._columns if c.index >= len(row.cells)]
        if short:
            self._say("missing-cell", row=row.number, field=short[0])
        return bool(short)

    def _fit(self, row: GridRow) -> FittedRow:
        """Return a row with its cells in our written form."""
        cells: list[str] = []
        refused: list[str] = []
        width = len(row.cells)
        for position, column in enumerate(self._columns):
            index = column.index
            raw = row.cells[index] if index < width else ""
            kind = row.kinds[index] if row.kinds and index < width else TEXT
            if kind == TEXT and self._accepts[position](raw):
                cells.append(raw)
                continue
            cache = self._caches[position]
            outcome = cache.get((raw, kind))
            if outcome is None:
                outcome = normalise(raw, kind, column.field)
                if len(cache) < _CACHED:
                    cache[raw, kind] = outcome
            text, codes = outcome
            cells.append(text)
            if codes and self._tell(codes, column, row.number, raw, text):
                refused.append(column.field.name)
        return FittedRow(row.number, tuple(cells), tuple(refused))

    def _tell(self, codes: tuple[str, ...], column: Column, row: int, raw: str, text: str) -> bool:
        """Report what was done to a cell and return whether it is refused."""
        where = place(self.sheet, row, column.index + 1)
        name = None if codes == ("empty-as-null",) else column.field.name
        told = [self._tally.change(code, name, row, raw, text, where) for code in codes]
        return any(told)

    def _say(
        self,
        code: str,
        *,
        row: int | None = None,
        field: str | None = None,
        value: str | None = None,
        **params: str | int,
    ) -> None:
        """Report one finding of the table."""
        table = self.schema.table
        self._tally.add(
            note(code, self.path, table=table, row=row, field=field, value=value, **params)
        )


def header_missing(schema: TableSchema, path: str) -> Issue:
    """Return the finding that no row is the table's header."""
    return note(
        "header-not-found",
        path,
        table=schema.table,
        limit=DEFAULT.head_rows,
        expected=", ".join(schema.columns),
    )
