"""The one flat table of a package for people: the document's rows with its headings and words."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import cells
from ckanext.infoprog.core.derive import flatspec, stated
from ckanext.infoprog.core.derive.flatspec import Column, FromRow, FromRows, Kind, Sum
from ckanext.infoprog.core.derive.stated import Part, Printed
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import (
    Cell,
    Constraints,
    Field,
    FieldType,
    Package,
    Row,
    Table,
    TableSchema,
)
from ckanext.infoprog.core.rows import TypedRow
from ckanext.infoprog.core.validation import money

NAME: Final = "flat"
VERSION: Final = "1.0.0"
SEPARATOR: Final = "; "
KOPIYKAS: Final = 2


def _money_in_force(package: Package) -> Iterator[Row]:
    """Yield the money that holds after the last edition."""
    for one in money.in_force_rows(package, money.editions(package)):
        yield one.row


SELECTIONS: Final[Mapping[str, Callable[[Package], Iterable[Row]]]] = MappingProxyType(
    {"moneyInForce": _money_in_force}
)


@dataclass(frozen=True, slots=True)
class Flat:
    """The flat table with the columns that are added up and the printed totals of them."""

    table: Table
    summed: tuple[str, ...]
    printed: Mapping[str, Printed]


@dataclass(frozen=True, slots=True)
class _Made:
    """One column with its cells; `parts` is what a column of sums is split by."""

    field: Field
    cells: tuple[Cell, ...]
    parts: tuple[Part, ...] | None


def flat(package: Package) -> Flat | None:
    """Return the flat table of a package; None where its own table is already for people."""
    kind = next((one for one in flatspec.kinds() if one.base in package.tables), None)
    if kind is None:
        return None
    columns = _Columns(package, kind)
    made = [one for column in kind.columns for one in columns.made(column)]
    _check_headings(made, package)
    sums = {one.field.name: one.parts for one in made if one.parts is not None}
    printed = stated.totals(package, kind.stated, sums) if kind.stated else {}
    return Flat(_table(kind, made), tuple(sums), MappingProxyType(printed))


def write_csv(table: Table, path: Path) -> None:
    """Write the flat table as CSV; its header are the headings that people know."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.title["uk"] for field in table.schema.fields)
        for row in table.rows:
            writer.writerow([cells.show(row[field.name], field) for field in table.schema.fields])


def _table(kind: Kind, made: list[_Made]) -> Table:
    """Return the columns as a table with a schema of its own."""
    fields = tuple(one.field for one in made)
    places = {field.name: at for at, field in enumerate(fields)}
    lines = zip(*(one.cells for one in made), strict=True)
    rows = tuple(TypedRow(places, line) for line in lines)
    return Table(NAME, _schema(kind, fields), rows)


def _schema(kind: Kind, fields: tuple[Field, ...]) -> TableSchema:
    """Return the schema; in its descriptor a field is named by its heading, as in the CSV."""
    descriptor = {
        "name": NAME,
        "table": NAME,
        "version": VERSION,
        **_texts(kind.title, "title"),
        **_texts(kind.description, "description"),
        "fields": [_descriptor(field) for field in fields],
        "primaryKey": [fields[0].title["uk"]],
        "missingValues": ["null"],
    }
    return TableSchema(
        table=NAME,
        name=NAME,
        version=VERSION,
        title=kind.title,
        description=kind.description,
        fields=fields,
        key=fields[0].name,
        key_parts=None,
        foreign_keys=(),
        order=0,
        descriptor=MappingProxyType(descriptor),
    )


def _descriptor(field: Field) -> dict[str, object]:
    """Return a field as Table Schema writes it; `column` is its name in a database."""
    return {
        "name": field.title["uk"],
        "column": field.name,
        "type": field.type.value,
        **_texts(field.title, "title"),
        **_texts(field.description, "description"),
        **({"decimals": field.decimals} if field.is_money else {}),
        **({"constraints": {"required": True}} if field.constraints.required else {}),
        "example": field.example,
    }


def _texts(texts: Mapping[str, str], name: str) -> dict[str, str]:
    """Return a text in both languages as our descriptors write it."""
    return {name: texts["uk"], f"{name}_en": texts["en"]}


def _check_headings(made: list[_Made], package: Package) -> None:
    """Refuse headings that stand twice, or that name no column."""
    headings = [one.field.title["uk"] for one in made]
    twice = next((one for one in headings if headings.count(one) > 1), None)
    if twice:
        raise PackageError(f"The heading “{twice}” of {package.name} would stand over two columns.")
    unknown = set(package.meta.headings) - {one.field.name for one in made}
    if unknown:
        raise PackageError(f"The heading {min(unknown)} of {package.name} is for no column.")


class _Columns:
    """Makes the columns of one package's flat table, row by row of its base table."""

    def __init__(self, package: Package, kind: Kind) -> None:
        """Keep the rows that the columns are taken from."""
        self._package = package
        self._key = package.tables[kind.base].schema.key
        self._rows = package.rows(kind.base)
        if kind.base == money.MEASURES:
            gone = money.excluded(package, money.editions(package))
            self._rows = tuple(row for row in self._rows if row[self._key] not in gone)
        self._groups: dict[tuple[str, str], Mapping[Cell, list[Row]]] = {}

    def made(self, column: Column) -> Iterator[_Made]:
        """Yield what a column of the declaration becomes: one column, none or several."""
        take = column.take
        if isinstance(take, Sum):
            yield from self._sums(column, take)
            return
        found = tuple(
            self._from_row(row, take) if isinstance(take, FromRow) else self._joined(row, take)
            for row in self._rows
        )
        if not column.optional or any(cell is not None for cell in found):
            yield _Made(self._field(column, found, {}, column.title), found, None)

    def _from_row(self, row: Row, take: FromRow) -> Cell:
        """Return a row's own cell, or the words of the row that it names."""
        cell = row[take.column]
        if cell is None:
            return self._joined(row, take.otherwise) if take.otherwise else None
        if take.of is None:
            return cell
        named = self._package.tables[take.of].by_key().get(str(cell))
        if named is None:
            raise PackageError(f"{cell} in {take.column} is no row of the table {take.of}.")
        return " ".join(str(named[name]) for name in take.show)

    def _joined(self, row: Row, take: FromRows) -> str | None:
        """Return the different texts of the rows that belong to a row."""
        own = self._grouped(take.rows, take.by).get(row[self._key], [])
        if take.order is not None:
            own = sorted(own, key=lambda one: int(str(one[take.order or ""] or 0)))
        words = dict.fromkeys(str(one[take.show]) for one in own if one[take.show] is not None)
        return SEPARATOR.join(words) or None

    def _sums(self, column: Column, take: Sum) -> Iterator[_Made]:
        """Yield a column of sums for each part that the money is split by."""
        rows = [one for one in self._selected(take.rows) if one[take.amount] is not None]
        splits = dict.fromkeys(tuple(one[name] for name in take.each) for one in rows)
        if len(splits) < take.least:
            return
        for split in sorted(splits, key=_order) if take.label is None else splits:
            within = [r for r in rows if tuple(r[name] for name in take.each) == split]
            sums = _added(within, take)
            found = tuple(sums.get(row[self._key]) for row in self._rows)
            parts = tuple(zip(take.each, split, strict=True))
            title = _title(column, take, within, split)
            yield _Made(self._field(column, found, dict(parts), title), found, parts)

    def _grouped(self, rows: str, by: str) -> Mapping[Cell, list[Row]]:
        """Return the rows of a table or selection by the key that they belong to."""
        if (rows, by) not in self._groups:
            groups: dict[Cell, list[Row]] = defaultdict(list)
            for one in self._selected(rows):
                groups[one[by]].append(one)
            self._groups[rows, by] = groups
        return self._groups[rows, by]

    def _selected(self, rows: str) -> list[Row]:
        """Return the rows of a table, or of a selection that bears a name of its own."""
        select = SELECTIONS.get(rows)
        return list(select(self._package) if select else self._package.rows(rows))

    def _field(
        self,
        column: Column,
        found: tuple[Cell, ...],
        parts: Mapping[str, Cell],
        title: Mapping[str, str],
    ) -> Field:
        """Return the field of a column; package.yaml may give the heading of its document."""
        name = column.name.format_map(_Capitals(parts))
        heading = self._package.meta.headings.get(name, title["uk"])
        shown = {key: str(value) for key, value in parts.items()}
        field = Field(
            name=name,
            type=column.type,
            title={"uk": heading, "en": title["en"]},
            description={lang: t.format_map(shown) for lang, t in column.description.items()},
            example="",
            constraints=Constraints(required=column.required),
            decimals=KOPIYKAS if column.type is FieldType.NUMBER else None,
        )
        example = next((cells.show(cell, field) for cell in found if cell is not None), "null")
        return replace(field, example=example)


class _Capitals(dict[str, str]):
    """Parts of a column's name: codes begin with a capital, an absent one leaves nothing."""

    def __init__(self, parts: Mapping[str, Cell]) -> None:
        """Keep the parts as they stand in a name."""
        words = {name: "" if part is None else str(part) for name, part in parts.items()}
        super().__init__({name: word[:1].upper() + word[1:] for name, word in words.items()})


def _title(
    column: Column, take: Sum, rows: list[Row], split: tuple[Cell, ...]
) -> Mapping[str, str]:
    """Return the heading of a column of sums: by the document's word for its part."""
    known = [str(part) for part in split if part is not None]
    words = {name: str(part) for name, part in zip(take.each, split, strict=True)}
    words["words"] = ", ".join(flatspec.codes().get(word, word) for word in known)
    words["label"] = str(next((r[take.label] for r in rows), "")) if take.label else ""
    return {lang: text.format_map(words) for lang, text in column.title.items()}


def _added(rows: list[Row], take: Sum) -> Mapping[Cell, Decimal]:
    """Return the sums of the amounts by the key that they belong to."""
    sums: dict[Cell, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row[take.by]] += Decimal(str(row[take.amount]))
    return dict(sums)


def _order(split: tuple[Cell, ...]) -> tuple[str, ...]:
    """Return the sort value of a split; years follow each other."""
    return tuple(str(part) for part in split)
