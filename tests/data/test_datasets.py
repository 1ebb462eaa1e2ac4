"""Every dataset: no errors, every acknowledged disagreement found, every cell in its source."""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ckanext.infoprog.core import schema, workspace
from ckanext.infoprog.core.check import check
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.package import read_package
from ckanext.infoprog.core.validation.money import add_up, primary_table
from ckanext.infoprog.core.validation.records import records
from tests.data.verbatim import TRANSCRIBED, Document, Looked, look_up

TODAY = date(2026, 11, 21)
FOLDERS = workspace.find().packages(examples=True)
TRANSCRIPTS = tuple(f for f in workspace.find().packages() if (f / "source.txt").is_file())
EVERY_PACKAGE = pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
EVERY_TRANSCRIPT = pytest.mark.parametrize("folder", TRANSCRIPTS, ids=lambda f: f.name)


@cache
def looked(folder: Path) -> Looked:
    """Return the transcribed cells of a package, looked up in its source text."""
    return look_up(read_package(folder), Document(folder / "source.txt"))


class TestCheck:
    @EVERY_PACKAGE
    def test_no_errors(self, folder: Path):
        """Every published package passes the check without an error or warning."""
        assert check(folder, TODAY).findings == ()

    @EVERY_PACKAGE
    def test_acknowledged_are_found(self, folder: Path):
        """Every discrepancy that names a rule is found by it, and nothing else is known."""
        named = {
            row.key for row in records(read_package(folder), "discrepancies") if row.text("rule")
        }
        assert {known.discrepancy_id for known in check(folder, TODAY).known} == named


class TestVerbatim:
    @EVERY_TRANSCRIPT
    def test_every_cell_stands_in_the_source(self, folder: Path):
        """Every transcribed cell is found in the source text, but for the listed corrections."""
        assert looked(folder).missing == ()

    def test_share(self, capsys: pytest.CaptureFixture[str]):
        """The share of cells found verbatim is 100 % less the corrections, and is printed."""
        for folder in TRANSCRIPTS:
            found = looked(folder)
            verbatim = found.whole + found.in_pieces
            line = (
                f"{folder.name}: {found.cells} cells looked up, {verbatim} verbatim "
                f"({100 * verbatim / found.cells:.2f} %; {found.in_pieces} of them in pieces), "
                f"{found.corrected} corrected, {len(found.missing)} not found"
            )
            with capsys.disabled():
                print(f"\n{line}", end="")  # noqa: T201 – asked for: the share is shown
            assert verbatim + found.corrected == found.cells

    @EVERY_TRANSCRIPT
    def test_a_changed_cell_is_missed(self, folder: Path):
        """The look-up is no formality: a text with one word more is not found."""
        package = read_package(folder)
        document = Document(folder / "source.txt")
        (table,) = [t for t in ("measures", "projects", "questions") if t in package.tables]
        for row in records(package, table):
            text = f"{row.text('title') or row.text('text')} негайно"
            assert not document.in_pieces(text, row.text("sourceRef"))

    def test_columns_are_there(self):
        """The columns looked up are columns of the schemas."""
        for table, columns in TRANSCRIBED.items():
            assert set(columns) <= set(schema.load(table).columns)


class TestNumbers:
    @EVERY_TRANSCRIPT
    @pytest.mark.parametrize(
        "table", ["funding", "statedTotals", "projectFunding", "projectTotals"]
    )
    def test_amounts_are_the_printed_ones(self, folder: Path, table: str):
        """An amount is the printed number in the document's unit, to the kopiyka."""
        package = read_package(folder)
        units = {row.text("statedUnit") for row in records(package, "programme")}
        times = 1 if units == {"uah"} else 1000
        for row in records(package, table):
            if row.decimal("amount") is not None:
                assert row.decimal("amount") == printed(row.text("amountPrinted")) * times, row.key

    @EVERY_TRANSCRIPT
    @pytest.mark.parametrize("table", ["indicatorValues", "indicatorDynamics"])
    def test_values_are_the_printed_ones(self, folder: Path, table: str):
        """A value is the printed number without its footnotes."""
        for row in records(read_package(folder), table):
            if row.decimal("value") is not None:
                assert row.decimal("value") == printed(row.text("printed")), row.key


class TestLinks:
    @EVERY_TRANSCRIPT
    def test_links_lead_somewhere(self, folder: Path):
        """A link to another package leads to a row of it."""
        for row in records(read_package(folder), "links"):
            if row.text("toTable") and row.text("toKey"):
                table = _package(row.text("toPackage") or folder.name).tables[row.text("toTable")]
                assert row.text("toKey") in table.by_key(), row.key


def printed(text: str | None) -> Decimal:
    """Return a printed number: spaces group thousands, a comma stands before decimals."""
    plain = re.sub(r"[\s\u00a0+*%]", "", text or "").replace(",", ".").replace("\u2212", "-")
    return Decimal(plain)


class TestContents:
    @pytest.mark.parametrize(
        ("name", "table", "count"),
        [
            ("kropyvnytskyi-2025-2027", "measures", 44),
            ("kropyvnytskyi-2025-2027", "directions", 4),
            ("kropyvnytskyi-2025-2027", "indicators", 51),
            ("kropyvnytskyi-2025-2027", "metrics", 49),
            ("kropyvnytskyi-2022-2024", "measures", 23),
            ("kropyvnytskyi-2022-2024", "tasks", 39),
            ("kremenchuk-2026-2028", "measures", 35),
            ("kremenchuk-2026-2028", "indicators", 26),
            ("kropyvnytskyi-strategy-projects", "projects", 6),
            ("amu-digital-survey", "questions", 6),
            ("amu-digital-survey", "respondents", 19),
        ],
    )
    def test_counts(self, name: str, table: str, count: int):
        """The packages hold as many rows as the documents print."""
        assert len(_package(name).rows(table)) == count

    def test_printed_total_of_the_programme(self):
        """The programme's rows differ from its printed total by the 45 hryvnias of measure 1.3."""
        package = _package("kropyvnytskyi-2025-2027")
        rows = records(package, "funding")
        assert {r.text("tableId") for r in rows} == {primary_table(package)}
        sums = {year: amount for (year,), amount in add_up(rows, ("year",)).items()}
        assert {year: str(amount) for year, amount in sums.items()} == {
            2025: "4068950.00",
            2026: "5006294.00",
            2027: "4157484.00",
        }


def _package(name: str) -> Package:
    """Return a package of datasets/ by its name."""
    return read_package(workspace.find().package(name))
