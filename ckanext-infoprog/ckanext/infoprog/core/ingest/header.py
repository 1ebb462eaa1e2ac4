"""The header among the first rows: columns known by name, by title, or by a repaired name."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.ingest.grid import TEXT, GridRow, letters
from ckanext.infoprog.core.ingest.limits import DEFAULT
from ckanext.infoprog.core.ingest.values import reads_as
from ckanext.infoprog.core.model import Field, FieldType, TableSchema

BY_NAME: Final = "name"
REPAIRED: Final = "repaired"
BY_TITLE: Final = "title"
_INVISIBLE: Final = frozenset({"Cf", "Cc", "Zl", "Zp"})
_LATIN: Final = str.maketrans(
    "аеорсухіїјѕкмтвнАЕОРСУХІЇЈЅКМТВН", "aeopcyxiijskmtbhAEOPCYXIIJSKMTBH"
)
_APOSTROPHES: Final = str.maketrans("’ʼ`ʹ", "''''")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file and the field that it holds."""

    index: int
    text: str
    field: Field
    how: str

    @property
    def letter(self) -> str:
        """The column's letters."""
        return letters(self.index + 1)


@dataclass(frozen=True, slots=True)
class Header:
    """The header row with its columns; the rest by position with their texts."""

    position: int
    row: int
    width: int
    columns: tuple[Column, ...]
    twice: tuple[Column, ...]
    unknown: tuple[tuple[int, str], ...]

    @property
    def blank(self) -> tuple[int, ...]:
        """The positions without a heading."""
        known = {c.index for c in (*self.columns, *self.twice)} | {i for i, _ in self.unknown}
        return tuple(i for i in range(self.width) if i not in known)


class Names:
    """All ways in which the fields of a schema are written in headers."""

    def __init__(self, schema: TableSchema) -> None:
        """Index the fields by name, by repaired name and by titles that are theirs alone."""
        self._exact = {field.name: field for field in schema.fields}
        self._folded = {field.name.casefold(): field for field in schema.fields}
        self._titles = _unique_titles(schema)

    def find(self, text: str) -> tuple[Field, str] | None:
        """Return the field that a heading means and how it was known."""
        if text in self._exact:
            return self._exact[text], BY_NAME
        if len(text) > DEFAULT.heading:
            return None
        plain = clean(text)
        latin = plain.translate(_LATIN).casefold()
        for candidate in (latin, latin.replace(" ", "")):
            if candidate in self._folded:
                return self._folded[candidate], REPAIRED
        title = self._titles.get(_fold_title(plain))
        return (title, BY_TITLE) if title else None


def find_header(rows: Sequence[GridRow], schema: TableSchema) -> Header | None:
    """Return the header among the first rows: the row with most known headings, the first such."""
    names = Names(schema)
    best: Header | None = None
    for position, row in enumerate(rows):
        header = _read(position, row, names)
        filled = sum(1 for cell in row.cells if cell.strip())
        known = len(header.columns)
        enough = known >= min(2, len(schema.fields)) and known * 2 >= filled
        if enough and (best is None or known > len(best.columns)):
            best = header
    return best


def is_second_header(row: GridRow, header: Header, schema: TableSchema) -> bool:
    """Return whether a row repeats the headings in words: titles, or words where values belong."""
    names = Names(schema)
    filled = [cell for cell in row.cells if cell.strip()]
    if len(filled) < 2:
        return False
    if sum(1 for cell in filled if names.find(cell)) * 2 >= len(filled):
        return True
    if set(row.kinds) - {TEXT}:
        return False
    typed = [c for c in header.columns if c.field.type is not FieldType.STRING]
    words = [(c.field, row.cells[c.index]) for c in typed if c.index < len(row.cells)]
    words = [(field, cell) for field, cell in words if cell.strip()]
    return len(words) >= 2 and all(
        any(c.isalpha() for c in cell)
        and not any(c.isdigit() for c in cell)
        and not reads_as(cell, field)
        for field, cell in words
    )


def is_numbering(row: GridRow) -> bool:
    """Return whether a row only numbers the columns: 1, 2, 3 …"""
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    return len(filled) >= 3 and filled == [str(i) for i in range(1, len(filled) + 1)]


def clean(text: str) -> str:
    """Return a heading without invisible signs, with single spaces."""
    visible = "".join(" " if unicodedata.category(c) in _INVISIBLE else c for c in text)
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _read(position: int, row: GridRow, names: Names) -> Header:
    """Return a row as if it were the header."""
    columns: dict[str, Column] = {}
    twice: list[Column] = []
    unknown: list[tuple[int, str]] = []
    for index, text in enumerate(row.cells):
        if not clean(text[: DEFAULT.heading]):
            continue
        found = names.find(text)
        if found is None:
            unknown.append((index, text))
        elif found[0].name in columns:
            twice.append(Column(index, text, *found))
        else:
            columns[found[0].name] = Column(index, text, *found)
    return Header(
        position, row.number, len(row.cells), tuple(columns.values()), tuple(twice), tuple(unknown)
    )


def _unique_titles(schema: TableSchema) -> Mapping[str, Field]:
    """Return the fields by their titles in both languages, without those that two fields share."""
    found: dict[str, Field | None] = {}
    for field in schema.fields:
        for title in {_fold_title(clean(words)) for words in field.title.values()}:
            found[title] = None if title in found else field
    return {title: field for title, field in found.items() if field and title}


def _fold_title(text: str) -> str:
    """Return a title as it is compared: without case, kinds of apostrophes and end marks."""
    return text.translate(_APOSTROPHES).casefold().rstrip(" :.*")
