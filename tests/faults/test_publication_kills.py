"""A publication struck at each of its steps: every process that has a part in it, one at a time."""

from __future__ import annotations

import contextlib
import os
import signal
import time

import pytest

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.publish.publication import Publication
from ckanext.infoprog.storage.faults import STEPS
from tests.faults import victims
from tests.faults.conftest import Row
from tests.faults.victims import STRIKES, Client, Command
from tests.portal.publishing import City, State, States, wait_for
from tests.portal.readers import Readers

MINUTE = 60
DECIDED = STEPS.index("decided")
FORWARD = STEPS[DECIDED + 1 :]  # what a process comes to that takes over


@pytest.mark.parametrize("struck", STRIKES)
@pytest.mark.parametrize("step", STEPS)
def test_strike(city: City, states: States, kills: list[Row], step: str, struck: str) -> None:
    """Whatever dies at whatever step: a state stands whole, and the next command ends in the new.
    Every reader saw one of the two states; nothing of the work is left behind.
    """
    before, after = states.next()
    dated = city.modified()
    with Readers(city) as readers:
        city.arm(step, "wait")
        client = (Command if struck == "client" else Client)(city, after.folder)
        pid = city.fired().pid
        begun = city.last()
        STRIKES[struck](city, pid, client)
        struck_at = time.monotonic()
        city.disarm()
        ended_by = _end(city, begun, client, after)
        seconds = time.monotonic() - struck_at
        assert victims.well(city)
        ended_by = ended_by or _by_whom(city, begun, pid)
        kills.append(Row(step, struck, begun.state, ended_by, round(seconds, 1), client.wait()))
    _check(city, readers, begun, after, dated)


@pytest.mark.parametrize("step", STEPS)
def test_zombie(city: City, states: States, kills: list[Row], step: str) -> None:
    """A worker that stood still while another ended its publication changes nothing any more."""
    before, after = states.next()
    dated = city.modified()
    with Readers(city) as readers:
        city.arm(step, "stop")
        client = Client(city, after.folder)
        pid = city.fired().pid
        begun = city.last()
        try:
            victims.cut(city, pid)
            struck_at = time.monotonic()
            if not begun.decided:
                city.publish(after.folder)
            assert city.is_over(begun.id, MINUTE), city.last().state
            seconds = time.monotonic() - struck_at
            steps = city.remote().show(begun.id).steps
        finally:
            os.kill(pid, signal.SIGCONT)
        told = client.wait()
    who = "the next command" if not begun.decided else _by_whom(city, begun, pid)
    kills.append(Row(step, "zombie", begun.state, who, round(seconds, 1), told))
    assert city.remote().show(begun.id).steps == steps
    _check(city, readers, begun, after, dated)


@pytest.mark.parametrize("step", FORWARD)
def test_recovery_killed(city: City, states: States, kills: list[Row], step: str) -> None:
    """A recovery that is killed itself, at any step, is finished by the next one."""
    before, after = states.next()
    dated = city.modified()
    with Readers(city) as readers:
        city.arm("decided", "kill")
        begun = city.begin(after.folder)
        with contextlib.suppress(PortalError):
            city.remote(tries=1).step("commit", begun.id)
        city.fired()
        struck_at = time.monotonic()
        city.arm(step, "kill")
        city.fired()
        city.disarm()
        assert city.is_over(begun.id, MINUTE)
        seconds = time.monotonic() - struck_at
    assert victims.well(city)
    kills.append(Row(step, "recovery", "decided", "reconcile", round(seconds, 1), "–"))
    _check(city, readers, begun, after, dated)


def _end(city: City, begun: Publication, client: Client, after: State) -> str:
    """Wait for the end; where the client is gone before the decision, publish anew."""

    def settled() -> bool:
        shown = city.remote(tries=1).show(begun.id)
        return shown.over or (client.is_over() and not shown.decided)

    assert wait_for(settled, 2 * MINUTE), f"{begun.id} does not end"
    if city.remote().show(begun.id).state == "done":
        return ""
    client.wait()
    done = city.publish(after.folder).publication
    assert done is not None
    assert done.state in ("done", "unchanged")
    assert city.is_over(begun.id)  # what is public already may still be carried to its end
    return "the next command"


def _by_whom(city: City, begun: Publication, pid: int) -> str:
    """Return who wrote a publication's last step."""
    last = city.remote().show(begun.id).steps[-1]["pid"]
    known = {pid: "the same worker", city.pid("city-reconcile"): "reconcile"}
    return known.get(last, "another worker")


def _check(city: City, readers: Readers, begun: Publication, after: State, dated: str) -> None:
    """Assert what holds after every fault."""
    ended = city.remote().show(begun.id)
    assert ended.state == "done" or ended.reason
    assert readers.wrong() == []
    assert city.signature() == after.signature
    assert city.modified() > dated
    assert city.is_clean()
