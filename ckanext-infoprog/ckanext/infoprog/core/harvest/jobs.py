"""A job on a target: started, followed, told as it is.

A target says of a job that it is over only when its own clock-work (`harvester run`) comes by. An
administrator's call does the same; anybody else has to wait, however long all is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ckanext.infoprog.core.client import Client, PortalError

ACTIONS: Final = "api/3/action"
FINISHED: Final = "Finished"
_OPEN: Final = ("New", "Running", "Finishing")
_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Job:
    """How far a job is; `waiting` are the datasets that nothing is known of yet."""

    id: str
    status: str
    counts: Mapping[str, int] = field(default_factory=dict)
    errors: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether the target says so."""
        return self.status == FINISHED

    @property
    def waiting(self) -> int:
        """How many datasets have not come to an end."""
        return self.counts.get("null", 0)

    @property
    def done(self) -> int:
        """How many datasets have come to an end, good or bad."""
        return sum(count for name, count in self.counts.items() if name != "null")

    @property
    def is_well(self) -> bool:
        """Whether it is over and nothing went wrong."""
        return self.is_over and not self.errors and not self.counts.get("errored")


Tell = Callable[[Job], None]


@dataclass(frozen=True, slots=True)
class Pace:
    """How often to ask and how long to follow, in seconds."""

    poll: float = 2.0
    longest: float = 3600.0
    patience: float = 60.0  # after which datasets in hand count as forgotten by the target


def start(client: Client, source: str) -> str:
    """Start a job of a source and return its id; one that is not over yet is taken up."""
    for status in _OPEN:
        known = _see(client, "harvest_job_list", source_id=source, status=status)
        if known:
            return str(known[0]["id"])
    body = {"source_id": source, "run": True}
    made = client.post(ACTIONS, "harvest_job_create", body=body, again=False)
    return str(made.data["result"]["id"])


def follow(client: Client, job: str, source: str, tell: Tell, pace: Pace) -> Job:
    """Return the job at its end, or as it stands when the time is over."""
    begun = moved = time.monotonic()
    counts: Mapping[str, int] = {}
    may_turn = True
    while True:
        now = show(client, job)
        tell(now)
        if now.is_over or time.monotonic() >= begun + pace.longest:
            return _with_errors(client, now)
        if now.counts != counts:
            counts, moved = now.counts, time.monotonic()
        # The clock-work sends again what is in hand: then the target would import it twice.
        is_stuck = time.monotonic() >= moved + pace.patience
        if may_turn and (is_stuck or not now.waiting):
            may_turn, moved = _turn(client, source), time.monotonic()
        time.sleep(pace.poll)


def show(client: Client, job: str) -> Job:
    """Return how far a job is."""
    told = _see(client, "harvest_job_show", id=job)
    counts = {str(name): int(count) for name, count in (told.get("stats") or {}).items()}
    return Job(str(told["id"]), str(told["status"]), counts)


def _turn(client: Client, source: str) -> bool:
    """Let the target look after its jobs now; return whether the caller may ask for that."""
    try:
        client.post(ACTIONS, "harvest_jobs_run", body={"source_id": source}, again=False)
    except PortalError as error:
        if error.code in ("denied", "not-found"):
            return False
        if error.lost or error.code in ("server-fault", "invalid"):
            return True
        raise
    return True


def _with_errors(client: Client, job: Job) -> Job:
    """Return the job with what went wrong, each in a line."""
    try:
        told = _see(client, "harvest_job_report", id=job.id)
    except PortalError as error:
        if error.code != "denied":
            raise
        return job
    return Job(job.id, job.status, job.counts, tuple(_errors(told)))


def _errors(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield what went wrong while gathering, then with single datasets."""
    for one in told["gather_errors"][:_MOST]:
        yield str(one["message"])
    for one in list(told["object_errors"].values())[:_MOST]:
        for error in one["errors"]:
            yield f"{one.get('guid')}: {error['message']}"


def _see(client: Client, action: str, **query: object) -> Any:  # noqa: ANN401 - JSON
    return client.get(ACTIONS, action, **query).data["result"]
