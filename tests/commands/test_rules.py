"""`infoprog rules` prints the catalogue of findings."""

import csv
import io
import json

import pytest

from ckanext.infoprog.core import catalogue
from tests.commands.conftest import Call

CODES = list(catalogue.catalogue())


class TestRules:
    def test_text(self, call: Call):
        """A finding is its severity, code and title, and an example of its message beneath."""
        done = call("rules")
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith(
            "warning unknown-table Unknown table\n"
            "    No schema describes the file data/measure.csv. Name the file as its table is "
            "named, or remove it.\n"
        )

    @pytest.mark.parametrize("lang", ["uk", "en"])
    def test_every_finding(self, call: Call, lang: str):
        """Every finding of the catalogue is listed in both languages."""
        out = call("rules", "--lang", lang).out.splitlines()[::2]
        assert [line.split()[1] for line in out] == CODES

    def test_csv_and_json_say_the_same(self, call: Call):
        """CSV and JSON hold the same records."""
        records = json.loads(call("rules", "--format", "json").out)
        table = csv.DictReader(io.StringIO(call("rules", "--format", "csv").out))
        assert records == list(table)
        assert [record["code"] for record in records] == CODES
