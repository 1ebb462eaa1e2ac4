"""A damaged form is refused or read right: never a traceback, never a wrong number.

60 seeded mutants by default; INFOPROG_MUTANTS=500 runs them all.
"""

import os
from dataclasses import asdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ckanext.infoprog.core import catalogue, package
from ckanext.infoprog.core.cycle import asking, collecting
from ckanext.infoprog.core.cycle.answers import Answer
from ckanext.infoprog.core.cycle.asked import Asked
from ckanext.infoprog.core.cycle.collecting import Received
from ckanext.infoprog.core.cycle.period import Period
from tests.core.cycle import filling, mutants, places
from tests.core.cycle.mutants import Mutant, Place

WHEN = Period(2026)
COUNT = int(os.environ.get("INFOPROG_MUTANTS", "60"))


@cache
def every() -> dict[str, Asked]:
    return dict(asking.asked(package.read_package(places.SOURCE), WHEN))


@cache
def form(body: str) -> bytes:
    """Return a form with an answer to everything."""
    with TemporaryDirectory() as folder:
        one = every()[body]
        path = filling.fill(filling.make(one, Path(folder)), filling.full(one))
        return path.read_bytes()


def received(data: bytes) -> Received:
    return collecting.receive(data, "form.xlsx", every(), places.NAME, WHEN)


def cells(answer: Answer | None) -> dict[Place, object]:
    """Return what an answer holds, cell by cell."""
    if answer is None:
        return {}
    return {
        (sheet, row.key, name): value
        for sheet in ("measures", "metrics", "indicators")
        for row in getattr(answer, sheet)
        for name, value in asdict(row).items()
    }


@cache
def right(body: str) -> dict[Place, object]:
    found = received(form(body))
    assert found.ok
    return cells(found.answer)


@pytest.mark.parametrize("seed", range(COUNT))
def test_mutant(seed: int):
    """A mutant that is taken says what the form said, and what was typed where it was typed."""
    body = places.BODIES[seed % len(places.BODIES)]
    mutant = Mutant(seed, form(body))
    one = received(mutant.data)
    for issue in one.issues:
        assert all(catalogue.explain(issue, lang) for lang in ("uk", "en"))
    assert one.ok or one.issues
    if not one.ok:
        return
    found, wanted = cells(one.answer), right(body)
    rows_typed = {(sheet, key) for sheet, key, _ in mutant.typed}
    for place, value in found.items():
        typed = mutant.typed.get(place)
        if isinstance(value, Decimal) and place in mutant.typed:
            assert value == mutants.meant(typed), (mutant.chain, place, typed)
        elif place[:2] not in rows_typed:
            assert value == wanted[place], (mutant.chain, place)
    lost = {place[:2] for place in wanted} - {place[:2] for place in found} - rows_typed
    assert not lost, mutant.chain


def test_some_of_each():
    """Among the mutants there are those that are taken and those that are not."""
    outcomes = {received(Mutant(seed, form(places.BODIES[0])).data).ok for seed in range(0, 40, 2)}
    assert outcomes == {True, False}
