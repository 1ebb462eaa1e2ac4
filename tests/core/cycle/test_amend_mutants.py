"""A damaged workbook of a decision is refused or read right: never a traceback or a wrong number.

40 seeded mutants by default; INFOPROG_MUTANTS=500 runs as many.
"""

import os
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ckanext.infoprog.core import catalogue, package
from ckanext.infoprog.core.cycle import amending, declared
from ckanext.infoprog.core.cycle.amendment import Amendment
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.keys import build_key
from tests.core.cycle import amendfilling, mutants, places
from tests.core.cycle.mutants import Mutant

COUNT = int(os.environ.get("INFOPROG_MUTANTS", "40"))
PACKAGE = package.read_package(places.SOURCE)
Fact = tuple[str, str, object]  # sheet, key, what is said


@cache
def book() -> bytes:
    with TemporaryDirectory() as folder:
        path = amendfilling.make(places.SOURCE, Path(folder))
        return amendfilling.fill(path).read_bytes()


def read(data: bytes) -> tuple[Amendment | None, list[Issue]]:
    return amending.read(PACKAGE, data, "book.xlsx", amendfilling.TODAY)


def facts(found: Amendment) -> set[Fact]:
    """Return what a decision says, row by row; rows of new things are known by no key."""
    told: set[Fact] = {("decision", "", found.decision)}
    told |= {("changed", one.measure, one) for one in found.reworded}
    told |= {("changed", key, "excluded") for key in found.excluded}
    told |= {("added", "", one) for one in found.added}
    for one in found.paid:
        key = build_key([one.measure, one.source, one.fund, one.executant, one.year])
        old = key in amendfilling.WHOLE["money"] or one.measure != "2.5"
        told.add(("money" if old else "newmoney", key if old else "", one))
    for aim in found.aimed:
        kind = "target" if aim.owner.startswith("ind") else "forecast"
        key = build_key([aim.owner, aim.executant, kind, aim.year])
        told.add((f"{kind}s", key, aim))
    return told


@cache
def right() -> frozenset[Fact]:
    found, issues = read(book())
    assert found is not None
    assert [one for one in issues if one.severity is Severity.ERROR] == []
    return frozenset(facts(found))


@pytest.mark.parametrize("seed", range(COUNT))
def test_mutant(seed: int):
    """A mutant that is taken says what the workbook said, and what was typed where it was typed."""
    mutant = Mutant(seed, book(), declared.AMENDMENT)
    found, issues = read(mutant.data)
    for issue in issues:
        assert all(catalogue.explain(issue, lang) for lang in ("uk", "en"))
    if found is None or any(one.severity is Severity.ERROR for one in issues):
        assert issues
        return
    typed = {(sheet, "" if sheet in ("decision", "added", "newmoney") else key)
             for sheet, key, _ in mutant.typed}  # fmt: skip
    other = {fact for fact in facts(found) ^ right() if fact[:2] not in typed}
    assert not other, mutant.chain
    said = {fact[:2]: fact[2] for fact in facts(found)}
    for (sheet, key, column), value in mutant.typed.items():
        one = said.get((sheet, key))
        number = getattr(one, "amount" if sheet == "money" else "value", None)
        if column in ("newAmount", "newValue") and isinstance(number, Decimal):
            assert number == mutants.meant(value), (mutant.chain, key, value)


def test_some_of_each():
    """Among the mutants there are those that are taken and those that are not."""
    outcomes = set()
    for seed in range(0, 40, 2):
        found, issues = read(Mutant(seed, book(), declared.AMENDMENT).data)
        outcomes.add(found is not None and all(i.severity is not Severity.ERROR for i in issues))
    assert outcomes == {True, False}
