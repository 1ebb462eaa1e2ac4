"""Locks between processes: PostgreSQL gives them up by itself when their holder dies."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from ckan import model

from ckanext.infoprog.core.publish.refusals import RefusedError

# A backup takes it alone, publications share it.
PUBLICATION = "infoprog.publication"
PACKAGE = "infoprog.package"


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
