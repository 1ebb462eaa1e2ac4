"""A period accepted: its answers become rows of the package, all of them or none."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import cells, descriptor, package, schema, tablefile
from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.check import check
from ckanext.infoprog.core.cycle import asking, tabled
from ckanext.infoprog.core.cycle.answers import Answer, Letter
from ckanext.infoprog.core.cycle.asked import Asked
from ckanext.infoprog.core.cycle.notes import CycleError, stop
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.cycle.reached import computed, metric_wholes, shown
from ckanext.infoprog.core.cycle.store import Kept, Store
from ckanext.infoprog.core.cycle.tabled import Made
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.model import Package, Row, Table, TableSchema
from ckanext.infoprog.core.validation.records import records

TABLES: Final = ("reports", "execution", "metricValues", "indicatorValues")


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that an acceptance adds, alters or takes out; `cells` are what it says otherwise."""

    table: str
    key: str
    kind: str
    cells: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What accepting a period writes, and what that changes; nothing is written yet."""

    tables: Mapping[str, Table]
    changes: tuple[RowChange, ...]
    bodies: tuple[str, ...]
    missing: tuple[str, ...]


def plan(
    folder: Path,
    when: Period,
    letter: Letter | None = None,
    *,
    incomplete: bool = False,
    official: bool | None = None,
) -> Acceptance:
    """Return what accepting the kept answers of a period would write.

    `official` says whether the report enters the list of reports (Resolution 835); None leaves that
    as it is.
    """
    if official:
        _refuse_unofficial(when, letter)
    found = package.read_package(folder)
    every = asking.asked(found, when)
    kept = Store(folder, when).all()
    _refuse_outdated(kept, every)
    missing = tuple(body for body in every if body not in kept)
    if not kept:
        stop("cycle-no-answers", table="reports", period=when.code)
    if missing and not incomplete:
        stop("cycle-incomplete", table="reports", period=when.code, bodies=", ".join(missing))
    given = [kept[body].answer for body in sorted(kept)]
    tables = tables_of(found, when, given, every, letter or Letter(), official=official)
    changes = changes_of(found, tables)
    return Acceptance(MappingProxyType(tables), changes, tuple(sorted(kept)), missing)


def apply(folder: Path, planned: Acceptance, today: date) -> tuple[str, ...]:
    """Write an acceptance and return the tables that changed; new errors in the data refuse it."""
    changed = tuple(dict.fromkeys(change.table for change in planned.changes))
    if not changed:
        return ()
    write(folder, planned.tables, changed, today)
    return changed


def write(folder: Path, tables: Mapping[str, Table], changed: Iterable[str], today: date) -> None:
    """Write tables of a package; where they would bring an error into it, nothing is written."""
    changed = tuple(changed)
    with TemporaryDirectory(prefix="infoprog-") as place:
        copy = Path(place) / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("cycle"))
        for name in changed:
            table = tables[name]
            tablefile.write_table(_path(copy, name), table.rows, table.schema)
        descriptor.write_descriptor(copy)
        _refuse_new_errors(folder, copy, today)
        for name in changed:
            part = _path(folder, name).with_suffix(".part")
            shutil.copyfile(_path(copy, name), part)
        for name in changed:
            _path(folder, name).with_suffix(".part").replace(_path(folder, name))
        descriptor.write_descriptor(folder)


def _path(folder: Path, table: str) -> Path:
    """Return the file of a table."""
    return folder / package.DATA_FOLDER / f"{table}.csv"


def _refuse_outdated(kept: Mapping[str, Kept], every: Mapping[str, Asked]) -> None:
    """Refuse answers to questions that have changed since."""
    issues = []
    for body, one in kept.items():
        asked = every.get(body)
        if asked is None:
            issues.append(issue("form-body", path=one.file, given=body, period=one.answer.period))
        elif asked.version != one.answer.version:
            issues.append(
                issue("form-outdated", path=one.file, body=body, period=one.answer.period)
            )
    if issues:
        raise CycleError(issues)


def _refuse_new_errors(before: Path, after: Path, today: date) -> None:
    """Refuse what would bring an error into data that had none of it."""
    errors = [i for i in check(after, today).findings if i.severity is Severity.ERROR]
    if errors:
        known = {_mark(one) for one in check(before, today).findings}
        fresh = [one for one in errors if _mark(one) not in known]
        if fresh:
            raise CycleError(fresh)


def _mark(found: Issue) -> tuple[str | None, ...]:
    """Return what tells a finding from others, wherever its row stands now."""
    return (found.code, found.table, found.key, found.field)


def _refuse_unofficial(when: Period, letter: Letter | None) -> None:
    """Refuse to list as official what is not of a year, or has neither number nor date."""
    if when.quarter is not None:
        stop("cycle-official-year", table="reports", period=when.code)
    if letter is None or letter.number is None or letter.date is None:
        stop("cycle-official-letter", table="reports", period=when.code)


def changes_of(found: Package, tables: Mapping[str, Table]) -> tuple[RowChange, ...]:
    """Return the rows in which tables differ from those that a package has."""
    return tuple(
        change
        for name, table in tables.items()
        for change in _changes(found.tables.get(name), table)
    )


def tables_of(
    found: Package,
    when: Period,
    given: list[Answer],
    every: Mapping[str, Asked],
    letter: Letter,
    *,
    official: bool | None = None,
) -> dict[str, Table]:
    """Return the tables as they are with the period's rows in place of its earlier ones."""
    reports = {str(row["reportId"]): row for row in found.rows("reports")}
    (programme,) = [row.key for row in records(found, "programme")]
    fresh: dict[str, list[Made]] = {
        "reports": [
            tabled.report(programme, when, letter, reports.get(when.report_id), official=official)
        ],
        "execution": [r for a in given for r in tabled.execution(when, a, every[a.body])],
        "metricValues": list(tabled.metric_values(when, given, every)),
    }
    tables = {name: _with(found, name, rows, when) for name, rows in fresh.items()}
    so_far = replace(found, tables=MappingProxyType({**found.tables, **tables}))
    values = [*_entered(when, given), *_computed(so_far, when)]
    tables["indicatorValues"] = _with(found, "indicatorValues", values, when)
    return {name: table for name, table in tables.items() if table.rows or name in found.tables}


def _entered(when: Period, given: Iterable[Answer]) -> list[Made]:
    """Return the indicators that were entered by hand."""
    return [
        tabled.indicator_value(when, one.key, one.value, one.answer, one.note)
        for answer in given
        for one in answer.indicators
    ]


def _computed(found: Package, when: Period) -> list[Made]:
    """Return the indicators that the period's metrics give."""
    wholes = metric_wholes(found, when)
    own = records(found, "indicatorValues")
    made = []
    for row in records(found, "indicators"):
        exact = computed(row, wholes)
        if exact is not None:
            printed = [one for one in own if one.text("indicatorId") == row.key]
            made.append(tabled.indicator_value(when, row.key, shown(exact, printed), None, None))
    return made


def _with(found: Package, name: str, fresh: list[Made], when: Period) -> Table:
    """Return a table with these rows in place of the report's earlier ones, in order."""
    there = found.tables.get(name)
    declared = there.schema if there else schema.load(found.meta.schema_of(name))
    kept = [row for row in found.rows(name) if row["reportId"] != when.report_id]
    whole = [_whole(row, declared) for row in fresh]
    return Table(name, declared, tuple(tablefile.in_order([*kept, *whole], declared)))


def _whole(row: Made, declared: TableSchema) -> Row:
    """Return a row with every column of its table."""
    return {column: row.get(column) for column in declared.columns}


def _changes(before: Table | None, after: Table) -> list[RowChange]:
    """Return the rows that differ, in the order of their keys."""
    old = before.by_key() if before else {}
    new = after.by_key()
    found = []
    for key in dict.fromkeys((*new, *old)):
        if key not in old:
            found.append(RowChange(after.name, key, "added", ()))
        elif key not in new:
            found.append(RowChange(after.name, key, "removed", ()))
        elif cells_changed := _cells(old[key], new[key], after.schema):
            found.append(RowChange(after.name, key, "changed", cells_changed))
    return found


def _cells(
    old: Row, new: Row, declared: TableSchema
) -> tuple[tuple[str, str | None, str | None], ...]:
    """Return the cells that differ: column, before, after."""
    return tuple(
        (one.name, _said(old, one.name, declared), _said(new, one.name, declared))
        for one in declared.fields
        if old.get(one.name) != new.get(one.name)
    )


def _said(row: Row, name: str, declared: TableSchema) -> str | None:
    """Return a cell as it stands in the file, None where it is missing."""
    value = row.get(name)
    return None if value is None else cells.show(value, declared.field(name))
