"""The example community says that it is one, keeps to the schemas and adds up but once."""

import json
import re
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ckanext.infoprog.core import descriptor, keys, tablefile, workspace
from ckanext.infoprog.core.model import Package, Row
from tests.data.example import FOLDER, add_up

MARK = "Приклад: "
MISPRINT = "measure~1.1~-~-~-~-"
TITLES = ("title", "legalActTitle")
LINES = (FOLDER / "source.txt").read_text("utf-8").splitlines()
CODES = re.compile(r"(?<!\d)\d{8}(?!\d)|@|\+?38\(?0\d{2}")
WORDS = {
    "passportEntries": ("label", "text"),
    "directions": ("title",),
    "priorities": ("title",),
    "tasks": ("title",),
    "textItems": ("text",),
    "measures": ("title", "termText", "expectedResult"),
    "measureEditions": ("title", "termText", "expectedResult"),
    "measureExecutants": ("executantLabel",),
    "funding": ("sourceLabel", "fundingText", "amountPrinted"),
    "statedTotals": ("sourceLabel", "amountPrinted"),
    "metrics": ("title", "unit"),
    "metricSources": ("sourceLabel",),
    "indicators": ("title", "unit", "formula"),
    "indicatorValues": ("printed", "textValue", "note"),
    "indicatorDynamics": ("printed", "textValue"),
    "metricValues": ("note",),
    "reportingDuties": ("fromName", "toName", "what", "form", "legalBasis"),
    "editions": ("legalActTitle", "legalActNumber", "changes"),
    "sourceTables": ("title",),
    "keyFigures": ("printed",),
}


def cited(row: Row) -> str:
    """Return the lines of the text that a row names, joined."""
    found = re.search(r"lines? (\d+)(?:-(\d+))?$", str(row["sourceRef"]))
    assert found, row
    first, last = int(found[1]), int(found[2] or found[1])
    assert 1 <= first <= last <= len(LINES)
    return " ".join(LINES[first - 1 : last])


class TestMarks:
    def test_every_title_names_the_example(self, example: Package):
        """Every title and title of a legal act in the example begins with «Приклад:»."""
        plain = [
            (table, row[column])
            for table, content in example.tables.items()
            for row in content.rows
            for column in TITLES
            if row.get(column) is not None and not str(row[column]).startswith(MARK)
        ]
        assert plain == []

    def test_the_package_names_the_example(self, example: Package):
        """The package's title says in both languages that it is an example."""
        assert example.meta.title["uk"].startswith("Приклад: ")
        assert example.meta.title["en"].startswith("Example: ")
        assert all(s.title.startswith("Приклад: ") for s in example.meta.sources)

    def test_every_body_carries_the_mark(self, example: Package):
        """The name of every body of the example says that it is one."""
        assert all("(приклад)" in str(row["name"]) for row in example.rows("executants"))

    def test_the_text_says_it_is_invented(self):
        """The document of the example opens with the words that it is invented."""
        assert LINES[0].startswith("ПРИКЛАД.")
        assert LINES[1].startswith("EXAMPLE.")

    def test_no_codes_or_contacts(self):
        """The example holds no code of a body, no e-mail and no telephone."""
        found = [
            (path.name, CODES.findall(path.read_text("utf-8")))
            for path in sorted((FOLDER / "data").glob("*.csv"))
        ]
        assert [entry for entry in found if entry[1]] == []


class TestForm:
    def test_frictionless_finds_it_valid(self, tmp_path: Path):
        """The described example passes frictionless, foreign keys included."""
        import frictionless

        copy = tmp_path / FOLDER.name
        (copy / "data").mkdir(parents=True)
        for path in [FOLDER / "source.txt", FOLDER / "package.yaml", *FOLDER.glob("data/*.csv")]:
            (copy / path.relative_to(FOLDER)).write_bytes(path.read_bytes())
        descriptor.write_descriptor(copy)
        report = frictionless.validate(str(copy / workspace.DESCRIPTOR_FILE))
        assert report.flatten(["type", "note"]) == []

    def test_files_are_as_the_writer_writes_them(self, example: Package):
        """Every file of the example is byte for byte what the sorting writer gives."""
        for table in example.tables.values():
            path = FOLDER / "data" / f"{table.name}.csv"
            assert path.read_text("utf-8") == tablefile.write_text(table.rows, table.schema)

    def test_keys_are_made_of_their_parts(self, example: Package):
        """Every key of the example is the one that its columns make."""
        for table in example.tables.values():
            if table.schema.key_parts:
                for row in table.rows:
                    assert row[table.schema.key] in keys.keys_of(row, table.schema.key_parts)

    def test_the_id_is_the_names(self):
        """The id written in package.yaml is the one that the name gives."""
        written = (FOLDER / "package.yaml").read_text("utf-8")
        assert f"id: {descriptor.package_id('zrazkova-hromada')}\n" in written

    def test_the_readme_counts_the_rows(self, example: Package):
        """The README names each table with its count of rows, in both languages."""
        readme = (FOLDER / "README.md").read_text("utf-8")
        counted = re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", readme, re.MULTILINE)
        expected = {name: len(table.rows) for name, table in example.tables.items()}
        assert len(counted) == 2 * len(expected)
        assert {name: int(count) for name, count in counted} == expected


class TestText:
    @pytest.mark.parametrize("table", WORDS)
    def test_words_stand_where_the_row_says(self, example: Package, table: str):
        """Every worded cell stands in the lines that its row names."""
        lost = [
            (row[example.tables[table].schema.key], column, row[column])
            for row in example.rows(table)
            for column in WORDS[table]
            if row[column] is not None and str(row[column]) not in cited(row)
        ]
        assert lost == []

    def test_every_row_of_the_document_is_traced(self, example: Package):
        """Every row of a table with sourceRef, but of links, names existing lines."""
        for name, table in example.tables.items():
            if "sourceRef" in table.schema.columns and name != "corrections":
                assert all(cited(row) for row in table.rows)

    def test_what_was_reported_stands_in_the_text(self, example: Package):
        """The titles of the reports and what the executors wrote stand in the document."""
        text = "\n".join(LINES)
        assert all(str(row["title"]) in text for row in example.rows("reports"))
        told = (row["progressText"] for row in example.rows("execution"))
        assert all(str(words) in text for words in told if words is not None)


class TestMoney:
    def test_amount_exactly_where_the_kind_is_amount(self, example: Package):
        """An amount stands in the rows of kind amount and in no other; all kinds occur."""
        rows = example.rows("funding")
        assert all((row["amount"] is not None) == (row["fundingKind"] == "amount") for row in rows)
        kinds = {"amount", "noFundingNeeded", "withinAllocations", "notStated"}
        assert {row["fundingKind"] for row in rows} == kinds
        assert {row["source"] for row in rows} == {None, "localBudget", "internationalAid"}
        assert any(row["amount"] == 0 for row in rows)

    def test_printed_totals_are_the_sums_but_one(self, example: Package):
        """Each printed total is the sum of the adopted rows, but one that is 100 UAH off."""
        measures = {row["measureId"]: row["directionId"] for row in example.rows("measures")}
        scope_of: dict[str, Callable[[Row], object]] = {
            "measure": lambda row: row["measureId"],
            "direction": lambda row: measures[row["measureId"]],
            "programme": lambda _: "zrazkova-hromada",
        }
        off = []
        for stated in example.rows("statedTotals"):
            rows = [
                row for row in example.rows("funding")
                if row["fundingKind"] == "amount" and row["editionId"] == "original"
                and scope_of[str(stated["scope"])](row) == stated["scopeId"]
                and all(stated[c] in (None, row[c]) for c in ("source", "executantId", "year"))
            ]  # fmt: skip
            assert rows, stated["totalId"]
            if add_up(rows) != stated["amount"]:
                off.append((stated["totalId"], Decimal(str(stated["amount"])) - add_up(rows)))
        assert off == [(MISPRINT, Decimal("100.00"))]

    def test_the_misprint_is_acknowledged(self, example: Package):
        """The one wrong total is the one discrepancy, as sum-measure, with both values."""
        (row,) = example.rows("discrepancies")
        said = (row["rule"], row["table"], row["key"], row["field"], row["documentValue"])
        assert said == ("sum-measure", "statedTotals", MISPRINT, "amount", "280100.00")
        assert Decimal(str(row["documentValue"])) - Decimal(str(row["otherValue"])) == 100

    def test_printed_amounts_are_the_thousandth_part(self, example: Package):
        """What is printed in thousands with three decimals is the amount divided by 1000."""
        for table in ("funding", "statedTotals"):
            for row in example.rows(table):
                if row["amountPrinted"] is not None:
                    printed = Decimal(str(row["amountPrinted"]).replace(",", "."))
                    assert printed * 1000 == row["amount"]

    def test_the_programme_has_the_money_in_force(self, example: Package):
        """The programme's total is the sum of the rows in force, amended ones replacing others."""
        in_force = {}
        for row in sorted(example.rows("funding"), key=lambda r: r["editionId"] != "original"):
            if row["fundingKind"] == "amount":
                columns = ("measureId", "source", "fund", "executantId", "year")
                in_force[tuple(row[c] for c in columns)] = row
        (programme,) = example.rows("programme")
        assert add_up(in_force.values()) == programme["totalAmount"] == Decimal("3015000.00")

    def test_the_amendment_changes_amount_term_and_target(self, example: Package):
        """The amendment changes one amount, extends one term and raises one target."""
        by_edition = defaultdict(dict)
        for row in example.rows("funding"):
            key = (row["measureId"], row["source"], row["year"])
            by_edition[row["editionId"]][key] = row["amount"]
        assert set(by_edition) == {"original", "amendment-1"}
        before = by_edition["original"]
        changed = {
            key: (before.get(key), amount)
            for key, amount in by_edition["amendment-1"].items()
            if before.get(key) != amount
        }
        assert changed == {
            ("1.2", "localBudget", 2025): (Decimal("200000"), Decimal("230000")),
            ("2.1", "localBudget", 2026): (Decimal("150000"), Decimal("100000")),
            ("2.1", "localBudget", 2027): (None, Decimal("50000")),
            ("2.1", "internationalAid", 2027): (None, Decimal("0")),
        }
        term = example.tables["measures"].by_key()["2.1"]
        assert (term["startYear"], term["endYear"], term["editionId"]) == (
            2025, 2027, "amendment-1",
        )  # fmt: skip
        terms = {row["editionId"]: row["endYear"] for row in example.rows("measureEditions")}
        assert terms == {"original": 2026, "amendment-1": 2027}
        targets = example.tables["indicatorValues"].by_key()
        target = targets["ind-2-1~-~target~2027~amendment-1"]
        assert targets["ind-2-1~-~target~2027"]["value"] == 12
        assert (target["value"], target["note"]) == (
            15, "Змінено рішенням від 26.06.2025 № 0002: було 12, стало 15.",
        )  # fmt: skip


class TestDocs:
    @pytest.mark.parametrize("name", ["docs/example.md", "docs/uk/pryklad.md"])
    def test_docs_point_to_the_example(self, name: str):
        """The page of the example in each language links to its README."""
        text = (FOLDER.parent.parent / name).read_text("utf-8")
        assert "examples/zrazkova-hromada/README.md" in text

    def test_described_without_missing_tables(self, example: Package):
        """The descriptor of the example lists every one of its tables."""
        listed = {
            entry["table"] for entry in json.loads(descriptor.describe_text(FOLDER))["resources"]
        }
        assert listed == set(example.tables)
