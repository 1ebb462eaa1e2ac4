"""Every schema is complete, one wording holds per field, and its examples are right."""

import csv
import io
import json
import re
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from ckanext.infoprog.core import cells, keys, schema, tablefile, workspace
from ckanext.infoprog.core.catalogue import catalogue
from ckanext.infoprog.core.errors import CellError
from ckanext.infoprog.core.model import Field, FieldType, resource_name

ROOT = workspace.schemas()
TABLES = schema.names()
DICTIONARY = json.loads((ROOT / "fields.json").read_text("utf-8"))["fields"]
EVERY_TABLE = pytest.mark.parametrize("table", TABLES)
FILES = {
    "schema.json", "README.md", "example-valid.csv", "example-invalid.csv",
    "example-invalid.findings.csv",
}  # fmt: skip
CONTRACT = Path(__file__).parent.parent / "fixtures" / "data-model.json"
MODEL = json.loads(CONTRACT.read_text("utf-8"))
UKRAINIAN = re.compile(r"[А-ЩЬЮЯЄІЇҐа-щьюяєіїґ]")
ONLY_RUSSIAN = re.compile(r"[ЫЭЪЁыэъё]")


def read(table: str, name: str) -> str:
    return (ROOT / table / name).read_text("utf-8")


def fields() -> list[tuple[str, Field]]:
    return [(table, field) for table in TABLES for field in schema.load(table).fields]


def words(field: Field) -> dict[str, str]:
    return {
        "type": field.type.value,
        "title": field.title["uk"],
        "title_en": field.title["en"],
        "description": field.description["uk"],
        "description_en": field.description["en"],
    }


class TestFolder:
    def test_every_table_of_the_model(self):
        """Every table of the data model has a schema."""
        assert set(MODEL) <= set(TABLES)

    @pytest.mark.parametrize("table", MODEL)
    def test_columns_of_the_contract(self, table: str):
        """A table has the columns of the public contract in its order, the key first."""
        promised = MODEL[table]
        assert [c for c in schema.load(table).columns if c in promised] == promised
        assert schema.load(table).columns[0] == (promised or schema.load(table).columns)[0]

    @EVERY_TABLE
    def test_files(self, table: str):
        """A schema's folder holds the schema, its README and both examples."""
        present = {entry.name for entry in (ROOT / table).iterdir()}
        assert present >= FILES

    @EVERY_TABLE
    def test_readme_in_both_languages(self, table: str):
        """The README says in both languages what one row is and lists every field."""
        text, loaded = read(table, "README.md"), schema.load(table)
        assert "**Один рядок**" in text
        assert "**One row**" in text
        assert loaded.version in text
        assert all(text.count(f"| `{column}` |") == 2 for column in loaded.columns)


class TestSchema:
    @EVERY_TABLE
    def test_names(self, table: str):
        """A schema is named as its folder, and its resource in lower case with hyphens."""
        loaded = schema.load(table)
        assert (loaded.table, loaded.name) == (table, resource_name(table))
        assert re.fullmatch(r"[a-z][A-Za-z0-9]*", table)

    @EVERY_TABLE
    def test_key_is_the_first_column_and_required(self, table: str):
        """The key is the first column, a required text."""
        first = schema.load(table).fields[0]
        assert first.name == schema.load(table).key
        assert first.type is FieldType.STRING
        assert first.constraints.required

    @EVERY_TABLE
    def test_missing_value(self, table: str):
        """A missing value is `null` in every table."""
        assert schema.load(table).descriptor["missingValues"] == ["null"]

    @EVERY_TABLE
    def test_columns_once(self, table: str):
        """No column stands twice, and headers are lowerCamelCase."""
        columns = schema.load(table).columns
        assert len(set(columns)) == len(columns)
        assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*|CATUTTC", column) for column in columns)

    @EVERY_TABLE
    def test_foreign_keys_lead_somewhere(self, table: str):
        """A foreign key leads to the key column of a table that there is."""
        targets = {resource_name(name): schema.load(name).key for name in TABLES}
        targets["programs"] = schema.load("rda835Programs").key
        for key in schema.load(table).foreign_keys:
            assert set(key.fields) <= set(schema.load(table).columns)
            assert key.reference == (targets[key.resource],)

    @EVERY_TABLE
    def test_key_parts_are_columns(self, table: str):
        """The parts of a key are columns of its table."""
        parts = schema.load(table).key_parts
        named = [c for part in parts.parts for c in part] + list(parts.optional) if parts else []
        assert set(named) <= set(schema.load(table).columns)

    def test_order_is_the_models(self):
        """No two tables of the model claim the same place."""
        orders = [o for t in TABLES if (o := schema.load(t).order) != schema.LAST_ORDER]
        assert all(one < other for one, other in pairwise(sorted(orders)))


class TestFields:
    @EVERY_TABLE
    def test_words_in_both_languages(self, table: str):
        """Every field has title and description in Ukrainian and English, each in its language."""
        for field in schema.load(table).fields:
            for text in (field.title["uk"], field.description["uk"]):
                assert UKRAINIAN.search(text), field.name
                assert not ONLY_RUSSIAN.search(text)
            for text in (field.title["en"], field.description["en"]):
                assert text.strip()
                assert not text.startswith(" ")
            assert field.description["uk"].endswith(".")
            assert field.description["en"].endswith(".")

    @EVERY_TABLE
    def test_example_keeps_to_the_field(self, table: str):
        """The example of a field is a value that the field accepts."""
        for field in schema.load(table).fields:
            assert faults(field.example, field) == [], field.name

    def test_codes_are_words(self):
        """Codes are Latin lowerCamelCase words, but for UAH and the words of Resolution 835."""
        for _, field in fields():
            codes = set(field.constraints.enum) - {"UAH", "Чинна", "Завершена", "Скасована"}
            assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*", code) for code in codes)

    def test_numbers_are_plain(self):
        """Numbers have a decimal point and no unit in the cell; amounts have two decimals."""
        for table, field in fields():
            if field.type is FieldType.NUMBER:
                entries = schema.load(table).descriptor["fields"]
                entry = next(e for e in entries if e["name"] == field.name)  # type: ignore[attr-defined]
                assert (entry["bareNumber"], entry["decimalChar"]) == (True, "."), table
                assert field.decimals in (None, 2)


class TestDictionary:
    def test_every_shared_field_is_in_it(self):
        """A field name that more than one table has stands in the dictionary."""
        tables = defaultdict(list)
        for table, field in fields():
            tables[field.name].append(table)
        shared = {name for name, found in tables.items() if len(found) > 1}
        assert shared - set(DICTIONARY) == set()
        assert set(DICTIONARY) - set(tables) == set()

    @EVERY_TABLE
    def test_one_wording(self, table: str):
        """A table's wording is the dictionary's unless the table says that it narrows it."""
        for field in schema.load(table).fields:
            if field.name not in DICTIONARY:
                assert not field.narrows, field.name
                continue
            same = words(field) == DICTIONARY[field.name]
            assert same is not field.narrows, field.name
            assert field.type.value == DICTIONARY[field.name]["type"]


def faults(text: str, field: Field) -> list[str]:
    """Return the codes of what is wrong with one cell, by the declarations alone."""
    try:
        value = cells.parse(text, field)
    except CellError as error:
        return [error.code]
    must = field.constraints
    if value is None:
        return ["required"] if must.required else []
    number = value if isinstance(value, int | Decimal) else None
    broken = {
        "enum": bool(must.enum) and text not in must.enum,
        "pattern": bool(must.pattern) and not re.fullmatch(must.pattern or "", text),
        "min-length": must.min_length is not None and len(text) < must.min_length,
        "max-length": must.max_length is not None and len(text) > must.max_length,
        "minimum": number is not None and must.minimum is not None and number < must.minimum,
        "maximum": number is not None and must.maximum is not None and number > must.maximum,
    }
    return [code for code, is_broken in broken.items() if is_broken]


def findings(table: str, text: str) -> list[tuple[str, str, str]]:
    """Return what the declarations alone find in a file: a slow, plain second opinion."""
    loaded, grid = schema.load(table), tablefile.parse_grid(text)
    found, seen = [], set()
    for at, row in enumerate(grid.rows, tablefile.HEADER_ROW + 1):
        if len(row) > len(loaded.fields):
            found.append((str(at), "null", "extra-cell"))
        for field, cell in zip(loaded.fields, row, strict=False):
            codes = faults(cell, field)
            if field.name == loaded.key and not codes and cell in seen:
                codes = ["duplicate-key"]
            found += [(str(at), field.name, code) for code in codes]
        found += [(str(at), f.name, "missing-cell") for f in loaded.fields[len(row) :]]
        seen.add(row[0])
    return found


class TestExamples:
    @EVERY_TABLE
    def test_valid_example_is_valid(self, table: str):
        """The valid example has no fault and stands as our writer writes it."""
        loaded, text = schema.load(table), read(table, "example-valid.csv")
        rows = tablefile.typed(table, tablefile.parse_grid(text), loaded).rows
        assert findings(table, text) == []
        assert tablefile.write_text(rows, loaded) == text
        if loaded.key_parts:
            assert all(row[loaded.key] in keys.keys_of(row, loaded.key_parts) for row in rows)

    @EVERY_TABLE
    def test_invalid_example_gives_its_findings(self, table: str):
        """The invalid example gives exactly the findings that stand beside it."""
        expected = csv.DictReader(io.StringIO(read(table, "example-invalid.findings.csv")))
        listed = [(e["row"], e["field"], e["code"]) for e in expected]
        assert findings(table, read(table, "example-invalid.csv")) == listed
        assert len({code for *_, code in listed}) >= 5
        assert {code for *_, code in listed} <= set(catalogue())
