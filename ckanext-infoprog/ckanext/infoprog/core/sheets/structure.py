"""The structure file that Resolution 835 asks for: every field of every table in one file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Final

from ckanext.infoprog.core import schema
from ckanext.infoprog.core.model import Table

COLUMNS: Final = ("table", "tableTitle", *schema.STRUCTURE_COLUMNS)


def csv_text(tables: Iterable[Table], lang: str = "uk") -> str:
    """Return the structure as CSV: a row for each field, its table in the first two columns."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for table in tables:
        for record in schema.structure(table.schema, lang):
            cells = (record[column] for column in schema.STRUCTURE_COLUMNS)
            shown = (str(cell).lower() if isinstance(cell, bool) else cell for cell in cells)
            writer.writerow([table.name, table.schema.title[lang], *shown])
    return text.getvalue()


def json_text(tables: Iterable[Table], lang: str = "uk") -> str:
    """Return the structure as JSON: a list of tables, each with its fields."""
    entries = [
        {
            "table": table.name,
            "title": table.schema.title[lang],
            "description": table.schema.description[lang],
            "fields": schema.structure(table.schema, lang),
        }
        for table in tables
    ]
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
