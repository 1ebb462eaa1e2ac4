"""Every limit: one below passes, one above is refused; and bombs cost nothing."""

import io
import struct
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from ckanext.infoprog.core.ingest import DEFAULT, STREAMED, Format, Limits, read, rows

MB = 1024 * 1024
DOCS = Path(__file__).parents[3] / "docs" / "limits.md"


def code(data: bytes, limits: Limits = DEFAULT) -> str | None:
    """Return the code of the refusal, or None where the file is read."""
    refusal = read(data, "a", limits=limits).refusal
    return refusal.code if refusal else None


class TestText:
    def test_upload(self):
        """A file of 20 MB is read, one byte more is not; from a path its size is seen first."""
        full = (b"x" * 30_000 + b",\n") * 800
        full = full[: 20 * MB - 1] + b"\n"
        assert code(full[:-1]) is None
        assert code(full) is None
        assert code(full + b"\n") == "file-too-large"
        assert read(io.BytesIO(full + b"\n"), "a").refusal.code == "file-too-large"

    def test_blank_lines(self):
        """A file of nothing but line ends is refused for its rows."""
        assert code(b"a" + b"\n" * (20 * MB - 1)) == "too-many-rows"

    def test_upload_of_a_path(self, tmp_path: Path):
        """A sparse file of a terabyte is refused without being read."""
        path = tmp_path / "a.csv"
        with path.open("wb") as file:
            file.truncate(10**12)
        assert read(path).refusal.code == "file-too-large"
        assert rows(path).refusal.code == "file-too-large"

    @pytest.mark.parametrize(("count", "expected"), [(200_030, None), (200_031, "too-many-rows")])
    def test_rows(self, count: int, expected: str | None):
        """200,000 rows and thirty above them are read, one more is not."""
        assert code(b"a,b\n" * count) == expected

    @pytest.mark.parametrize(("count", "expected"), [(500, None), (501, "too-many-columns")])
    def test_columns(self, books: ModuleType, count: int, expected: str | None):
        """500 columns are read, one more is not, in each format."""
        table = [["x"] * count]
        assert code(books.csv_bytes(table)) == expected
        assert code(books.xlsx_bytes(table)) == expected
        assert code(books.ods_bytes(table)) == expected

    @pytest.mark.parametrize(("count", "expected"), [(32_767, None), (32_768, "cell-too-long")])
    def test_cell(self, books: ModuleType, count: int, expected: str | None):
        """A cell of 32,767 characters is read, one more is not, in each format."""
        table = [["a", "b"], ["1", "ї" * count]]
        assert code(books.csv_bytes(table)) == expected
        assert code(books.xlsx_bytes(table)) == expected
        assert code(books.ods_bytes(table)) == expected

    @pytest.mark.parametrize(("size", "expected"), [(MB, None), (MB + 1, "line-too-long")])
    def test_line(self, size: int, expected: str | None):
        """A line of 1 MB is read, a byte more is not."""
        line = (b"x" * 9_999 + b",") * 105
        assert code(b"a,b\n" + line[:size] + b"\n") == expected

    @pytest.mark.parametrize(("count", "expected"), [(10_000, None), (10_001, "too-many-cells")])
    def test_cells(self, count: int, expected: str | None):
        """5,000,000 cells of text are read, one more is not."""
        assert code((b"," * 499 + b"\n") * count) == expected

    def test_stream(self):
        """Row by row more may pass, but not without end."""
        table = rows(b"a,b\n" * 200_031, "a.csv")
        assert sum(1 for _ in table.rows()) == 200_031
        assert STREAMED.rows == 500_000


class TestWorkbooks:
    @pytest.mark.parametrize(("count", "expected"), [(50, None), (51, "too-many-sheets")])
    def test_sheets(self, books: ModuleType, count: int, expected: str | None):
        """50 sheets are read, one more is not."""
        parts = books.xlsx_parts({f"А{i}": [["x"]] for i in range(count)})
        assert code(books.zip_bytes(parts)) == expected

    @pytest.mark.parametrize(("count", "expected"), [(200_030, None), (200_031, "too-many-rows")])
    def test_rows(self, books: ModuleType, count: int, expected: str | None):
        """200,000 rows and thirty above them are read, one more is not."""
        many = "".join(f"<row><c><v>{i}</v></c></row>" for i in range(count))
        sheet = f'<worksheet xmlns="{books.MAIN}"><sheetData>{many}</sheetData></worksheet>'
        assert code(books.zip_bytes(books.xlsx_parts({"А": sheet}))) == expected

    @pytest.mark.parametrize(("count", "expected"), [(4_000, None), (4_001, "too-many-cells")])
    def test_cells(self, books: ModuleType, count: int, expected: str | None):
        """2,000,000 cells are read, one more is not; gaps before a cell count."""
        table = ("<row>" + "<c/>" * 499 + "<c><v>1</v></c></row>") * count
        sheet = f'<worksheet xmlns="{books.MAIN}"><sheetData>{table}</sheetData></worksheet>'
        data = books.zip_bytes(books.xlsx_parts({"А": sheet}))
        assert code(data, replace(DEFAULT, ratio=10_000)) == expected

    @pytest.mark.parametrize(("limit", "expected"), [(1_050, None), (949, "too-many-elements")])
    def test_elements(self, books: ModuleType, limit: int, expected: str | None):
        """The elements of all parts together are counted."""
        data = books.xlsx_bytes([["x"] * 10] * 30)
        assert code(data, replace(DEFAULT, xml_elements=limit)) == expected

    def test_depth(self, books: ModuleType):
        """Elements nested without end are refused."""
        deep = "<a>" * 100_000
        data = books.xlsx_bytes([["x"]], **{"xl/styles.xml": deep})
        assert code(data) == "too-many-elements"

    def test_million_rows_declared(self, books: ModuleType):
        """A sheet that declares all of Excel's cells costs only those it has."""
        data = books.xlsx_bytes([["x"]])
        sheet = books.part(data, "xl/worksheets/sheet1.xml")
        whole = sheet.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
        data = books.xlsx_bytes([["x"]], **{"xl/worksheets/sheet1.xml": whole})
        tracemalloc.start()
        reading = read(data, "a.xlsx")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(reading.grids[0].rows) == 1
        assert peak < 20 * MB


class TestArchives:
    @pytest.mark.parametrize(("count", "expected"), [(2_000, None), (2_001, "too-many-entries")])
    def test_entries(self, books: ModuleType, count: int, expected: str | None):
        """2,000 files are taken, one more is not."""
        assert code(books.zip_bytes({f"{i}.csv": "x" for i in range(count)})) == expected

    def test_entry(self, books: ModuleType):
        """A file that unpacks to more than 100 MB is refused by its stated size."""
        fits = books.zip_bytes({"a.csv": b"x" * 2000}, stored=("a.csv",))
        assert code(fits, replace(DEFAULT, entry=2000)) is None
        assert code(fits, replace(DEFAULT, entry=1999)) == "entry-too-large"
        assert code(books.zip_bytes({"a.csv": bytes(100 * MB + 1)})) == "entry-too-large"

    def test_unpacked(self, books: ModuleType):
        """All files together may unpack to 200 MB."""
        two = books.zip_bytes({"a.csv": b"x" * 1000, "b.csv": b"x" * 1000})
        assert code(two, replace(DEFAULT, unpacked=2000)) is None
        assert code(two, replace(DEFAULT, unpacked=1999)) == "unpacked-too-large"

    @pytest.mark.parametrize(
        ("size", "expected"), [(MB, None), (MB + 1, "entry-ratio"), (90 * MB, "entry-ratio")]
    )
    def test_ratio(self, books: ModuleType, size: int, expected: str | None):
        """Two hundredfold packing is refused, but only beyond 1 MB."""
        assert code(books.zip_bytes({"a.csv": b"x" * size})) == expected

    @pytest.mark.parametrize("inner", [b"PK\x03\x04rest", b"\x1f\x8b\x08x", b"7z\xbc\xafxxxx"])
    def test_nesting(self, books: ModuleType, inner: bytes):
        """An archive in an archive is refused."""
        assert code(books.zip_bytes({"a.csv": "x", "b.bin": inner})) == "nested-archive"

    @pytest.mark.parametrize(
        "name", ["../a.csv", "/a.csv", "a/../../b", "C:/a", "a\\b.csv", "a//b", "./a", "a\nb"]
    )
    def test_names(self, books: ModuleType, name: str):
        """A name that leads out of the archive, or could, is refused."""
        assert code(books.zip_bytes({name: "x"})) == "unsafe-entry"

    def test_link(self):
        """A symbolic link is refused."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as container:
            link = zipfile.ZipInfo("a.csv")
            link.external_attr = 0o120777 << 16
            container.writestr(link, "/etc/passwd")
        assert code(out.getvalue()) == "unsafe-entry"

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    @pytest.mark.parametrize("second", ["a.csv", "A.CSV"])
    def test_same_name_twice(self, second: str):
        """Two files of one name, whatever their case, are refused."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as container:
            container.writestr("a.csv", "x")
            container.writestr(second, "y")
        assert code(out.getvalue()) == "unsafe-entry"

    def test_overlap(self, books: ModuleType):
        """Two entries that share the same bytes are refused."""
        data = bytearray(books.zip_bytes({"a.csv": "x" * 50, "b.csv": "y" * 50}))
        at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
        struct.pack_into("<I", data, at + 42, 0)
        assert code(bytes(data)) in ("unsafe-entry", "damaged-archive")

    def test_locked(self, books: ModuleType):
        """An entry locked by a password is refused."""
        data = bytearray(books.zip_bytes({"a.csv": "x"}))
        data[data.index(b"PK\x01\x02") + 8] |= 1
        assert code(bytes(data)) == "encrypted-file"

    def test_lying_size(self, books: ModuleType):
        """A file that unpacks to more than it states is damage, whatever it would unpack to."""
        data = bytearray(books.zip_bytes({"a.csv": b"x" * 5000}))
        struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
        assert code(bytes(data)) == "damaged-archive"

    def test_package(self, books: ModuleType):
        """A clean package gives its members."""
        reading = read(books.zip_bytes({"datapackage.json": "{}", "data/a.csv": "a"}), "p.zip")
        assert (reading.format, reading.issues) == (Format.PACKAGE, ())
        assert reading.archive.names == ("datapackage.json", "data/a.csv")
        assert reading.archive.read("data/a.csv") == b"a"


class TestBombs:
    def test_entities(self, books: ModuleType):
        """A bomb of entities is refused at its first line."""
        refs = [f"&a{i};" * 10 for i in range(11)]
        laughs = "".join(f'<!ENTITY a{i + 1} "{ref}">' for i, ref in enumerate(refs))
        bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><sst>&a11;</sst>'
        assert code(books.xlsx_bytes([["x"]], **{"xl/sharedStrings.xml": bomb})) == "unsafe-xml"

    def test_one_string_in_every_cell(self, books: ModuleType):
        """A long string that many cells share is held once."""
        strings = f'<sst xmlns="{books.MAIN}"><si><t>{"ї" * 32_000}</t></si></sst>'
        cells = ("<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>") * 500
        sheet = f'<worksheet xmlns="{books.MAIN}"><sheetData>{cells}</sheetData></worksheet>'
        parts = books.xlsx_parts({"А": sheet}) | {"xl/sharedStrings.xml": strings}
        data = books.zip_bytes(parts)
        tracemalloc.start()
        reading = read(data, "a.xlsx", limits=replace(DEFAULT, ratio=10_000))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(reading.grids[0].rows) == 500
        assert peak < 20 * MB

    def test_long_heading(self, books: ModuleType):
        """Cells of the greatest length where the header is sought are read as they are."""
        assert read(books.csv_bytes([["і" * 32_000] * 15] * 20), "a.csv").ok


class TestDocs:
    @pytest.mark.parametrize("name", [f.name for f in DEFAULT.__dataclass_fields__.values()])
    def test_each_limit_is_told(self, name: str):
        """docs/limits.md names each limit with its value, in both languages."""
        value = f"{getattr(DEFAULT, name):,}".replace(",", " ")
        text = DOCS.read_text("utf-8").replace("\u00a0", " ")
        assert text.count(f"`{name}` | {value} ") == 2
