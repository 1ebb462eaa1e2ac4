"""Locks between processes: PostgreSQL gives them up by itself when their holder dies."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from ckan import model
from sqlalchemy.exc import DBAPIError

from ckanext.infoprog.core.publish.refusals import RefusedError

# A backup takes it alone, publications share it.
PUBLICATION = "infoprog.publication"
PACKAGE = "infoprog.package"
CYCLE = "infoprog.cycle"
WAIT_MS = 60_000
WAITED = "55P03"  # PostgreSQL's word for a lock that did not come in time


@contextmanager
def package(name: str) -> Iterator[None]:
    """Hold the right to change a package; refuse at once where another process has it."""
    engine = model.meta.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        shared = sa.select(sa.func.pg_try_advisory_lock_shared(sa.func.hashtext(PUBLICATION)))
        alone = sa.select(
            sa.func.pg_try_advisory_lock(sa.func.hashtext(PACKAGE), sa.func.hashtext(name))
        )
        try:
            for lock in (shared, alone):
                if not connection.execute(lock).scalar_one():
                    raise RefusedError("busy", package=name)
            yield
        finally:
            # The connection would go back to the pool with its locks.
            connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))


@contextmanager
def cycle(name: str) -> Iterator[None]:
    """Hold the right to take in forms of a package; who comes second waits for the first."""
    engine = model.meta.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            connection.execute(sa.text(f"SET lock_timeout = {WAIT_MS}"))
            _wait(connection, name)
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))
            connection.execute(sa.text("RESET lock_timeout"))


def _wait(connection: sa.Connection, name: str) -> None:
    """Get the lock of a package's forms; refuse where it does not come in time."""
    mine = sa.func.pg_advisory_lock(sa.func.hashtext(CYCLE), sa.func.hashtext(name))
    try:
        connection.execute(sa.select(mine))
    except DBAPIError as error:
        if getattr(error.orig, "pgcode", None) != WAITED:
            raise
        raise RefusedError("cycle-busy", package=name) from error
