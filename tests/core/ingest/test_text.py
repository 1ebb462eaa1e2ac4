"""Separated text as programs and people leave it: encodings, separators, quotes, wrong files."""

import io
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest

from ckanext.infoprog.core.errors import UsageError
from ckanext.infoprog.core.ingest import FittedStream, Format, Reading, fit, read, rows
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import TableSchema

HEADER = ["workId", "title", "edrpou", "amount", "share", "count", "year", "startDate", "done"]
ROW = ["1.1", "Сайт міської ради", "26241020", "100.50", "0.5", "3", "2026", "2026-01-01", "true"]
ROWS = [HEADER, ROW]


def codes(issues: Iterable[Issue]):
    return [issue.code for issue in issues]


def cells(reading: Reading):
    return [list(row.cells) for row in reading.grids[0].rows]


class TestEncodings:
    @pytest.mark.parametrize(
        ("separator", "encoding", "told"),
        [
            (",", "utf-8", []),
            (",", "utf-8-sig", ["read-bom"]),
            (";", "cp1251", ["read-encoding", "read-separator"]),
            ("\t", "utf-16", ["read-encoding", "read-separator"]),
            (";", "utf-16-le", ["read-encoding", "read-separator"]),
            (",", "utf-16-be", ["read-encoding"]),
            ("|", "utf-8", ["read-separator"]),
        ],
    )
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_read_rightly(
        self, books: ModuleType, separator: str, encoding: str, told: list[str], end: str
    ):
        """A known encoding, separator and line end give the same cells, and are told."""
        reading = read(books.csv_bytes(ROWS, separator, encoding, end), "a.csv")
        assert reading.format is Format.CSV
        assert cells(reading) == ROWS
        assert codes(reading.issues) == told

    @pytest.mark.parametrize("encoding", ["koi8-u", "cp1125", "mac_cyrillic", "iso8859_5"])
    def test_other_cyrillic(self, books: ModuleType, encoding: str):
        """Another Cyrillic encoding is refused, not read as Windows-1251."""
        reading = read(books.csv_bytes(ROWS, ",", encoding), "a.csv")
        assert reading.refusal.code == "encoding-unknown"

    def test_mixed(self, books: ModuleType):
        """UTF-8 and Windows-1251 in one file are refused with the line."""
        data = books.csv_bytes(ROWS) + books.csv_bytes([ROW], ",", "cp1251")
        refusal = read(data, "a.csv").refusal
        assert (refusal.code, refusal.param("line")) == ("encoding-mixed", 3)

    @pytest.mark.parametrize("wrong", ["cp1251", "latin-1", "cp1252"])
    def test_mojibake(self, wrong: str):
        """Letters garbled by a wrong decoding are refused with a sample."""
        text = "title\nПро програму інформатизації\n".encode().decode(wrong, "replace")
        refusal = read(text.encode(), "a.csv").refusal
        assert (refusal.code, refusal.param("line")) == ("mojibake", 2)

    @pytest.mark.parametrize("text", ["Рік, Різне, РІШЕННЯ", "Сім'я «Мрія» – 5 °С", "РС, СССР"])
    def test_no_mojibake(self, text: str):
        """Ukrainian words with Р and С are no garbled letters."""
        assert read(f"title\n{text}\n".encode(), "a.csv").ok

    def test_zero_byte(self):
        """A zero byte amid the text is binary content."""
        refusal = read(b"a,b\n1,2\n3,\x004\n", "a.csv").refusal
        assert (refusal.code, refusal.param("line")) == ("binary-content", 3)

    def test_broken_bom_text(self):
        """A text that says it is UTF-8 and is not is refused."""
        assert read(b"\xef\xbb\xbfa,b\n\xff,2\n", "a.csv").refusal.code == "encoding-mixed"


class TestForm:
    def test_sep_line(self):
        """Excel's line sep=; names the separator and is no row; row numbers count it."""
        reading = read("sep=;\ntitle;amount\nа;1,5\n".encode(), "a.csv")
        assert [(row.number, list(row.cells)) for row in reading.grids[0].rows] == [
            (2, ["title", "amount"]),
            (3, ["а", "1,5"]),
        ]
        assert codes(reading.issues) == ["read-separator", "read-sep-line"]

    def test_semicolons_with_decimal_commas(self):
        """Decimal commas do not make a comma the separator."""
        data = b"a;b;c\n1,5;2,5;3\n1,7;2,1;4\n"
        assert cells(read(data, "a.csv"))[1] == ["1,5", "2,5", "3"]

    def test_commas_with_semicolons_inside(self):
        """Semicolons in a text do not make a semicolon the separator."""
        data = b'a,b\n"x; y; z",1\n"p; q; r",2\n'
        assert cells(read(data, "a.csv"))[1] == ["x; y; z", "1"]

    def test_line_separator_in_cell(self):
        """U+2028 does not tear a row."""
        assert cells(read("a\u2028b,c\n1,2\n".encode(), "a.csv")) == [["a\u2028b", "c"], ["1", "2"]]

    def test_line_end_in_cell(self):
        """A quoted line end stays in its cell, and rows are counted as a spreadsheet does."""
        reading = read(b'a,b\n"1\n2",3\n4,5\n', "a.csv")
        assert [row.number for row in reading.grids[0].rows] == [1, 2, 3]

    @pytest.mark.parametrize(
        ("data", "row"), [('a,b\n"1,2\n', 2), ('a,b\n1,2\n"x"y,3\n', 3), ('a,b\n1,2\n3,"', 3)]
    )
    def test_quotes(self, data: str, row: int):
        """An open or stray quote is refused with its row."""
        refusal = read(data.encode(), "a.csv").refusal
        assert (refusal.code, refusal.row) == ("csv-quotes", row)


class TestWrongFiles:
    @pytest.mark.parametrize(
        ("data", "code", "found"),
        [
            (b"", "empty-file", None),
            (b"\xef\xbb\xbf \r\n", "empty-file", None),
            (b"%PDF-1.7\n...", "wrong-format", "PDF"),
            (b"<!DOCTYPE html><html>", "wrong-format", "HTML"),
            (b"<?xml version='1.0'?><a/>", "wrong-format", "XML"),
            (b'{"a": 1}', "wrong-format", "JSON"),
            (b"\x1f\x8b\x08\x00", "wrong-format", "GZIP"),
            (b"\x89PNG\r\n", "wrong-format", "PNG"),
            (b"PK\x05\x06" + b"\0" * 18, "wrong-format", "ZIP"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-workbook", None),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
                "encrypted-file",
                None,
            ),
        ],
    )
    def test_refused(self, data: bytes, code: str, found: str | None):
        """A file that is no table is refused by what it is, whatever its name."""
        reading = read(data, "a.csv")
        assert not reading.ok
        assert reading.grids == ()
        assert (reading.refusal.code, reading.refusal.param("found")) == (code, found)

    def test_other_ending(self, books: ModuleType):
        """A workbook named .csv is read as a workbook, and that is told."""
        reading = read(books.xlsx_bytes(ROWS), "a.csv")
        assert reading.format is Format.XLSX
        assert codes(reading.issues) == ["other-ending"]

    def test_letters_of_a_signature(self):
        """A table may begin with the two letters of a program's signature."""
        assert read(b"MZ,b\n1,2\n", "a.csv").ok

    def test_no_such_file(self, tmp_path: Path):
        """A path that is no file is a fault of the call, not of data."""
        with pytest.raises(UsageError, match="is not a file"):
            read(tmp_path)


class TestSources:
    def test_path_stream_and_bytes(self, tmp_path: Path, books: ModuleType):
        """A path, a stream and bytes give the same grid; a path gives the name."""
        data = books.csv_bytes(ROWS)
        path = tmp_path / "a.csv"
        path.write_bytes(data)
        readings = [read(path), read(io.BytesIO(data), "a.csv"), read(data, "a.csv")]
        assert len({repr(reading) for reading in readings}) == 1

    def test_stream_of_rows(self, books: ModuleType, works: TableSchema):
        """Row by row gives the same rows and findings as the whole table at once."""
        table = [*ROWS, ["1.2", *ROW[1:3], "1 000,5", *ROW[4:]], ["1.3", *ROW[1:3], "x", *ROW[4:]]]
        data = books.csv_bytes(table, ";", "cp1251")
        whole = read(data, "a.csv")
        fitted = fit(whole, works)
        stream = FittedStream(rows(data, "a.csv"), works)
        assert tuple(stream.rows()) == fitted.rows
        assert stream.columns == fitted.columns
        assert stream.issues == tuple(sorted([*whole.issues, *fitted.issues]))

    def test_stream_that_breaks_off(self, books: ModuleType, works: TableSchema):
        """A stream that breaks off keeps its rows and ends with the finding."""
        stream = FittedStream(rows(books.csv_bytes(ROWS) + b'"x', "a.csv"), works)
        assert len(list(stream.rows())) == 1
        assert codes(stream.issues) == ["csv-quotes"]

    def test_stream_of_a_workbook(self, books: ModuleType):
        """A workbook is not read row by row: its refusal says so."""
        assert rows(books.xlsx_bytes(ROWS), "a.xlsx").refusal.code == "wrong-format"
