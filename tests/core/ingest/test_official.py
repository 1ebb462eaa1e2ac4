"""Files of the recommended structures as they are met: read rightly and said, or refused by place.

The fixtures are made after the kinds of accident that published files show; no real file is copied.
"""

import re
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from ckanext.infoprog.core import catalogue, cells, schema, workspace
from ckanext.infoprog.core.ingest import Fitted, FittedStream, fit, read, rows
from ckanext.infoprog.core.ingest.notes import severities

FIXTURES = Path(__file__).parents[2] / "fixtures" / "ingest"
CODE = Path(catalogue.__file__).parent / "ingest"
PROGRAMS = schema.load("rda835Programs")
REPORTS = schema.load("rda835Reports")


def told(result: Fitted) -> list[tuple[str, int | None, str | None]]:
    """Return the findings as code, row and field."""
    return [(issue.code, issue.row, issue.field) for issue in result.issues]


class TestPrograms:
    def test_saved_by_excel(self):
        """A list that Excel saved in Ukrainian is read rightly, and every change is told."""
        reading = read(FIXTURES / "programs-excel-uk.csv")
        assert [issue.code for issue in reading.issues] == ["read-encoding", "read-separator"]
        result = fit(reading, PROGRAMS)
        assert told(result) == [
            ("empty-as-null", 2, None),
            ("code-padded", 2, "executantId"),
            ("date-dotted", 2, "legalActAccepted"),
            ("date-dotted", 2, "validFrom"),
            ("date-dotted", 2, "validThrough"),
        ]
        first = dict(zip(result.columns, result.rows[0].cells, strict=True))
        assert first["executantId"] == "04055713"
        assert first["validFrom"] == "2026-01-01"
        assert first["legalActTitle"] == "Про затвердження Програми «Цифрова громада» (приклад)"
        assert first["legalActUrl"] == "null"
        for row in result.rows:
            for field, text in zip(PROGRAMS.fields, row.cells, strict=True):
                cells.parse(text, field)

    def test_as_published(self):
        """Title rows, a second header, damaged names and years for dates are told with places."""
        reading = read(FIXTURES / "programs-as-published.csv")
        assert [issue.code for issue in reading.issues] == ["read-bom"]
        result = fit(reading, PROGRAMS)
        assert told(result) == [
            ("title-rows", 1, None),
            ("header-repaired", 2, "executantName"),
            ("header-repaired", 2, "programUrl"),
            ("header-repaired", 2, "title"),
            ("second-header", 3, None),
            ("empty-as-null", 4, None),
            ("date-form", 4, "validFrom"),
            ("date-form", 4, "validThrough"),
            ("trailing-rows", 5, None),
        ]
        assert result.rows[0].refused == ("validFrom", "validThrough")

    def test_codes_as_numbers(self, books: ModuleType):
        """A workbook that holds EDRPOU codes as numbers gives their eight digits back."""
        values = ["1", "Програма", date(2026, 1, 1), date(2026, 12, 31), "Чинна", "Рада", 4055713]
        table = [list(PROGRAMS.columns), [*values, *[None] * 7, 26241020], *[[None] * 15] * 3]
        result = fit(read(books.xlsx_bytes(table), "programs.xlsx"), PROGRAMS)
        found = dict(zip(result.columns, result.rows[0].cells, strict=True))
        assert (found["executantId"], found["publisherId"]) == ("04055713", "26241020")
        assert found["validFrom"] == "2026-01-01"
        assert {code for code, _, _ in told(result)} == {
            "code-padded", "number-as-text", "date-cell", "empty-as-null",
        }  # fmt: skip

    def test_shortened_code(self, books: ModuleType):
        """A code that Excel shortened to 2.62E+07 is refused with its cell."""
        row = ["1", "Програма", "2026-01-01", "2026-12-31", "Чинна", "Рада", "2.62E+07"]
        data = books.csv_bytes([list(PROGRAMS.columns), [*row, *["null"] * 7, "26241020"]])
        (issue,) = fit(read(data, "programs.csv"), PROGRAMS).issues
        assert (issue.code, issue.param("place")) == ("digits-lost", "G2")


class TestOurTables:
    @pytest.mark.parametrize("table", schema.names())
    def test_valid_example(self, table: str):
        """The valid example of every table passes without a word, whole and row by row."""
        path = Path(str(workspace.schemas())) / table / "example-valid.csv"
        declared = schema.load(table)
        result = fit(read(path), declared)
        assert (told(result), result.refused_rows) == ([], ())
        assert result.columns == declared.columns
        stream = FittedStream(rows(path), declared)
        assert tuple(stream.rows()) == result.rows


class TestCatalogue:
    def test_every_code_is_used(self):
        """Each finding of reading is raised somewhere, and nothing else is raised."""
        text = "".join(path.read_text("utf-8") for path in sorted(CODE.glob("*.py")))
        quoted = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)*)"', text))
        assert set(severities()) <= quoted
        assert all(code in catalogue.catalogue() for code in severities())
