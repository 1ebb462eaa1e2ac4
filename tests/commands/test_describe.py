"""`infoprog describe` prints the schema of a table."""

import csv
import io
import json

import pytest

from ckanext.infoprog.core import schema
from tests.commands.conftest import Call

EVERY_TABLE = pytest.mark.parametrize("table", schema.names())


class TestText:
    def test_table(self, call: Call):
        """The text says what a row is, the key, and each field with what it holds."""
        done = call("describe", "indicatorDynamics")
        assert (done.code, done.err) == (0, "")
        assert done.out.splitlines()[:8] == [
            "indicatorDynamics: Dynamics of indicators",
            "One row is the printed dynamics of one indicator (+/-, %). "
            "Where from: the indicators' annex.",
            "Key: indicatorId. Version of the structure: 1.1.0.",
            "",
            "field        type    required  title",
            "indicatorId  string  yes       Indicator",
            "    The indicator's number as printed; where it is not unique, ind, the priority and "
            "the position.",
            "    Example: ind-1-3",
        ]

    @EVERY_TABLE
    @pytest.mark.parametrize("lang", ["uk", "en"])
    def test_every_field_of_every_table(self, call: Call, table: str, lang: str):
        """Every table is described in both languages, every field once."""
        rows = call("describe", table, "--lang", lang).out.splitlines()
        names = [row.split()[0] for row in rows[5:] if not row.startswith(" ")]
        assert names == list(schema.load(table).columns)

    def test_permitted_values(self, call: Call):
        """The values that a field permits are listed."""
        out = call("describe", "rda835Programs").out
        assert "    Values: Чинна, Завершена, Скасована.\n" in out


class TestStructureFile:
    @EVERY_TABLE
    def test_csv(self, call: Call, table: str):
        """CSV is the structure file of Resolution 835: five columns, a row a field."""
        rows = list(csv.DictReader(io.StringIO(call("describe", table, "--format", "csv").out)))
        assert list(rows[0]) == ["name", "title", "description", "datatype", "required"]
        assert [row["name"] for row in rows] == list(schema.load(table).columns)

    def test_json_says_the_same(self, call: Call):
        """JSON holds the same records."""
        records = json.loads(call("describe", "funding", "--format", "json", "--lang", "uk").out)
        assert records == list(schema.structure(schema.load("funding"), "uk"))


class TestUnknownTable:
    def test_near_names(self, call: Call):
        """A mistyped table ends with 2 and names those that are near."""
        done = call("describe", "fundings")
        assert (done.code, done.out) == (2, "")
        assert "There is no table 'fundings'. Did you mean: funding" in done.err
