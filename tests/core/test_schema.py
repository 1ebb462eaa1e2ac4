"""Loading schemas and exporting them as structure files."""

import csv
import io
import json
from decimal import Decimal

import pytest

from ckanext.infoprog.core import schema
from ckanext.infoprog.core.errors import SchemaError
from ckanext.infoprog.core.model import FieldType, resource_name

EVERY_TABLE = pytest.mark.parametrize("table", schema.names())


class TestLoad:
    def test_types_and_constraints(self):
        """A schema comes typed: kinds of fields, codes, limits and what its key is made from."""
        funding = schema.load("funding")
        assert funding.key == "fundingId"
        assert funding.field("amount").type is FieldType.NUMBER
        assert funding.field("amount").decimals == 2
        assert funding.field("amount").constraints.minimum == Decimal(0)
        assert funding.field("fund").constraints.enum == ("general", "special")
        assert funding.key_parts is not None
        assert funding.key_parts.optional == ("tableId", "editionId")

    def test_loaded_once(self):
        """A schema is read once and shared."""
        assert schema.load("measures") is schema.load("measures")

    @pytest.mark.parametrize("table", ["no_such_table", "../datasets", ""])
    def test_unknown_table(self, table: str):
        """A table without a schema is named in the refusal."""
        with pytest.raises(SchemaError, match="no schema for the table"):
            schema.load(table)

    def test_unknown_field(self):
        """A field that a table does not have is named in the refusal."""
        with pytest.raises(SchemaError, match="measures has no field amount"):
            schema.load("measures").field("amount")


class TestNames:
    def test_order_of_the_model(self):
        """Tables are listed in the order of the data model, the programme first."""
        names = schema.names()
        assert names[0] == "programme"
        assert names.index("measures") < names.index("funding") < names.index("links")


class TestStructure:
    @EVERY_TABLE
    def test_a_record_for_each_field(self, table: str):
        """A structure file has the columns of Resolution 835 and a record for each field."""
        loaded = schema.load(table)
        rows = list(csv.reader(io.StringIO(schema.structure_csv(loaded))))
        assert tuple(rows[0]) == schema.STRUCTURE_COLUMNS
        assert [row[0] for row in rows[1:]] == list(loaded.columns)

    @EVERY_TABLE
    def test_json_says_the_same(self, table: str):
        """The JSON structure file says the same as the CSV one."""
        loaded = schema.load(table)
        rows = list(csv.DictReader(io.StringIO(schema.structure_csv(loaded, "en"))))
        records = json.loads(schema.structure_json(loaded, "en"))
        assert [{**r, "required": str(r["required"]).lower()} for r in records] == rows

    def test_words_of_the_resolution(self):
        """Types are named as the resolution names them; an address is XSD's anyURI."""
        types = {r["name"]: r["datatype"] for r in schema.structure(schema.load("rda835Reports"))}
        assert (types["acceptedDate"], types["url"], types["title"]) == ("date", "anyURI", "string")
        funding = {r["name"]: r["datatype"] for r in schema.structure(schema.load("funding"))}
        assert (funding["amount"], funding["year"]) == ("decimal", "integer")


class TestFingerprint:
    def test_order_does_not_matter(self):
        """The hash of a set of schemas does not depend on the order they are named in."""
        assert schema.fingerprint(["tasks", "measures"]) == schema.fingerprint(
            ["measures", "tasks"]
        )

    def test_other_schemas_other_hash(self):
        """Another set of schemas has another hash."""
        assert schema.fingerprint(["tasks"]) != schema.fingerprint(["measures"])


class TestResourceName:
    @pytest.mark.parametrize(
        ("table", "name"),
        [
            ("statedTotals", "stated-totals"),
            ("tasks", "tasks"),
            ("rda835InfoAudit", "rda835-info-audit"),
        ],
    )
    def test_lower_case_with_hyphens(self, table: str, name: str):
        """A resource is named as its table, in lower case with hyphens."""
        assert resource_name(table) == name
