"""A job on a target is followed without getting in its way."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ckanext.infoprog.core.client import Client
from ckanext.infoprog.core.harvest.jobs import Job, Pace, follow
from tests.core.client import wire

Shown = dict[str, object]
IN_HAND: Shown = {"id": "j", "status": "Running", "stats": {"null": 2}}
ALL_DONE: Shown = {"id": "j", "status": "Running", "stats": {"added": 2}}
FINISHED: Shown = {"id": "j", "status": "Finished", "stats": {"added": 2}}
NO_ERRORS: Shown = {"gather_errors": [], "object_errors": {}}


def followed(states: Sequence[Shown], patience: float = 60.0) -> tuple[Job, list[int]]:
    """Follow a job that shows these states; return its end and after which the target was asked."""
    looks, turns = 0, []

    def choose(_at: int, request: str) -> bytes:
        nonlocal looks
        if "harvest_jobs_run" in request:
            turns.append(looks)
            return wire.result({})
        if "harvest_job_report" in request:
            return wire.result(NO_ERRORS)
        looks += 1
        return wire.result(states[min(looks, len(states)) - 1])

    with wire.answering(choose) as at:
        pace = Pace(poll=0.01, longest=20.0, patience=patience)
        return follow(Client(at.address), "j", "s", lambda _: None, pace), turns


def test_all_done():
    """Once nothing is in hand the target is asked to put an end to the job."""
    job, turns = followed([IN_HAND, IN_HAND, ALL_DONE, FINISHED])
    assert job.is_well
    assert turns == [3]


@pytest.mark.parametrize("count", [1, 5])
def test_in_hand(count: int):
    """While datasets are in hand it is not asked: it would have them imported twice."""
    assert followed([IN_HAND] * count + [FINISHED])[1] == []


def test_forgotten():
    """Datasets that nobody has moved for long count as forgotten, and the target is asked."""
    job, turns = followed([IN_HAND] * 30 + [FINISHED], patience=0.05)
    assert job.is_over
    assert turns
