"""A publication whose web worker dies by SIGKILL, at each of its steps, on the running portal."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.publish.publication import Publication
from ckanext.infoprog.storage.faults import STEPS
from tests.portal.publishing import City, States, wait_for
from tests.portal.readers import Readers

NOT_DECIDED = STEPS[: STEPS.index("decided")]


@pytest.fixture(scope="module")
def states(city: City, tmp_path_factory: pytest.TempPathFactory) -> States:
    """Return two states of the survey, each published once without a fault."""
    return States(city, tmp_path_factory.mktemp("states"))


@pytest.fixture(autouse=True)
def quiet(city: City) -> Iterator[None]:
    """Leave no fault armed and no publication under way behind."""
    yield
    city.settle()


@pytest.mark.parametrize("step", STEPS)
def test_killed_worker(city: City, states: States, step: str) -> None:
    """After a worker is killed the old state or the new one stands whole; it comes to its end."""
    before, after = states.next()
    dated = city.modified()
    with Readers(city) as readers:
        begun = broken_off(city, after.folder, step)
        assert wait_for(lambda: not Path(f"/proc/{city.fired().pid}").exists())
        if step in NOT_DECIDED:
            assert city.signature() == before.signature
            city.publish(after.folder)
        assert city.is_over(begun.id)
    assert city.remote().show(begun.id).state == "done"
    assert readers.wrong() == []
    assert city.signature() == after.signature
    assert city.modified() > dated
    assert city.is_clean()


def test_left_alone(city: City, states: States) -> None:
    """What nobody carries on before its decision is taken back by itself, and says so."""
    before, after = states.next()
    dated, version = city.modified(), city.version()
    with Readers(city) as readers:
        begun = broken_off(city, after.folder, "loaded")
        assert city.is_over(begun.id)
    gone = city.remote().show(begun.id)
    assert (gone.state, (gone.reason or {})["code"]) == ("expired", "expired")
    assert readers.wrong() == []
    assert (city.signature(), city.modified(), city.version()) == (before.signature, dated, version)
    assert city.is_clean()
    assert states.publish(after) == after.signature


def broken_off(city: City, folder: Path, step: str) -> Publication:
    """Publish until the worker that comes to a step is killed; return what was begun."""
    city.arm(step, "kill")
    begun = city.begin(folder)
    if step != "begun":
        with contextlib.suppress(PortalError):
            city.remote().step("commit", begun.id)
    assert city.fired().step == step
    return begun
