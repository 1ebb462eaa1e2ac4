"""The DataStore's database: its transactions, the names that we give there, its errors.

Publications keep their tables in schemas that the DataStore's readers may not enter. A table's
name there differs from its resource's id: CKAN looks tables up by name without their schema.
"""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

import psycopg2
import sqlalchemy as sa
from ckan.plugins.toolkit import config
from ckanext.datastore.backend import postgres
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from ckanext.infoprog.core.publish.refusals import RefusedError

OURS: Final = "infoprog"
PUBLIC: Final = "public"
NEW: Final = "new"
OLD: Final = "old"
LOCKED_OUT: Final = ("55P03", "40P01")  # lock_not_available, deadlock_detected
BAD_DATA: Final = ("22", "23")  # classes of SQLSTATE: data exceptions, violated constraints
DISK_FULL: Final = "53100"
SHUT_DOWN: Final = ("57P", "08")  # the server goes or starts
COPY_CHUNK: Final = 1 << 18
SNAPSHOT: Final = "REPEATABLE READ"

_SCHEMA = re.compile(f"{OURS}_(?:{NEW}|{OLD})_([0-9a-f]{{32}})")

quoted = postgres.identifier
literal = postgres.literal_string


@contextmanager
def transaction(*, reading: bool = False) -> Iterator[sa.Connection]:
    """Give a connection in one transaction; a full disk becomes a refusal."""
    engine = postgres.get_write_engine()
    if reading:
        engine = engine.execution_options(isolation_level=SNAPSHOT, postgresql_readonly=True)
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        if state(error) == DISK_FULL:
            raise RefusedError("no-space") from error
        raise


def run(connection: sa.Connection, sql: str) -> sa.CursorResult[Any]:
    """Run SQL as it is written: nothing in it stands for a parameter."""
    return connection.exec_driver_sql(sql, execution_options={"no_parameters": True})


def copy(connection: sa.Connection, sql: str, source: IO[bytes]) -> int:
    """Run a COPY that reads a stream; return the number of rows."""
    with connection.connection.cursor() as cursor:
        try:
            cursor.copy_expert(sql, source, COPY_CHUNK)
        except psycopg2.Error as error:
            raise DBAPIError(sql, None, error) from error
        return int(cursor.rowcount)


def state(error: DBAPIError) -> str:
    """Return the SQLSTATE of an error; empty where the connection was lost."""
    return getattr(error.orig, "pgcode", None) or ""


def is_lost(error: BaseException) -> bool:
    """Tell whether the connection to a database was lost, or could not be made."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return error.connection_invalidated or not state(error) or state(error).startswith(SHUT_DOWN)


def sentence(error: DBAPIError) -> str:
    """Return the first line of what the database said."""
    return (str(error.orig).strip().splitlines() or [""])[0]


def schema(kind: str, publication: str) -> str:
    """Return the name of the schema that holds a publication's new or old tables."""
    return f"{OURS}_{kind}_{uuid.UUID(publication).hex}"


def table(kind: str, publication: str, resource_id: str) -> str:
    """Return a publication's new or old table as SQL writes it."""
    return f"{quoted(schema(kind, publication))}.{quoted(name(kind, resource_id))}"


def name(kind: str, resource_id: str) -> str:
    """Return what a new or old table is called in its schema."""
    return f"{resource_id}_{kind}"


def public(resource_id: str) -> str:
    """Return the table that readers see, as SQL writes it."""
    return f"{PUBLIC}.{quoted(resource_id)}"


def publications(connection: sa.Connection) -> set[str]:
    """Return the publications that have a schema here."""
    found = connection.execute(sa.text("SELECT nspname FROM pg_namespace")).scalars()
    matched = (_SCHEMA.fullmatch(one) for one in found)
    return {str(uuid.UUID(one[1])) for one in matched if one}


def exists(connection: sa.Connection, sql_name: str) -> bool:
    """Tell whether there is a table of this name as SQL writes it."""
    query = sa.text("SELECT to_regclass(:name) IS NOT NULL")
    return bool(connection.execute(query, {"name": sql_name}).scalar())


def reader() -> str:
    """Return the role that CKAN reads tables with."""
    return str(sa.make_url(config["ckan.datastore.read_url"]).username)
