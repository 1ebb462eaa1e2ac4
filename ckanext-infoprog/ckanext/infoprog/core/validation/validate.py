"""Validation of what was read: structure, then rules, then what is known of the findings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package, Table, resource_name
from ckanext.infoprog.core.validation import acknowledge, rules, structure
from ckanext.infoprog.core.validation.engine import Engine
from ckanext.infoprog.core.validation.frictionless_engine import FrictionlessEngine
from ckanext.infoprog.core.validation.rule import Rule
from ckanext.infoprog.core.validation.sources import TableSource, Target

UNREADABLE: Final = "unreadable-table"


@dataclass(frozen=True, slots=True)
class Validated:
    """All findings, sorted; apart the known ones with the id of the discrepancy that names them."""

    package: Package
    findings: tuple[Issue, ...]
    known: tuple[tuple[Issue, str], ...]


def validate(target: Target, engine: Engine | None = None) -> Validated:
    """Return every finding about the tables of a target; nothing in them raises."""
    judge = engine or FrictionlessEngine()
    judged = [structure.examine(source, judge) for source in target.tables]
    package = Package(target.meta, MappingProxyType({j.table.name: j.table for j in judged}))
    unread = {i.table for i in target.issues if i.code == UNREADABLE and i.table}
    broken = {j.table.name for j in judged if not j.whole} | unread
    keyless = unread | {j.table.name for j in judged if _is_keyless(j.table)}
    fitting = [rule for rule in rules.distinct() if rule.alone or not target.alone]
    held = [rule for rule in fitting if broken.intersection(rule.needs)]
    applied = [rule for rule in fitting if rule not in held]
    led = (i for i in _apply(applied, package) if not _leads_to(i, keyless))
    found = _placed(led, target.tables)
    known = acknowledge.separate(package, found, _codes(applied) - _codes(held))
    findings = [
        *target.issues,
        *(i for j in judged for i in j.issues),
        *_placed(known.findings, target.tables),
        *_held(held, broken, target.tables),
    ]
    return Validated(package, tuple(sorted(findings, key=attrgetter("sort_key"))), known.known)


def _is_keyless(table: Table) -> bool:
    """Return whether no row's key could be read, though there are rows."""
    return bool(table.rows) and all(row[table.schema.key] is None for row in table.rows)


def _leads_to(found: Issue, keyless: Collection[str]) -> bool:
    """Return whether a finding only repeats that the keys it looks for could not be read."""
    aim = found.param("target")
    return aim is not None and any(aim in (name, resource_name(name)) for name in keyless)


def _codes(found: Iterable[Rule]) -> frozenset[str]:
    """Return the codes that the rules look for."""
    return frozenset(code for rule in found for code in rule.codes)


def _apply(applied: Iterable[Rule], package: Package) -> Iterator[Issue]:
    """Yield the findings of the rules."""
    for rule in applied:
        yield from rule.apply(package)


def _placed(found: Iterable[Issue], tables: Iterable[TableSource]) -> list[Issue]:
    """Return the findings with the file and the row number that their table has there."""
    sources = {source.name: source for source in tables}
    return [_in_file(i, sources.get(i.table or "")) for i in found]


def _in_file(found: Issue, source: TableSource | None) -> Issue:
    """Return a finding of a rule with its place in the file."""
    if source is None or found.path:
        return found
    row = None if found.row is None else source.number(found.row - 2)
    return replace(found, path=source.path, row=row)


def _held(
    held: Iterable[Rule], broken: Collection[str], tables: Iterable[TableSource]
) -> Iterator[Issue]:
    """Yield a notice for each unreadable table with the rules that wait for it."""
    for source in tables:
        codes = [c for r in held if source.name in r.needs for c in r.codes]
        if source.name in broken and codes:
            yield issue(
                "rules-held", path=source.path, table=source.name, rules=", ".join(sorted(codes))
            )
