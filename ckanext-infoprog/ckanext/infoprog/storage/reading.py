"""Rows for a page, of the very file that the page speaks of: also while a switch is under way.

A published table bears the SHA-256 of its CSV file. Between the switch of the tables and the
change of the catalogue a page still speaks of the old file; its table then stands aside.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ckanext.infoprog.storage import datastore
from ckanext.infoprog.storage.datastore import OLD, OURS, quoted

UNDEFINED_TABLE: Final = ("42P01", "3F000")  # it was removed at this very moment
TRIES: Final = 3
LONGEST_MS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table, its columns as CKAN describes them, and how many rows it has."""

    fields: tuple[dict[str, Any], ...]
    records: tuple[dict[str, Any], ...]
    total: int


def rows(resource_id: str, sha256: str, first: int, limit: int) -> Rows | None:
    """Return rows of the table made from this file; None where there is no such table."""
    for _attempt in range(TRIES):
        try:
            with datastore.transaction() as connection:
                datastore.run(
                    connection,
                    f"SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = {LONGEST_MS}",
                )
                return _rows(connection, resource_id, sha256, first, limit)
        except DBAPIError as error:
            if datastore.state(error) not in UNDEFINED_TABLE:
                raise
    return None


def _rows(
    connection: sa.Connection, resource_id: str, sha256: str, first: int, limit: int
) -> Rows | None:
    for place in _places(connection, resource_id):
        # Held until the end of the transaction, so that the name keeps its meaning.
        datastore.run(connection, f"LOCK TABLE {place} IN ACCESS SHARE MODE")
        if _source(connection, place) == sha256:
            fields = _fields(connection, place)
            records = _page(connection, place, fields, first, limit)
            return Rows(fields, records, _total(connection, place, resource_id))
    return None


def _places(connection: sa.Connection, resource_id: str) -> list[str]:
    """Return where the table may stand: before the readers, or aside after a switch."""
    query = sa.text(
        "SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relname = :name AND starts_with(n.nspname, :schema)"
    )
    name = datastore.name(OLD, resource_id)
    aside = connection.execute(query, {"name": name, "schema": f"{OURS}_{OLD}_"}).scalars()
    shown = datastore.public(resource_id)
    first = [shown] if datastore.exists(connection, shown) else []
    return [*first, *(f"{quoted(schema)}.{quoted(name)}" for schema in aside)]


def _source(connection: sa.Connection, place: str) -> str | None:
    """Return the SHA-256 of the file that a table was made from; its comment says it."""
    query = sa.text("SELECT obj_description(to_regclass(:place), 'pg_class')")
    return connection.execute(query, {"place": place}).scalar()


def _total(connection: sa.Connection, place: str, resource_id: str) -> int:
    """Return how many rows a table has: CKAN keeps the number of those that readers see."""
    query = sa.text("SELECT stats -> 'rows' FROM public._table_stats WHERE resource_id = :id")
    shown = place == datastore.public(resource_id)
    kept = connection.execute(query, {"id": resource_id}).scalar() if shown else None
    if kept is not None:
        return int(kept)
    return int(datastore.run(connection, f"SELECT count(*) FROM {place}").scalar_one())


def _fields(connection: sa.Connection, place: str) -> tuple[dict[str, Any], ...]:
    query = sa.text(
        "SELECT a.attname AS id, t.typname AS type, d.description AS text FROM pg_attribute a "
        "JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_description d "
        "ON d.objoid = a.attrelid AND d.objsubid = a.attnum AND d.classoid = 'pg_class'::regclass "
        "WHERE a.attrelid = to_regclass(:place) AND a.attnum > 0 AND NOT a.attisdropped "
        "AND NOT starts_with(a.attname, '_') ORDER BY a.attnum"
    )
    return tuple(
        {"id": one.id, "type": one.type, "info": json.loads(one.text or "{}").get("_info", {})}
        for one in connection.execute(query, {"place": place})
    )


def _page(
    connection: sa.Connection,
    place: str,
    fields: tuple[dict[str, Any], ...],
    first: int,
    limit: int,
) -> tuple[dict[str, Any], ...]:
    """Return rows as CKAN's API gives them, values in the forms of JSON."""
    names = ", ".join(quoted(one["id"]) for one in fields)
    page = f"SELECT {names} FROM {place} ORDER BY _id LIMIT {int(limit)} OFFSET {int(first)}"
    text = datastore.run(connection, f"SELECT json_agg(r)::text FROM ({page}) r").scalar()
    return tuple(json.loads(text or "[]"))
