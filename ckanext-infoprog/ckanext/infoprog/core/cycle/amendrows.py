"""A decision as rows of the package's tables: what it replaces stays beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import keys, schema, tablefile
from ckanext.infoprog.core.cycle.amendment import Added, Aimed, Amendment, Decision, Paid
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.model import Cell, Package, Row, Table, TableSchema
from ckanext.infoprog.core.validation import editioned, indicators, money
from ckanext.infoprog.core.validation.records import Record, records

EXECUTORS: Final = "measureExecutants"
RESPONSIBLE: Final = "responsible"
CURRENCY: Final = "UAH"
PREFIX: Final = "amendment"
Made = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Amended:
    """A package with a new edition in it; `total` is the programme's amount as it is stated now."""

    package: Package
    edition: str
    tables: tuple[str, ...]
    total: Decimal | None


def amended(package: Package, found: Amendment, summary: str) -> Amended:
    """Return the package with what a decision says; `summary` says it where the decision does not.

    Only tables that change are named.
    """
    made = _Rows(package, found, summary)
    fresh = {
        money.EDITIONS: [made.edition()],
        money.MEASURES: made.measures(),
        money.MEASURE_EDITIONS: made.wordings(),
        EXECUTORS: made.executors(),
        money.FUNDING: made.funding(),
        indicators.VALUES: made.values(indicators.VALUES),
        indicators.METRIC_VALUES: made.values(indicators.METRIC_VALUES),
    }
    tables = {name: _merged(package, name, rows) for name, rows in fresh.items() if rows}
    after = replace(package, tables=MappingProxyType({**package.tables, **tables}))
    total = _total(after, found.decision)
    (programme,) = package.rows(money.PROGRAMME)
    if programme["totalAmount"] != total:
        row: Row = {**programme, "totalAmount": total}
        tables[money.PROGRAMME] = _merged(package, money.PROGRAMME, [row])
        after = replace(package, tables=MappingProxyType({**package.tables, **tables}))
    return Amended(after, made.key, tuple(tables), total)


def summed(package: Package) -> Decimal:
    """Return the money in force of a package."""
    rows = money.in_force_rows(package, money.editions(package))
    return sum((money.amount_of(row) or Decimal(0) for row in rows), Decimal(0))


def _total(after: Package, decision: Decision) -> Decimal | None:
    """Return the programme's amount: as printed, else the one before while it still holds."""
    if decision.total is not None:
        return decision.total
    (programme,) = records(after, money.PROGRAMME)
    stated = programme.decimal("totalAmount")
    return stated if stated == summed(after) else None


class _Rows:
    """Makes the rows of one decision."""

    def __init__(self, package: Package, found: Amendment, summary: str) -> None:
        """Choose the edition's number and key."""
        self._package, self._found, self._summary = package, found, summary
        self._place = found.decision.called
        order = money.editions(package)
        self._first = order[0]
        numbers = [row.text("number") or "" for row in records(package, money.EDITIONS)]
        whole = [int(number) for number in numbers if number.isdecimal()]
        self.number = max([len(order), *whole]) + 1
        self.key = next(
            name for at in range(self.number - 1, self.number + len(order) + 1)
            if (name := f"{PREFIX}-{at}") not in order
        )  # fmt: skip
        self._now = editioned.wordings(package)

    def edition(self) -> Made:
        """Return the row of the edition."""
        decision = self._found.decision
        (programme,) = records(self._package, money.PROGRAMME)
        return {
            "editionId": self.key,
            "programmeId": programme.key,
            "number": str(self.number),
            "legalActType": decision.kind,
            "legalActTitle": decision.title,
            "legalActNumber": decision.number,
            "legalActAccepted": decision.accepted,
            "legalActUrl": decision.url,
            "validFrom": decision.valid_from,
            "changes": decision.changes or self._summary,
            "sourceRef": self._place,
        }

    def measures(self) -> list[Made]:
        """Return the measures in their new wording, and those that are added."""
        made = []
        for key, said in self._said().items():
            row = self._now[key].measure.row
            made.append({**row, **said, "editionId": self.key, "sourceRef": self._place})
        return [*made, *(self._added(one) for one in self._found.added)]

    def _said(self) -> Mapping[str, Made]:
        """Return what is said anew of each measure, by columns."""
        found: dict[str, Made] = {}
        for one in self._found.reworded:
            cells: Made = {
                "title": one.title, "startYear": one.start, "endYear": one.end,
                "termText": one.term, "expectedResult": one.expected,
            }  # fmt: skip
            found[one.measure] = {n: cell for n, cell in cells.items() if cell is not None}
        return found

    def _added(self, one: Added) -> Made:
        """Return the row of a measure that is added."""
        return {
            "measureId": one.measure,
            "directionId": one.direction,
            "taskId": None,
            "title": one.title,
            "startYear": one.start,
            "endYear": one.end,
            "termText": one.term,
            "expectedResult": one.expected,
            "editionId": self.key,
            "sourceRef": self._place,
        }

    def wordings(self) -> list[Made]:
        """Return each measure as the decision leaves it, and as it was where that is not kept."""
        said, made = self._said(), []
        for key in (*said, *self._found.excluded):
            now = self._now[key].record
            if not self._is_kept(key):
                made.append(self._wording(now, now.text("editionId") or self._first, "adopted"))
            change = "changed" if key in said else editioned.EXCLUDED
            fresh = self._wording(now, self.key, change) | said.get(key, {})
            made.append({**fresh, "sourceRef": self._place})
        for one in self._found.added:
            row = self._added(one)
            cells = {name: row[name] for name in editioned.WORDING}
            made.append(self._keyed(one.measure, self.key, editioned.ADDED, cells, self._place))
        return made

    def _is_kept(self, measure: str) -> bool:
        """Return whether an edition of the measure stands in the table already."""
        rows = records(self._package, money.MEASURE_EDITIONS)
        return any(row.text("measureId") == measure for row in rows)

    def _wording(self, now: Record, edition: str, change: str) -> Made:
        """Return a measure as it stands, said to be of an edition."""
        cells = {name: now.cell(name) for name in editioned.WORDING}
        change = "changed" if change == "adopted" and edition != self._first else change
        return self._keyed(now.key, edition, change, cells, now.text("sourceRef"))

    def _keyed(
        self, measure: str, edition: str, change: str, cells: Made, place: str | None
    ) -> Made:
        """Return a row of a measure's edition with its key."""
        return {
            "id": keys.build_key([measure, edition]), "measureId": measure, "editionId": edition,
            "change": change, **cells, "sourceRef": place,
        }  # fmt: skip

    def executors(self) -> list[Made]:
        """Return who carries out the measures that are added."""
        names = {row.key: row.text("name") for row in records(self._package, "executants")}
        return [
            {
                "id": keys.build_key([one.measure, body, RESPONSIBLE]),
                "measureId": one.measure,
                "executantId": body,
                "role": RESPONSIBLE,
                "sourceRef": self._place,
                "executantLabel": names[body],
                "position": at,
                "basis": "document",
            }
            for one in self._found.added
            for at, body in enumerate(one.executants, 1)
        ]

    def funding(self) -> list[Made]:
        """Return the money that the decision sets; a new measure without any says so in a row."""
        paid = {one.measure for one in self._found.paid}
        bare = [
            Paid(one.measure, None, None, None, None, None, "notStated", None)
            for one in self._found.added
            if one.measure not in paid
        ]
        return [self._money(one) for one in (*self._found.paid, *bare)]

    def _money(self, one: Paid) -> Made:
        """Return a row of money."""
        row: Made = {
            "measureId": one.measure,
            "tableId": money.primary_table(self._package),
            "editionId": self.key,
            "source": one.source,
            "sourceLabel": one.label,
            "fund": one.fund,
            "executantId": one.executant,
            "year": one.year,
            "fundingKind": one.kind,
            "fundingText": None if one.amount is not None else word(one.kind),
            "amount": one.amount,
            "amountPrinted": None,
            "currency": CURRENCY,
            "sourceRef": self._place,
        }
        return self._suffixed("fundingId", money.FUNDING, row)

    def values(self, table: str) -> list[Made]:
        """Return the targets or forecasts that the decision sets."""
        own = [one for one in self._found.aimed if one.table == table]
        kind = indicators.TARGET if table == indicators.VALUES else indicators.FORECAST
        owner = "indicatorId" if table == indicators.VALUES else "metricId"
        return [self._value(one, table, owner, kind) for one in own]

    def _value(self, one: Aimed, table: str, owner: str, kind: str) -> Made:
        """Return a target or a forecast."""
        row: Made = {
            owner: one.owner,
            "executantId": one.executant,
            "valueType": kind,
            "year": one.year,
            "value": one.value,
            "textValue": one.text,
            "editionId": self.key,
            "sourceRef": self._place,
        }
        return self._suffixed("valueId", table, row)

    def _suffixed(self, name: str, table: str, row: Made) -> Made:
        """Return a row with its key, which ends in the edition."""
        parts = schema.load(table).key_parts
        if parts is None:
            raise KeyError(table)
        return {name: keys.key_of(row, parts, ("editionId",)), **row}


def _merged(package: Package, name: str, fresh: Iterable[Row]) -> Table:
    """Return a table with these rows in the place of those with the same keys, in order."""
    there = package.tables.get(name)
    declared = there.schema if there else schema.load(package.meta.schema_of(name))
    rows = {str(row[declared.key]): row for row in there.rows} if there else {}
    rows |= {str(row[declared.key]): row for row in _whole(fresh, declared)}
    return Table(name, declared, tuple(tablefile.in_order(rows.values(), declared)))


def _whole(rows: Iterable[Row], declared: TableSchema) -> Iterator[Row]:
    """Yield rows with every column of their table."""
    for row in rows:
        yield {column: row.get(column) for column in declared.columns}
