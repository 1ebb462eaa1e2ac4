"""The table in a grid: headings as found in the wild, rows told apart, nothing dropped unsaid."""

import random
from types import ModuleType
from typing import Any

import pytest

from ckanext.infoprog.core.errors import UsageError
from ckanext.infoprog.core.ingest import Fitted, fit, read
from ckanext.infoprog.core.model import TableSchema

HEADER = ["workId", "title", "edrpou", "amount", "share", "count", "year", "startDate", "done"]
TITLES = ["Код роботи", "Назва роботи", "Код ЄДРПОУ", "Сума, грн", "Частка", "Кількість", "Рік",
          "Дата початку", "Виконано"]  # fmt: skip
ROW = ["1.1", "Сайт", "26241020", "100.50", "0.5", "3", "2026", "2026-01-01", "true"]
BLANK = [""] * 9


Table = list[list[Any]]


def fitted(books: ModuleType, works: TableSchema, table: Table, **more: str):
    return fit(read(books.csv_bytes(table, **more), "a.csv"), works)


def told(result: Fitted):
    return [(issue.code, issue.row, issue.field) for issue in result.issues]


def values(result: Fitted):
    return [list(row.cells) for row in result.rows]


class TestHeader:
    def test_plain(self, books: ModuleType, works: TableSchema):
        """A table in our form gives its rows and no finding."""
        result = fitted(books, works, [HEADER, ROW])
        assert (result.columns, values(result), told(result)) == (tuple(HEADER), [ROW], [])

    def test_order_does_not_matter(self, books: ModuleType, works: TableSchema):
        """Columns in another order give the same cells."""
        table = [list(reversed(row)) for row in (HEADER, ROW)]
        assert values(fitted(books, works, table)) == [ROW]

    def test_title_rows(self, books: ModuleType, works: TableSchema):
        """Rows above the header are passed over and counted."""
        result = fitted(books, works, [["Перелік робіт", *BLANK[1:]], BLANK, HEADER, ROW])
        assert told(result) == [("title-rows", 1, None)]
        assert (result.header.row, values(result)) == (3, [ROW])

    @pytest.mark.parametrize("table", [[HEADER, TITLES, ROW], [TITLES, HEADER, ROW]])
    def test_second_header(self, books: ModuleType, works: TableSchema, table: Table):
        """A second header row, in Ukrainian or below it, is passed over and told."""
        result = fitted(books, works, table)
        assert ("second-header", 2, None) in told(result)
        assert values(result) == [ROW]

    def test_second_header_in_other_words(self, books: ModuleType, works: TableSchema):
        """Words where numbers and dates belong make a second header too."""
        words = ["код", "назва", "код", "сума", "частка", "скільки", "рік", "коли", "так чи ні"]
        result = fitted(books, works, [HEADER, words, ROW])
        assert told(result) == [("second-header", 2, None)]

    def test_numbering(self, books: ModuleType, works: TableSchema):
        """A row that numbers the columns is passed over and told."""
        result = fitted(books, works, [HEADER, [str(i) for i in range(1, 10)], ROW])
        assert told(result) == [("numbering-row", 2, None)]

    def test_titles(self, books: ModuleType, works: TableSchema):
        """Ukrainian titles stand for names, and each is told."""
        result = fitted(books, works, [TITLES, ROW])
        assert values(result) == [ROW]
        assert {code for code, _, _ in told(result)} == {"header-by-title"}

    @pytest.mark.parametrize(
        "text",
        ["tіtle", "title\t", "\u00a0title", "ti\u200btle", "ti\u2028tle", "TITLE", "\ufefftitle"],
    )
    def test_repaired(self, books: ModuleType, works: TableSchema, text: str):
        """A name with look-alike letters or stray signs is known, and told."""
        result = fitted(books, works, [[HEADER[0], text, *HEADER[2:]], ROW])
        assert told(result) == [("header-repaired", 1, "title")]
        assert values(result) == [ROW]

    def test_missing_extra_and_double(self, books: ModuleType, works: TableSchema):
        """A missing, a doubled and an unknown column are each an error."""
        result = fitted(books, works, [[*HEADER[:8], "note", "title"], [*ROW[:8], "x", "y"]])
        assert told(result) == [
            ("missing-column", 1, "done"),
            ("extra-column", 1, "note"),
            ("duplicate-column", 1, "title"),
        ]
        assert result.columns == tuple(HEADER[:8])

    @pytest.mark.parametrize("table", [[ROW, ROW], [["a", "b"]], [["title", "x", "y", "z"]], [[]]])
    def test_none(self, books: ModuleType, works: TableSchema, table: Table):
        """Without a header nothing is guessed."""
        result = fitted(books, works, [*table, ["кінець"]])
        assert not result.found
        assert told(result) == [("header-not-found", None, None)]


class TestRows:
    def test_blank_rows_and_columns(self, books: ModuleType, works: TableSchema):
        """Blank rows and columns are passed over and counted."""
        table = [[*row, "", ""] for row in (HEADER, ROW, BLANK, ROW, BLANK, BLANK)]
        result = fitted(books, works, table)
        assert values(result) == [ROW, ROW]
        assert told(result) == [
            ("empty-columns", 1, None),
            ("blank-rows", 3, None),
            ("trailing-rows", 5, None),
        ]

    @pytest.mark.parametrize("word", ["Разом", "ВСЬОГО:", "Усього за програмою", "Total"])
    def test_total_row(self, books: ModuleType, works: TableSchema, word: str):
        """A total row is an error with its row, and no data."""
        total = [word, "", "", "100.50", "", "", "", "", ""]
        result = fitted(books, works, [HEADER, ROW, total])
        assert (values(result), result.refused_rows) == ([ROW], (3,))
        assert told(result) == [("total-row", 3, None)]

    def test_word_of_a_total_in_a_title(self, books: ModuleType, works: TableSchema):
        """A row with a key of its own is data, even if its title begins like a total."""
        data = [ROW[0], "Всього звернень", *ROW[2:]]
        turned = [[row[1], row[0], *row[2:]] for row in (HEADER, data)]
        assert values(fitted(books, works, turned)) == [data]

    def test_ragged(self, books: ModuleType, works: TableSchema):
        """A row with a cell too many or too few is refused with its row."""
        result = fitted(books, works, [HEADER, [*ROW, "x"], ROW[:8], ROW])
        assert told(result) == [("extra-cell", 2, None), ("missing-cell", 3, "done")]
        assert result.refused_rows == (2, 3)

    def test_refused_cell(self, books: ModuleType, works: TableSchema):
        """A doubtful cell stays as it stands and is named; the rest of the row is read."""
        result = fitted(books, works, [HEADER, [*ROW[:3], "1,234", *ROW[4:]]])
        assert result.rows[0].refused == ("amount",)
        assert values(result) == [[*ROW[:3], "1,234", *ROW[4:]]]
        (issue,) = result.issues
        assert (issue.code, issue.value, issue.param("place")) == (
            "number-ambiguous",
            "1,234",
            "D2",
        )

    def test_changes_are_told_once_a_column(self, books: ModuleType, works: TableSchema):
        """A change is told once a column: the first cell, both forms, and how many."""
        table = [HEADER, *([*ROW[:3], f"{i},50", *ROW[4:]] for i in range(7))]
        (issue,) = fitted(books, works, table).issues
        assert (issue.code, issue.row, issue.value, issue.param("after"), issue.param("count")) == (
            "decimal-comma", 2, "0,50", "0.50", 7,
        )  # fmt: skip

    def test_errors_are_all_counted(self, books: ModuleType, works: TableSchema):
        """Beyond a thousand of a kind in a column, errors are counted instead of listed."""
        table = [HEADER, *([*ROW[:3], "x", *ROW[4:]] for _ in range(1_500))]
        result = fitted(books, works, table)
        listed = [issue for issue in result.issues if issue.code == "number-form"]
        (more,) = [issue for issue in result.issues if issue.code == "more-like-this"]
        assert (len(listed), more.param("count"), more.param("what")) == (1_000, 500, "number-form")


class TestSheets:
    def test_the_sheet_with_the_table(self, books: ModuleType, works: TableSchema):
        """The sheet that has the table is taken; others and hidden ones are told."""
        parts = books.xlsx_parts(
            {"Пояснення": [["Як заповнювати"], ["..."]], "Дані": [HEADER, ROW], "Старі": [HEADER]},
            states={"Старі": "veryHidden"},
        )
        reading = read(books.zip_bytes(parts), "a.xlsx")
        result = fit(reading, works)
        assert [i.code for i in reading.issues] == ["hidden-sheet"]
        assert [i.code for i in result.issues] == ["other-sheet"]
        assert (result.sheet, values(result)) == ("Дані", [ROW])

    def test_two_tables(self, books: ModuleType, works: TableSchema):
        """The same table on two sheets is not guessed between."""
        parts = books.xlsx_parts({"А": [HEADER, ROW], "Б": [HEADER, ROW]})
        result = fit(read(books.zip_bytes(parts), "a.xlsx"), works)
        assert not result.found
        assert [i.code for i in result.issues] == ["sheet-ambiguous"]

    def test_package(self, books: ModuleType, works: TableSchema):
        """A package is no table: its members are read one by one."""
        reading = read(books.zip_bytes({"data/works.csv": books.csv_bytes([HEADER, ROW])}), "a.zip")
        with pytest.raises(UsageError, match="package"):
            fit(reading, works)
        member = read(reading.archive.read("data/works.csv"), "works.csv")
        assert values(fit(member, works)) == [ROW]


class TestRelations:
    def test_forms_agree(self, books: ModuleType, works: TableSchema):
        """CSV, XLSX and ODS of one grid give the same rows."""
        table = [HEADER, ROW, ["1.2", "Мережа «А»", "null", "0.00", "1.25", "0", *ROW[6:]]]
        files = (books.csv_bytes(table), books.xlsx_bytes(table), books.ods_bytes(table))
        results = [fit(read(data, "a"), works) for data in files]
        assert results[0].rows == results[1].rows == results[2].rows
        assert [told(result) for result in results] == [[], [], []]

    def test_reordered_rows(self, books: ModuleType, works: TableSchema):
        """Rows in another order give the same findings up to their row numbers."""
        rng = random.Random(4)
        body = [[*ROW[:3], amount, *ROW[4:]] for amount in ("1,5", "x", "1,234", "2 000", "", "7")]
        seen = []
        for _ in range(5):
            rng.shuffle(body)
            result = fitted(books, works, [HEADER, *body])
            seen.append(sorted({(issue.code, issue.field) for issue in result.issues}, key=str))
        assert all(codes == seen[0] for codes in seen)

    def test_round_trip(self, books: ModuleType, works: TableSchema):
        """What was fitted, written out and read again is the same, without a word."""
        table = [HEADER, [*ROW[:3], "1 250,5", "0,25", "3", "2026", "21.11.2026", "TRUE"]]
        first = fitted(books, works, table, separator=";", encoding="cp1251")
        again = fitted(books, works, [list(first.columns), *values(first)])
        assert (values(again), told(again)) == (values(first), [])
