"""What a period is between versions: forms given out, the answer kept of each body, every file.

Files lie among the stored ones by their SHA-256; of those that were refused only what was wrong is
kept: they may hold what is nobody's business.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from ckanext.infoprog.core.cycle import answers
from ckanext.infoprog.core.cycle.store import Kept
from ckanext.infoprog.storage import records

KEPT, SAME, WAITS, REFUSED = "kept", "same", "waits", "refused"
GIVEN = "given"  # the form itself, as it was given out

_answers, _files, _periods = records.cycle_answer, records.cycle_file, records.cycle_period
_now = sa.func.clock_timestamp()


@dataclass(frozen=True, slots=True)
class Place:
    """A period of a programme."""

    package_id: str
    period: str


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came; `told` is what was wrong and what it says otherwise, as plain values."""

    body: str | None
    name: str
    sha256: str
    size: int
    outcome: str
    told: Mapping[str, Any] = field(default_factory=dict)
    delivery: str = ""
    received: datetime | None = None
    user_id: str = ""


def kept(place: Place) -> dict[str, Kept]:
    """Return the answers kept for a period, by body, as they are at one moment."""
    return {row["body"]: _kept(row) for row in _select(_answers, place, _answers.c.body)}


def moments(place: Place) -> dict[str, tuple[datetime, str]]:
    """Return when each body's answer came, and who took it in."""
    rows = _select(_answers, place, _answers.c.body)
    return {row["body"]: (row["received"], row["user_id"]) for row in rows}


def counts(package_id: str) -> dict[str, int]:
    """Return how many bodies have answered, by period."""
    query = (
        sa.select(_answers.c.period, sa.func.count())
        .where(_answers.c.package_id == package_id)
        .group_by(_answers.c.period)
    )
    with model.meta.engine.connect() as connection:
        return {period: int(count) for period, count in connection.execute(query)}


def last(place: Place) -> dict[str, File]:
    """Return the latest file that came of each body."""
    return _latest(one for one in _listed(place) if one.outcome != GIVEN)


def given(place: Place) -> dict[str, File]:
    """Return the form that was last given out for each body."""
    return _latest(one for one in _listed(place) if one.outcome == GIVEN)


def delivery(place: Place, delivery_id: str) -> list[File]:
    """Return the files that came together, in their order."""
    return [one for one in _listed(place) if one.delivery == delivery_id]


def is_public(place: Place) -> bool:
    """Tell whether the publisher shows everybody who has not answered."""
    rows = _select(_periods, place, _periods.c.period)
    return bool(rows and rows[0]["public"])


def mark(place: Place, user_id: str, *, public: bool) -> None:
    """Show everybody who has not answered, or nobody."""
    values = {"public": public, "changed": _now, "user_id": user_id}
    _put([(_periods, {**_at(place), **values}, values)])


def write(place: Place, taken: Mapping[str, Kept], files: Sequence[File], user_id: str) -> None:
    """Keep answers in the place of earlier ones, and the files that came, all at once."""
    changes: list[tuple[sa.Table, dict[str, Any], dict[str, Any]]] = []
    for body, one in taken.items():
        values = {
            "file": one.file, "sha256": one.sha256, "replaced": list(one.replaced),
            "answer": answers.to_json(one.answer), "received": _now, "user_id": user_id,
        }  # fmt: skip
        changes.append((_answers, {**_at(place), "body": body, **values}, values))
    for one in files:
        row = {
            "delivery": one.delivery, "body": one.body, "name": one.name, "sha256": one.sha256,
            "size": one.size, "outcome": one.outcome, "told": dict(one.told), "received": _now,
            "user_id": user_id,
        }  # fmt: skip
        changes.append((_files, {**_at(place), **row}, {}))
    _put(changes)


def hashes() -> Collection[str]:
    """Return the SHA-256 of every file that an answer came in, replaced ones too."""
    with model.meta.engine.connect() as connection:
        rows = connection.execute(sa.select(_answers.c.sha256, _answers.c.replaced)).all()
    return {sha256 for current, replaced in rows for sha256 in (current, *replaced)}


def _kept(row: Mapping[str, Any]) -> Kept:
    answer = answers.from_json(row["answer"], row["file"])
    return Kept(answer, row["file"], row["sha256"], tuple(row["replaced"]))


def _latest(files: Iterable[File]) -> dict[str, File]:
    return {one.body: one for one in files if one.body is not None}


def _listed(place: Place) -> list[File]:
    names = ("body", "name", "sha256", "size", "outcome", "told", "delivery", "received", "user_id")
    rows = _select(_files, place, _files.c.id)
    return [File(**{name: row[name] for name in names}) for row in rows]


def _select(table: sa.Table, place: Place, order: Any) -> Sequence[Mapping[str, Any]]:  # noqa: ANN401 - a column
    query = sa.select(table).where(
        table.c.package_id == place.package_id, table.c.period == place.period
    )
    with model.meta.engine.connect() as connection:
        return connection.execute(query.order_by(order)).mappings().all()


def _put(changes: Sequence[tuple[sa.Table, dict[str, Any], dict[str, Any]]]) -> None:
    """Write rows in one transaction; where there is one already its values give way."""
    with model.meta.engine.begin() as connection:
        for table, row, values in changes:
            change = insert(table).values(row)
            if values:
                change = change.on_conflict_do_update(
                    index_elements=list(table.primary_key), set_=values
                )
            connection.execute(change)


def _at(place: Place) -> dict[str, str]:
    return {"package_id": place.package_id, "period": place.period}
