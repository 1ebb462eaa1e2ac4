"""Structure: each table against its schema, by the engine that stands behind the interface."""

import csv
import io

import pytest

from ckanext.infoprog.core import schema, tablefile, workspace
from ckanext.infoprog.core.catalogue import explain
from ckanext.infoprog.core.validation import structure
from ckanext.infoprog.core.validation.frictionless_engine import FrictionlessEngine
from ckanext.infoprog.core.validation.sources import TableSource
from tests.core.validation.small import places

EVERY_TABLE = pytest.mark.parametrize("table", schema.names())
TASKS = "taskId,directionId,title,sourceRef,priorityId\n"


def source(table: str, text: str) -> TableSource:
    grid = tablefile.parse_grid(text)
    return TableSource(table, f"data/{table}.csv", schema.load(table), grid.header, grid.rows)


def example(table: str, name: str) -> str:
    return (workspace.schemas() / table / name).read_text("utf-8")


def examined(table: str, text: str) -> structure.Structured:
    return structure.examine(source(table, text), FrictionlessEngine())


def found(text: str) -> list[tuple[int | None, str | None, str]]:
    return places(list(examined("tasks", text).issues))


class TestExamples:
    @EVERY_TABLE
    def test_valid_example_passes(self, table: str):
        """The valid example of every schema gives no finding."""
        judged = examined(table, example(table, "example-valid.csv"))
        assert (judged.issues, judged.whole) == ((), True)

    @EVERY_TABLE
    def test_invalid_example_gives_its_findings(self, table: str):
        """The invalid example of every schema gives exactly the findings listed beside it."""
        listed = csv.DictReader(io.StringIO(example(table, "example-invalid.findings.csv")))
        expected = [(e["row"], e["field"], e["code"]) for e in listed]
        issues = examined(table, example(table, "example-invalid.csv")).issues
        given = [(str(i.row), i.field or "null", i.code) for i in issues]
        assert sorted(given) == sorted(expected)

    @EVERY_TABLE
    def test_messages_are_complete(self, table: str):
        """Every finding about structure fills its message in both languages."""
        for issue in examined(table, example(table, "example-invalid.csv")).issues:
            assert all("{" not in explain(issue, lang) for lang in ("uk", "en"))


class TestHeader:
    @pytest.mark.parametrize(
        ("header", "expected"),
        [
            ("taskId,directionId,title,sourceRef", [(1, "priorityId", "missing-column")]),
            (
                "taskId,directionId,title,sourceRef,priorityId,extra",
                [(1, "extra", "extra-column")],
            ),
            (
                "taskId,directionId,title,sourceRef,priorityId,title",
                [(1, "title", "duplicate-column")],
            ),
            ("taskId,title,directionId,sourceRef,priorityId", [(1, None, "column-order")]),
            ("directionId,title,sourceRef,priorityId", [(1, "taskId", "missing-column")]),
        ],
    )
    def test_header(self, header: str, expected: list[tuple[int, str | None, str]]):
        """A column that is missing, unknown, doubled or moved is told once, at the header."""
        assert found(header + "\n") == expected

    def test_moved_columns_are_read_by_name(self):
        """Columns in another order hold the same rows: the order alone is told."""
        judged = examined(
            "tasks", "title,taskId,directionId,sourceRef,priorityId\nа,t,1,line 1,null\n"
        )
        assert places(list(judged.issues)) == [(1, None, "column-order")]
        assert judged.table.rows[0]["title"] == "а"


class TestRows:
    @pytest.mark.parametrize(
        ("row", "expected"),
        [
            ("", [(2, None, "blank-row")]),
            (",,,,", [(2, None, "blank-row")]),
            ("t,1,а,line 1,null,зайве", [(2, None, "extra-cell")]),
            ("t,1,а,line 1", [(2, "priorityId", "missing-cell")]),
            ("t,1,null,line 1,null", [(2, "title", "required")]),
            ("t,1,,line 1,null", [(2, "title", "empty-cell")]),
            ("t,не код,а,line 1,null", [(2, "directionId", "pattern")]),
            (
                "null,null,null,null,null",
                [(2, "sourceRef", "required"), (2, "taskId", "required"), (2, "title", "required")],
            ),
        ],
    )
    def test_row(self, row: str, expected: list[tuple[int, str | None, str]]):
        """A faulty row gives the finding of its fault and nothing that follows from it."""
        assert found(f"{TASKS}{row}\n") == expected

    def test_repeated_key_names_the_first(self):
        """A key that is used again is told at its second row, with the number of the first."""
        row = "t,1,а,line 1,null\n"
        (issue,) = examined("tasks", TASKS + row + row).issues
        assert (issue.row, issue.key, issue.param("first")) == (3, "t", 2)

    @pytest.mark.parametrize("amount", ["1e5", "1 000.00", "1,00", "+1.00", "٣.00", "NaN", "0x1"])
    def test_only_our_spelling_of_numbers(self, amount: str):
        """A number that another program would read is still refused where it is not our form."""
        row = f't~localBudget~2026,t,localBudget,null,2026,"{amount}",1,UAH,line 1\n'
        header = ",".join(schema.load("projectTotals").columns) + "\n"
        codes = [i.code for i in examined("projectTotals", header + row).issues]
        assert codes == ["type-error"]

    def test_all_findings_are_counted(self):
        """There is no limit of a thousand: every fault is told."""
        rows = "".join(f"t-{n},1,null,line 1,null\n" for n in range(2500))
        assert len(found(TASKS + rows)) == 2500

    def test_rows_keep_their_numbers(self):
        """Blank rows and cells over several lines do not move the numbers behind them."""
        assert found(f'{TASKS}a,1,"два\nрядки",line 1,null\n\nb,1,null,line 1,null\n') == [
            (3, None, "blank-row"),
            (4, "title", "required"),
        ]
