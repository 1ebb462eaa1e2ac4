"""A small published table for the tests of staging, switch and reading."""

import csv
import hashlib
import io
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from ckan.tests import helpers

from ckanext.infoprog.core.publish.manifest import Published
from ckanext.infoprog.storage import datastore, staging, switch

FIELDS: list[dict[str, Any]] = [
    {
        "name": "Номер",
        "column": "measureId",
        "type": "string",
        "title": "Захід",
        "title_en": "Measure",
        "description": "Номер: як у «документі»",
        "description_en": "The number, as 'printed' at 100 %",
    },
    {"name": "year", "type": "year", "title": "Рік", "title_en": "Year"},
    {"name": "amount", "type": "number", "title": "Сума"},
    {"name": "position", "type": "integer"},
    {"name": "rank", "type": "integer", "constraints": {"maximum": 10}},
    {"name": "from", "type": "date"},
    {"name": "done", "type": "boolean"},
    {"name": "Назва заходу", "type": "string"},
]
SCHEMA: dict[str, Any] = {
    "fields": FIELDS,
    "primaryKey": ["Номер"],
    "foreignKeys": [{"fields": ["rank"], "reference": {"resource": "ranks", "fields": ["rank"]}}],
    "missingValues": ["null"],
}
ROWS = [
    ("1.1", "2026", "1604850.00", "1", "2", "2026-01-31", "true", "Ремонт доріг, вул. Соборна"),
    ("1.2", "null", "null", "9000000000", "null", "null", "false", 'Лапки " та\nрядок'),
    ("1.3", "2027", "-0.5", "3", "3", "2027-12-01", "null", ""),
]


def table(
    rows: Sequence[Sequence[str]] = ROWS,
    schema: dict[str, Any] = SCHEMA,
    resource_id: str = "",
    count: int | None = None,
) -> tuple[Published, Callable[[], io.BytesIO]]:
    """Return a published table with the function that opens its CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field["name"] for field in schema["fields"]])
    writer.writerows(rows)
    content = text.getvalue().encode("utf-8")
    item = Published(
        id=resource_id or str(uuid.uuid4()), name="measures", kind="table",
        filename="measures.csv", title={}, description={}, format="CSV", mimetype="text/csv",
        sha256=hashlib.sha256(content).hexdigest(), md5="", size=len(content),
        rows=len(rows) if count is None else count, schema=schema,
    )  # fmt: skip
    return item, lambda: io.BytesIO(content)


def load(item: Published, opened: Callable[[], io.BytesIO], publication: str = "") -> str:
    """Stage a table and return its publication."""
    publication = publication or str(uuid.uuid4())
    staging.load(publication, item, opened, lambda rows: None)
    return publication


def publish(
    package_id: str, item: Published, opened: Callable[[], io.BytesIO], version: int = 1
) -> str:
    """Stage a table, switch it on, clean up; return the publication."""
    publication = load(item, opened)
    switch.fence(package_id, publication, 1)
    switch.switch(package_id, publication, 1, version, [item.id], [])
    return publication


def query(sql: str, **params: object) -> list[tuple[Any, ...]]:
    """Return what the DataStore's owner gets for a query."""
    with datastore.transaction() as connection:
        return [tuple(row) for row in connection.execute(sa.text(sql), params)]


def search(resource_id: str, **params: object) -> dict[str, Any]:
    """Return what CKAN's own search gives for a table."""
    return helpers.call_action("datastore_search", resource_id=resource_id, **params)
