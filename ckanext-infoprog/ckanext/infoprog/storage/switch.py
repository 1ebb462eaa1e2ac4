"""The switch: all tables of a package change at one moment, in one transaction.

The old tables leave for a schema of the publication and stay there until it is clean, so that
the lock on what readers see lasts no longer than the renaming.
"""

import random
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ckanext.infoprog import config
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import datastore, staging
from ckanext.infoprog.storage.datastore import NEW, OLD, OURS, public, quoted

FIRST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 2.0
STANDSTILL_MS: Final = 5_000  # a process that stands still in a switch loses its connection

T = TypeVar("T")


def fence(package_id: str, publication: str, number: int) -> None:
    """Let this publication with this fence switch the package's tables, and nobody else.

    A lower fence of the same publication, or a publication that another one followed, is refused.
    """
    row = {"package_id": package_id, "publication": publication, "fence": number}
    with datastore.transaction() as connection:
        connection.execute(
            sa.text(
                f"INSERT INTO {OURS}.superseded SELECT publication FROM {OURS}.fence "
                "WHERE package_id = :package_id AND publication <> :publication "
                "ON CONFLICT DO NOTHING"
            ),
            row,
        )
        done = connection.execute(
            sa.text(
                f"INSERT INTO {OURS}.fence AS f (package_id, publication, fence) "
                "SELECT :package_id, :publication, :fence WHERE NOT EXISTS "
                f"(SELECT FROM {OURS}.superseded WHERE publication = :publication) "
                "ON CONFLICT (package_id) DO UPDATE "
                "SET publication = EXCLUDED.publication, fence = EXCLUDED.fence "
                "WHERE f.publication <> EXCLUDED.publication OR f.fence <= EXCLUDED.fence"
            ),
            row,
        )
        if done.rowcount != 1:
            raise RefusedError("fenced", id=publication)


def switch(
    package_id: str,
    publication: str,
    fence: int,
    version: int,
    put: Sequence[str],
    drop: Sequence[str],
) -> float:
    """Show the staged tables of `put`, take those of `drop` away; return how long the lock held.

    A switch that was made already is not made again.
    """

    def once() -> float:
        with datastore.transaction() as connection:
            _settings(connection)
            _check_fence(connection, package_id, publication, fence)
            if _named(connection, package_id) == publication:
                return 0.0
            rows = _staged(connection, publication, put)
            shown = _shown(connection, {*put, *drop})
            _remember(connection, package_id, publication, version, [*put, *drop])
            _recount(connection, rows, drop)
            began = _lock(connection, publication, shown)
            if moves := "; ".join(_moves(publication, shown, rows)):
                datastore.run(connection, moves)
        return time.perf_counter() - began

    return _patiently(once, package_id)


def current(package_id: str) -> tuple[str, int] | None:
    """Return which publication and version the package's tables are of."""
    query = sa.text(f"SELECT publication, version FROM {OURS}.switched WHERE package_id = :id")
    with datastore.transaction(reading=True) as connection:
        if not datastore.exists(connection, f"{OURS}.switched"):
            return None
        row = connection.execute(query, {"id": package_id}).first()
    return (row.publication, row.version) if row else None


def clean(publication: str) -> None:
    """Remove what a publication left behind: its old tables and what it staged."""

    def once() -> None:
        with datastore.transaction() as connection:
            _settings(connection)
            staging.drop(connection, publication, OLD, NEW)

    _patiently(once, publication)


def _settings(connection: sa.Connection) -> None:
    """Wait for no lock longer than readers should wait behind it."""
    datastore.run(
        connection,
        f"SET LOCAL lock_timeout = {config.switch_lock_timeout_ms()}; "
        f"SET LOCAL idle_in_transaction_session_timeout = {STANDSTILL_MS}",
    )


def _check_fence(connection: sa.Connection, package_id: str, publication: str, fence: int) -> None:
    query = sa.text(
        f"SELECT publication, fence FROM {OURS}.fence WHERE package_id = :id FOR UPDATE"
    )
    row = connection.execute(query, {"id": package_id}).first()
    if row is None or (row.publication, row.fence) != (publication, fence):
        raise RefusedError("fenced", id=publication)


def _named(connection: sa.Connection, package_id: str) -> str | None:
    query = sa.text(f"SELECT publication FROM {OURS}.switched WHERE package_id = :id")
    return connection.execute(query, {"id": package_id}).scalar()


def _staged(connection: sa.Connection, publication: str, put: Sequence[str]) -> dict[str, int]:
    """Return the rows of each staged table; one that is not there whole stops the switch."""
    query = sa.text(f"SELECT resource_id, rows FROM {OURS}.staged WHERE publication = :id")
    rows = {one.resource_id: one.rows for one in connection.execute(query, {"id": publication})}
    for resource_id in put:
        table = datastore.table(NEW, publication, resource_id)
        if resource_id not in rows or not datastore.exists(connection, table):
            raise RefusedError("not-loaded", table=resource_id, reason="not staged")
    return {resource_id: rows[resource_id] for resource_id in put}


def _shown(connection: sa.Connection, resource_ids: Collection[str]) -> list[str]:
    """Return which of the tables readers see now, always in the same order."""
    return [one for one in sorted(resource_ids) if datastore.exists(connection, public(one))]


def _lock(connection: sa.Connection, publication: str, shown: Sequence[str]) -> float:
    """Lock the tables that readers see, make room for them; return the moment of the lock."""
    if shown:
        room = quoted(datastore.schema(OLD, publication))
        datastore.run(connection, f"CREATE SCHEMA IF NOT EXISTS {room}")
        tables = ", ".join(public(one) for one in shown)
        datastore.run(connection, f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
    return time.perf_counter()


def _moves(publication: str, shown: Sequence[str], put: Collection[str]) -> Iterator[str]:
    """Yield the SQL that takes the old tables away and shows the new ones."""
    new, old = quoted(datastore.schema(NEW, publication)), datastore.schema(OLD, publication)
    for one in shown:
        left = quoted(datastore.name(OLD, one))
        yield f"ALTER TABLE {public(one)} RENAME TO {left}"
        yield f"ALTER TABLE public.{left} SET SCHEMA {quoted(old)}"
    for one in put:
        staged = quoted(datastore.name(NEW, one))
        yield f"ALTER TABLE {new}.{staged} SET SCHEMA public"
        yield f"ALTER TABLE public.{staged} RENAME TO {quoted(one)}"


def _recount(connection: sa.Connection, put: Mapping[str, int], drop: Sequence[str]) -> None:
    """Write the numbers of rows where CKAN keeps them: its search trusts them for ever."""
    if put:
        connection.execute(
            sa.text(
                "INSERT INTO public._table_stats AS t "
                "VALUES (:id, jsonb_build_object('rows', cast(:rows AS bigint))) "
                "ON CONFLICT (resource_id) DO UPDATE SET stats = t.stats || EXCLUDED.stats"
            ),
            [{"id": one, "rows": rows} for one, rows in sorted(put.items())],
        )
    gone = sa.text("DELETE FROM public._table_stats WHERE resource_id = ANY(:ids)")
    connection.execute(gone, {"ids": list(drop)})


def _remember(
    connection: sa.Connection,
    package_id: str,
    publication: str,
    version: int,
    resource_ids: Sequence[str],
) -> None:
    """Write down which publication the tables are of, in the same transaction."""
    connection.execute(
        sa.text(
            f"INSERT INTO {OURS}.switched (package_id, publication, version, tables) "
            "VALUES (:package_id, :publication, :version, :tables) "
            "ON CONFLICT (package_id) DO UPDATE SET publication = EXCLUDED.publication, "
            "version = EXCLUDED.version, tables = EXCLUDED.tables, at = EXCLUDED.at"
        ),
        {
            "package_id": package_id,
            "publication": publication,
            "version": version,
            "tables": list(resource_ids),
        },
    )


def _patiently(once: Callable[[], T], what: str) -> T:
    """Try until the locks are got: each time for a short while, with longer and longer pauses."""
    for attempt in range(config.switch_tries()):
        if attempt:
            longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)
            time.sleep(random.uniform(longest / 2, longest))
        try:
            return once()
        except DBAPIError as error:
            if datastore.state(error) not in datastore.LOCKED_OUT:
                raise
    raise RefusedError("lock-timeout", package=what)
