"""The structure file names every field of every table as Resolution 835 asks."""

import csv
import io
import json

from ckanext.infoprog.core import schema
from ckanext.infoprog.core.sheets import structure
from tests.core.validation import small

TABLES = small.package({"directions": "directionId\n1", "priorities": "priorityId\n1"}).tables


class TestStructure:
    def test_csv(self):
        """The CSV has a row for each field, its table before it, in order."""
        rows = list(csv.DictReader(io.StringIO(structure.csv_text(TABLES.values()))))
        assert [(row["table"], row["name"]) for row in rows] == [
            (name, column) for name in TABLES for column in schema.load(name).columns
        ]
        assert rows[0] == {
            "table": "directions",
            "tableTitle": "Пріоритетні напрями",
            **{k: str(v) for k, v in schema.structure(schema.load("directions"))[0].items()},
            "required": "true",
        }

    def test_json(self):
        """The JSON holds the same, table by table, in the language that was asked for."""
        found = json.loads(structure.json_text(TABLES.values(), "en"))
        assert [one["table"] for one in found] == list(TABLES)
        fields = schema.structure(schema.load("directions"), "en")
        assert found[0]["fields"] == list(fields)
