"""Saving and loading databases, and the lock that keeps publications out meanwhile."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal import postgres
from portal.console import run
from portal.errors import PortalError
from portal.i18n import _
from portal.settings import Settings
from portal.sites import CITY

# The advisory lock that a publication takes too, in the city's main database.
PUBLICATION_LOCK = "hashtext('infoprog.publication')"
LOCK_WAIT = "60s"


@contextmanager
def publication_lock(settings: Settings, password: str) -> Iterator[None]:
    """Hold off publications as long as the block runs."""
    words = [str(postgres.programs(settings) / "psql"), "-XqAt", "-d", CITY.database]
    env = {**os.environ, **postgres.connection(settings, password)}
    with subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=env,
        text=True,
    ) as session:
        assert session.stdin is not None
        assert session.stdout is not None
        session.stdin.write(
            f"\\set ON_ERROR_STOP on\nSET lock_timeout = '{LOCK_WAIT}';\n"
            f"SELECT pg_advisory_lock({PUBLICATION_LOCK});\n\\echo held\n"
        )
        session.stdin.flush()
        if "held" not in (session.stdout.readline() + session.stdout.readline()):
            raise PortalError(
                _("a publication is under way"),
                _("wait until it has ended and run the backup again"),
            )
        yield
        session.stdin.close()


def dump(settings: Settings, password: str, database: str, target: Path, log: Path) -> None:
    """Save a database in PostgreSQL's own archive format."""
    words = [postgres.programs(settings) / "pg_dump", "-Fc", "-d", database, "-f", target]
    run(
        words,
        log=log,
        env={**os.environ, **postgres.connection(settings, password)},
        what=_("the database {name} could not be saved").format(name=database),
        mend=_("read the log; nothing was changed"),
    )


def load(settings: Settings, password: str, database: str, source: Path, log: Path) -> None:
    """Load a saved database beside the present one, then let it take its place."""
    fresh, old = f"{database}_restored", f"{database}_before"
    _drop(settings, password, fresh, log)
    postgres.ensure_database(settings, password, fresh, "ckan", log)
    words = [postgres.programs(settings) / "pg_restore", "--exit-on-error", "-d", fresh, source]
    run(
        words,
        log=log,
        env={**os.environ, **postgres.connection(settings, password)},
        what=_("the database {name} could not be loaded").format(name=database),
        mend=_("read the log; the portal’s present data are untouched: start it with make portal"),
    )
    _drop(settings, password, old, log)
    swap = (
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}';\n"
        f'ALTER DATABASE "{database}" RENAME TO "{old}";\n'
        f'ALTER DATABASE "{fresh}" RENAME TO "{database}";\n'
    )
    postgres.psql(settings, password, "postgres", swap, log)
    _drop(settings, password, old, log)


def _drop(settings: Settings, password: str, database: str, log: Path) -> None:
    postgres.psql(settings, password, "postgres", f'DROP DATABASE IF EXISTS "{database}"', log)
