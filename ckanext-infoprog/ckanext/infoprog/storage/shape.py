"""What makes a table one of CKAN's DataStore: its row ids, indexes, comments, trigger, grant."""

import hashlib
from collections.abc import Iterator

import ckan.plugins.toolkit as tk
from ckanext.datastore.helpers import should_fts_index_field_type

from ckanext.infoprog.storage.columns import Column, Layout
from ckanext.infoprog.storage.datastore import literal, quoted, reader


def language() -> str:
    """Return the configuration that words are indexed and searched with."""
    return str(tk.config["ckan.datastore.default_fts_lang"])


def row_ids(schema: str, table: str, resource_id: str, rows: int) -> Iterator[str]:
    """Yield the SQL that makes `_id` what `serial primary key` would have made it."""
    place = f"{quoted(schema)}.{quoted(table)}"
    sequence = f"{quoted(schema)}.{quoted(f'{resource_id}__id_seq')}"
    yield f"CREATE SEQUENCE {sequence} AS integer OWNED BY {place}._id"
    yield f"SELECT setval({literal(sequence)}, {rows + 1}, false)"
    yield f"ALTER TABLE {place} ALTER _id SET DEFAULT nextval({literal(sequence)})"
    yield f"ALTER TABLE {place} ADD CONSTRAINT {quoted(f'{resource_id}_pkey')} PRIMARY KEY (_id)"


def indexes(place: str, resource_id: str, layout: Layout) -> Iterator[str]:
    """Yield the SQL of the indexes that datastore_create makes, under the names it gives."""
    method = tk.config["ckan.datastore.default_fts_index_method"]
    for expression in _searched(layout):
        name = _index_name(resource_id, expression)
        yield f"CREATE INDEX {name} ON {place} USING {method} ({expression})"
    for fields in dict.fromkeys((layout.key, *layout.foreign_keys)):
        if fields:
            listed = ", ".join(quoted(one) for one in fields)
            unique = "UNIQUE" if fields == layout.key else ""
            yield f"CREATE {unique} INDEX {_index_name(resource_id, listed)} ON {place} ({listed})"


def finish(place: str, layout: Layout) -> Iterator[str]:
    """Yield the SQL of the data dictionary, the full-text trigger and the reader's grant."""
    for column in layout.columns:
        yield f"COMMENT ON COLUMN {place}.{column.quoted} IS {column.comment}"
    yield (
        f"CREATE TRIGGER zfulltext BEFORE INSERT OR UPDATE ON {place} "
        "FOR EACH ROW EXECUTE PROCEDURE public.populate_full_text_trigger()"
    )
    yield f"GRANT SELECT ON {place} TO {quoted(reader())}"


def _searched(layout: Layout) -> Iterator[str]:
    """Yield what has a full-text index: the whole row, and columns of the configured types."""
    yield quoted("_full_text")
    for column in layout.columns:
        if should_fts_index_field_type(_short(column)):
            whole = column.quoted if column.type == "text" else f"cast({column.quoted} AS text)"
            yield f"to_tsvector({literal(language())}, {whole})"


def _short(column: Column) -> str:
    """Return the type as PostgreSQL's catalogue names it, by which the option lists types."""
    return {"integer": "int4", "bigint": "int8", "boolean": "bool"}.get(column.type, column.type)


def _index_name(resource_id: str, fields: str) -> str:
    digest = hashlib.sha1(f"{resource_id}{fields}".encode(), usedforsecurity=False)
    return str(quoted(digest.hexdigest()))
