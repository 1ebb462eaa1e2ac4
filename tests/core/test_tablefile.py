"""Our CSV: one strict reader, one sorting writer."""

import string
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.infoprog.core import schema, tablefile
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import Cell, Field, FieldType, Row

TASKS = schema.load("tasks")
HEADER = "taskId,directionId,title,sourceRef,priorityId"
TEXT = st.text(
    st.characters(exclude_characters="\r\0", exclude_categories=("Cs",)), min_size=1, max_size=12
).filter(lambda text: text != "null")


def values(field: Field) -> st.SearchStrategy[Cell]:
    """Any value that a field's type can hold."""
    amounts = st.decimals(0, 10**9, places=2, allow_nan=False)
    by_type: dict[FieldType, st.SearchStrategy[Cell]] = {
        FieldType.STRING: TEXT,
        FieldType.INTEGER: st.integers(),
        FieldType.NUMBER: amounts if field.is_money else st.decimals(-9999, 9999, places=3),
        FieldType.YEAR: st.integers(0, 9999),
        FieldType.DATE: st.dates(),
        FieldType.BOOLEAN: st.booleans(),
    }
    if field.format == "uri":
        return st.none() | st.just("https://example.org/a")
    return st.none() | by_type[field.type]


def tables(name: str) -> st.SearchStrategy[list[Row]]:
    """Any rows of a table, with keys that differ."""
    declared = schema.load(name)
    key = st.text(string.ascii_letters + string.digits + ".-~", min_size=1, max_size=8)
    key = key.filter(lambda text: text != "null")
    cells = {f.name: values(f) for f in declared.fields} | {declared.key: key}
    rows = st.fixed_dictionaries(cells)
    return st.lists(rows, max_size=4, unique_by=lambda row: row[declared.key])


class TestRoundTrip:
    @pytest.mark.parametrize("name", ["programme", "funding", "metricValues", "sourceTables"])
    @settings(max_examples=30)
    @given(data=st.data())
    def test_writing_and_reading_back_is_the_identity(self, name: str, data: st.DataObject):
        """Rows that are written and read back are the same rows in the order of their keys."""
        declared, rows = schema.load(name), data.draw(tables(name))
        text = tablefile.write_text(rows, declared)
        back = tablefile.typed(name, tablefile.parse_grid(text), declared)
        assert [dict(row) for row in back.rows] == tablefile.in_order(rows, declared)
        assert tablefile.write_text(back.rows, declared) == text

    @settings(max_examples=30)
    @given(data=st.data())
    def test_order_of_rows_does_not_matter(self, data: st.DataObject):
        """The same rows in another order give the same bytes."""
        rows = data.draw(tables("tasks"))
        shuffled = data.draw(st.permutations(rows))
        assert tablefile.write_text(rows, TASKS) == tablefile.write_text(shuffled, TASKS)


class TestWrite:
    def test_house_rules(self):
        """Files have LF, the schema's columns, natural order, `null` and two decimals of money."""
        rows: list[Row] = [
            {"fundingId": "1.10~-~-~-~-", "measureId": "1.10", "fundingKind": "notStated"},
            {"fundingId": "1.2~-~-~-~-", "measureId": "1.2", "amount": Decimal(5), "year": 2026},
        ]
        text = tablefile.write_text(rows, schema.load("funding"))
        assert "\r" not in text
        assert text.splitlines()[1:] == [
            "1.2~-~-~-~-,1.2,null,null,null,null,null,null,2026,null,null,5.00,null,null,null",
            "1.10~-~-~-~-,1.10,null,null,null,null,null,null,null,notStated,null,null,null,null,null",
        ]

    def test_same_bytes(self, tmp_path: Path):
        """Writing a file twice gives the same bytes, UTF-8 without a byte order mark."""
        rows: list[Row] = [{"taskId": "t-1", "title": "Завдання, «перше»", "sourceRef": "line 1"}]
        for name in ("one.csv", "two.csv"):
            tablefile.write_table(tmp_path / "data" / name, rows, TASKS)
        one, two = (path.read_bytes() for path in sorted((tmp_path / "data").iterdir()))
        assert one == two
        assert one.decode("utf-8").startswith(HEADER)

    def test_unknown_column_is_refused(self):
        """A column that the schema does not have is refused, not dropped."""
        with pytest.raises(PackageError, match="no column titel"):
            tablefile.write_text([{"taskId": "t-1", "titel": "x"}], TASKS)


class TestRead:
    def test_typed(self, tmp_path: Path):
        """A file is read with typed values."""
        path = tmp_path / "editions.csv"
        tablefile.write_table(
            path, [{"editionId": "e1", "validFrom": date(2026, 1, 1)}], schema.load("editions")
        )
        (row,) = tablefile.read_table(path, schema.load("editions")).rows
        assert (row["validFrom"], row["changes"]) == (date(2026, 1, 1), None)

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            (b"", "it has no header row"),
            ("taskId,Назва".encode("cp1251"), "tasks.csv cannot be read"),
            (f'{HEADER}\na,"b'.encode(), "not CSV"),
            (b"taskId,title\n", "header of tasks is not the schema's"),
            (f"\ufeff{HEADER}\n".encode(), "header of tasks is not the schema's"),
            (f"{HEADER}\na,b\n".encode(), "Row 2 of tasks has 2 cells, not 5"),
            (f"{HEADER}\na,b,,d,null\n".encode(), "Row 2 of tasks: The field title is empty"),
        ],
    )
    def test_another_file_is_refused(self, tmp_path: Path, bad: bytes, message: str):
        """A file that is not exactly ours is refused with its place and reason."""
        path = tmp_path / "tasks.csv"
        path.write_bytes(bad)
        with pytest.raises(PackageError, match=message):
            tablefile.read_table(path, TASKS)

    def test_line_separators_inside_cells(self):
        """Line separators of Unicode inside a cell do not tear the row."""
        grid = tablefile.parse_grid('a,b\n"x\u2028y","1\n2"\n')
        assert tuple(grid.rows) == (("x\u2028y", "1\n2"),)
