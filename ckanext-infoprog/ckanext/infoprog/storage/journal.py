"""The journal of publications: one row each, with its state, its steps and its reason.

Every write names the fence under which it is made: a process that was taken over writes nothing.
Moments are the database's own, so that no other clock can mislead it.
"""

import os
import socket
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB

from ckanext.infoprog import config
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import records

#: The states of a publication that goes well, in their order.
ORDER = (
    "open",
    "staged",
    "checked",
    "loaded",
    "decided",
    "switched",
    "catalogued",
    "indexed",
    "done",
)
TERMINAL = ("done", "unchanged", "refused", "aborted", "expired", "failed")

_table = records.publication
_now = sa.func.clock_timestamp()


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication as the journal knows it."""

    id: str
    package: str
    package_id: str
    organization: str
    act: str
    state: str
    fence: int
    base: int
    version: int | None
    user_id: str
    created: datetime
    changed: datetime
    heartbeat: datetime
    deadline: datetime
    hold: bool
    note: str
    decision: str
    request: Mapping[str, Any]
    source_hash: str
    manifest: str | None
    progress: Mapping[str, Any]
    steps: list[Mapping[str, Any]]
    reason: Mapping[str, Any] | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in TERMINAL

    @property
    def is_decided(self) -> bool:
        """Whether it only goes forward from here."""
        return self.reached("decided")

    def reached(self, state: str) -> bool:
        """Tell whether a state of the good course lies behind."""
        return self.state in ORDER and ORDER.index(self.state) >= ORDER.index(state)


def get(publication_id: str) -> Publication:
    """Return a publication; one that does not exist is refused."""
    found = _select(_table.c.id == publication_id)
    if not found:
        raise RefusedError("no-publication", id=publication_id)
    return found[0]


def open_of(package: str) -> Publication | None:
    """Return the publication of a package that is under way, or None."""
    found = _select(_table.c.package == package, _table.c.state.not_in(TERMINAL))
    return found[0] if found else None


def unfinished() -> list[Publication]:
    """Return all publications that are under way."""
    return _select(_table.c.state.not_in(TERMINAL))


def listed(
    package: str | None, organizations: Collection[str] | None, limit: int, offset: int
) -> list[Publication]:
    """Return publications, the newest first; of these organisations where they are given."""
    conditions = [] if package is None else [_table.c.package == package]
    if organizations is not None:
        conditions.append(_table.c.organization.in_(organizations))
    return _select(*conditions, limit=limit, offset=offset)


def begin(values: Mapping[str, Any]) -> Publication:
    """Write a new publication; None interleaves: a package has one under way at most."""
    row = {
        **values,
        "state": "open",
        "created": _now,
        "changed": _now,
        "heartbeat": _now,
        "deadline": _deadline(hold=values["hold"]),
        "steps": [_step("open")],
        "progress": {},
        "fence": 1,
    }
    with model.meta.engine.begin() as connection:
        connection.execute(sa.insert(_table).values(row))
    return get(values["id"])


def advance(publication: Publication, state: str, **values: object) -> Publication:
    """Write the next state with a step in the list; a process without the fence is refused."""
    with model.meta.engine.begin() as connection:
        advance_in(connection, publication, state, **values)
    return get(publication.id)


def advance_in(
    connection: Any,  # noqa: ANN401 - a connection or a session: both execute
    publication: Publication,
    state: str,
    **values: object,
) -> None:
    """Write the next state within somebody's transaction."""
    changed = {
        **values,
        "state": state,
        "changed": _now,
        "heartbeat": _now,
        "deadline": _deadline(hold=publication.hold),
        "steps": _table.c.steps + sa.cast([_step(state)], JSONB),
    }
    done = connection.execute(_fenced(publication).values(changed))
    if done.rowcount != 1:
        raise RefusedError("fenced", id=publication.id)


def beat(
    publication_id: str, fence: int | None = None, progress: Mapping[str, Any] | None = None
) -> bool:
    """Write a sign of life, with what is being done; return whether it is still ours."""
    change = sa.update(_table).where(_table.c.id == publication_id, _table.c.state.not_in(TERMINAL))
    if fence is not None:
        change = change.where(_table.c.fence == fence)
    values: dict[str, Any] = {"heartbeat": _now}
    if progress is not None:
        values["progress"] = dict(progress)
    with model.meta.engine.begin() as connection:
        return connection.execute(change.values(values)).rowcount == 1


def take(publication: Publication) -> Publication:
    """Take a publication over with a higher fence; who held it before writes nothing more."""
    with model.meta.engine.begin() as connection:
        done = connection.execute(
            _fenced(publication).values(fence=_table.c.fence + 1, heartbeat=_now)
        )
    if done.rowcount != 1:
        raise RefusedError("fenced", id=publication.id)
    return get(publication.id)


def silence(publication: Publication) -> float:
    """Return the seconds since its last sign of life; a clock that jumped back counts too."""
    with model.meta.engine.connect() as connection:
        now = connection.execute(sa.select(_now)).scalar_one()
    return abs((now - publication.heartbeat).total_seconds())


def is_abandoned(publication: Publication) -> bool:
    """Tell whether nobody has shown a sign of life for as long as the settings allow."""
    if publication.hold and publication.state == "checked":
        with model.meta.engine.connect() as connection:
            return bool(connection.execute(sa.select(_now)).scalar_one() > publication.deadline)
    return silence(publication) > config.publication_idle_seconds()


def _fenced(publication: Publication) -> sa.Update:
    return sa.update(_table).where(
        _table.c.id == publication.id,
        _table.c.fence == publication.fence,
        # Who was taken over and does not know it knows an earlier state too.
        _table.c.state == publication.state,
        _table.c.state.not_in(TERMINAL),
    )


def _deadline(*, hold: bool) -> Any:  # noqa: ANN401 - an SQL expression
    seconds = config.publication_hold_days() * 86400 if hold else config.publication_idle_seconds()
    return _now + sa.text(f"interval '{int(seconds)} seconds'")


def _step(state: str) -> dict[str, Any]:
    """Return an entry of the list of steps; the moment is the database's."""
    return {
        "step": state,
        "at": datetime.now().astimezone().isoformat(timespec="milliseconds"),
        "host": socket.gethostname(),
        "pid": os.getpid(),
    }


def _select(
    *conditions: sa.ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> list[Publication]:
    query = sa.select(_table).where(*conditions).order_by(_table.c.created.desc(), _table.c.id)
    with model.meta.engine.connect() as connection:
        rows = connection.execute(query.limit(limit).offset(offset)).mappings()
        return [Publication(**row) for row in rows]


def plain(publication: Publication) -> dict[str, Any]:
    """Return a publication as plain JSON values."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(publication).items()
    }
