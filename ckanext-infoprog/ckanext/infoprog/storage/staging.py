"""Tables of a version that nobody sees yet: loaded whole, in a schema of their publication.

A table is copied as text into a table without a log, then typed and indexed for full text in one
statement that PostgreSQL works on in parallel: a trigger that does it row by row takes most of
the time of an ordinary load.
"""

import csv as csvfile
import io
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import IO, Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ckanext.infoprog.core.publish.manifest import Published
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import columns, datastore, shape
from ckanext.infoprog.storage.columns import Column, Layout
from ckanext.infoprog.storage.datastore import literal, quoted

LONGEST_TEXT: Final = 200_000  # characters: the words of more would not fit into a tsvector
SETTINGS: Final = {
    "max_parallel_workers_per_gather": "2",
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
    "min_parallel_table_scan_size": "'1MB'",
    "work_mem": "'64MB'",
    "maintenance_work_mem": "'64MB'",
    "datestyle": "'ISO, YMD'",
    "lock_timeout": "'10s'",
}
OWN: Final = ("switched", "fence", "superseded", "staged")
TABLES: Final = f"""
CREATE SCHEMA IF NOT EXISTS {datastore.OURS};
CREATE TABLE IF NOT EXISTS {datastore.OURS}.switched (
    package_id text PRIMARY KEY, publication text NOT NULL, version integer NOT NULL,
    tables text[] NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE IF NOT EXISTS {datastore.OURS}.fence (
    package_id text PRIMARY KEY, publication text NOT NULL, fence integer NOT NULL);
CREATE TABLE IF NOT EXISTS {datastore.OURS}.superseded (publication text PRIMARY KEY);
CREATE TABLE IF NOT EXISTS {datastore.OURS}.staged (
    publication text, resource_id text, rows bigint NOT NULL, sha256 text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (publication, resource_id));
"""


def prepare() -> None:
    """Make the publisher's own tables in the DataStore's database where they are missing."""
    with datastore.transaction() as connection:
        if _is_prepared(connection):
            return
        _wait(connection, "prepare")
        if not _is_prepared(connection):
            datastore.run(connection, TABLES)


def _is_prepared(connection: sa.Connection) -> bool:
    """Tell whether our own tables are there, by the catalogue and not by a session's memory."""
    query = sa.text("SELECT tablename FROM pg_tables WHERE schemaname = :schema")
    return set(OWN) <= set(connection.execute(query, {"schema": datastore.OURS}).scalars())


def load(
    publication: str,
    item: Published,
    csv: Callable[[], IO[bytes]],
    progress: Callable[[int], None],
) -> int:
    """Load a published table from its CSV file and return its rows; a repeat makes it anew."""
    layout = columns.layout(item.schema or {}, item.name)
    headings = _headings(csv, layout)
    try:
        with datastore.transaction() as connection, closing(csv()) as file:
            _alone(connection, f"{publication}/{item.id}")
            counted = Counted(file, item.rows or 0, progress)
            rows = _copy(connection, publication, item, headings, counted)
            _type(connection, publication, item, layout, headings)
            _shape(connection, publication, item, layout, rows)
    except DBAPIError as error:
        if datastore.state(error)[:2] in datastore.BAD_DATA:
            raise _refused(item, datastore.sentence(error)) from error
        raise
    progress(rows)
    return rows


def count(publication: str, resource_id: str) -> int:
    """Return how many rows a staged table has; none that was never staged."""
    table = datastore.table(datastore.NEW, publication, resource_id)
    with datastore.transaction(reading=True) as connection:
        if not datastore.exists(connection, table):
            return 0
        return int(datastore.run(connection, f"SELECT count(*) FROM {table}").scalar_one())


def is_public(resource_id: str) -> bool:
    """Tell whether readers see a table of this resource now."""
    with datastore.transaction(reading=True) as connection:
        return datastore.exists(connection, datastore.public(resource_id))


def discard(publication: str) -> None:
    """Remove the staged tables of a publication; what readers see is not touched."""
    with datastore.transaction() as connection:
        datastore.run(connection, f"SET LOCAL lock_timeout = {SETTINGS['lock_timeout']}")
        drop(connection, publication, datastore.NEW)


def drop(connection: sa.Connection, publication: str, *kinds: str) -> None:
    """Drop a publication's schemas of these kinds with all their tables."""
    for kind in kinds:
        schema = quoted(datastore.schema(kind, publication))
        datastore.run(connection, f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    if datastore.exists(connection, f"{datastore.OURS}.staged"):
        query = sa.text(f"DELETE FROM {datastore.OURS}.staged WHERE publication = :publication")
        connection.execute(query, {"publication": publication})


def leftovers() -> set[str]:
    """Return the publications that have tables here beside what readers see."""
    with datastore.transaction(reading=True) as connection:
        return datastore.publications(connection)


class Counted:
    """A file that tells how many of its rows were read: lines, the header not counted."""

    def __init__(self, file: IO[bytes], rows: int, progress: Callable[[int], None]) -> None:
        """Begin before the header; a cell may hold lines, but there are no more rows than these."""
        self._file, self._rows, self._progress, self._lines = file, rows, progress, -1

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        found = self._file.read(size)
        self._lines += found.count(b"\n")
        self._progress(min(max(0, self._lines), self._rows))
        return found


def _headings(csv: Callable[[], IO[bytes]], layout: Layout) -> list[str]:
    """Return the file's header; one that the schema does not know is refused."""
    with closing(csv()) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        found = next(csvfile.reader(text), [])
    for heading in found:
        layout.at(heading)
    return found


def _copy(
    connection: sa.Connection, publication: str, item: Published, headings: list[str], file: Counted
) -> int:
    """Copy the file as text into a table without a log; its rows are numbered in their order."""
    schema = quoted(datastore.schema(datastore.NEW, publication))
    names = [f"c{number}" for number, _heading in enumerate(headings)]
    raw, made = _raw(publication, item), datastore.table(datastore.NEW, publication, item.id)
    datastore.run(
        connection,
        f"CREATE SCHEMA IF NOT EXISTS {schema}; DROP TABLE IF EXISTS {raw}, {made}; "
        f"CREATE UNLOGGED TABLE {raw} (_id serial, {', '.join(f'{one} text' for one in names)})",
    )
    listed = ", ".join(names)
    return datastore.copy(
        connection,
        f"COPY {raw} ({listed}) FROM STDIN "
        f"(FORMAT csv, HEADER true, ENCODING 'UTF8', FORCE_NOT_NULL ({listed}))",
        file,  # type: ignore[arg-type]
    )


def _type(
    connection: sa.Connection,
    publication: str,
    item: Published,
    layout: Layout,
    headings: list[str],
) -> None:
    """Make the table from its text: typed values, and the words of each row."""
    at = {heading: f"c{number}" for number, heading in enumerate(headings)}
    typed = {one.name: _value(one, at.get(one.heading), layout) for one in layout.columns}
    words = ", ".join(f"({typed[one.name]})::text" for one in layout.columns)
    language = literal(shape.language())
    listed = ", ".join(f"{typed[one.name]} AS {one.quoted}" for one in layout.columns)
    settings = "; ".join(f"SET LOCAL {name} = {value}" for name, value in SETTINGS.items())
    made = datastore.table(datastore.NEW, publication, item.id)
    datastore.run(connection, settings)
    datastore.run(
        connection,
        f"CREATE TABLE {made} AS SELECT _id, "
        f"to_tsvector({language}::regconfig, left(concat_ws(' ', {words}), {LONGEST_TEXT})) "
        f"AS _full_text, {listed} FROM {_raw(publication, item)}",
    )


def _value(column: Column, place: str | None, layout: Layout) -> str:
    """Return the SQL of a typed value; what the schema calls missing is null."""
    if place is None:
        return f"NULL::{column.type}"
    for word in layout.missing:
        place = f"NULLIF({place}, {literal(word)})"
    return place if column.type == "text" else f"{place}::{column.type}"


def _shape(
    connection: sa.Connection, publication: str, item: Published, layout: Layout, rows: int
) -> None:
    """Give the table all that CKAN's own tables have, and remember how many rows it holds."""
    if rows != item.rows:
        raise _refused(item, f"{rows} rows instead of {item.rows}")
    schema, name = (
        datastore.schema(datastore.NEW, publication),
        datastore.name(datastore.NEW, item.id),
    )
    made = datastore.table(datastore.NEW, publication, item.id)
    for statement in _statements(schema, name, made, item, layout, rows):
        datastore.run(connection, statement)
    connection.execute(
        sa.text(
            f"INSERT INTO {datastore.OURS}.staged VALUES (:publication, :id, :rows, :sha256) "
            "ON CONFLICT (publication, resource_id) DO UPDATE "
            "SET rows = EXCLUDED.rows, sha256 = EXCLUDED.sha256, at = EXCLUDED.at"
        ),
        {"publication": publication, "id": item.id, "rows": rows, "sha256": item.sha256},
    )


def _statements(
    schema: str, name: str, made: str, item: Published, layout: Layout, rows: int
) -> Iterator[str]:
    """Yield what is to be done to a table that holds its rows."""
    yield from shape.row_ids(schema, name, item.id, rows)
    yield from shape.indexes(made, item.id, layout)
    yield from shape.finish(made, layout)
    yield f"COMMENT ON TABLE {made} IS {literal(item.sha256)}"
    yield f"DROP TABLE {quoted(schema)}.{quoted(datastore.name('raw', item.id))}"
    yield f"ANALYZE {made}"


def _raw(publication: str, item: Published) -> str:
    """Return the table of bare text as SQL writes it."""
    schema = datastore.schema(datastore.NEW, publication)
    return f"{quoted(schema)}.{quoted(datastore.name('raw', item.id))}"


def _alone(connection: sa.Connection, what: str) -> None:
    """Take the right to make this; end the session of whoever still holds it and stands still."""
    key = {"key": f"{datastore.OURS}/{what}"}
    lock = "SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0))"
    if connection.execute(sa.text(lock), key).scalar():
        return
    ended = (
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
        "AND (classid::bigint << 32 | objid::bigint) = hashtextextended(:key, 0) "
        "AND pid <> pg_backend_pid()"
    )
    connection.execute(sa.text(ended), key).all()
    _wait(connection, what)


def _wait(connection: sa.Connection, what: str) -> None:
    """Wait for the right to make this, for a while."""
    lock = "SET LOCAL lock_timeout = '10s'; SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"
    connection.execute(sa.text(lock), {"key": f"{datastore.OURS}/{what}"})


def _refused(item: Published, reason: str) -> RefusedError:
    return RefusedError("not-loaded", table=item.name, reason=reason)
