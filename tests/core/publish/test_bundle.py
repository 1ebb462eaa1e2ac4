"""What every package is published as: the same bytes each time, and the same data in each form."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import frictionless
import openpyxl
import pytest

from ckanext.infoprog.core import descriptor, schema, tablefile, workspace
from ckanext.infoprog.core.derive import flat
from ckanext.infoprog.core.derive.flat import Flat
from ckanext.infoprog.core.model import FieldType, Package, Table, resource_name
from ckanext.infoprog.core.package import read_package
from ckanext.infoprog.core.publish import bundle
from ckanext.infoprog.core.publish.bundle import Item, Kind
from ckanext.infoprog.core.sheets import names
from ckanext.infoprog.core.validation.records import records
from tests.core.sheets import reading

FOLDERS = workspace.find(Path(__file__)).packages(examples=True)
EVERY_PACKAGE = pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
TABLED = [f for f in FOLDERS if flat.flat(read_package(f))]
EVERY_FLAT = pytest.mark.parametrize("folder", TABLED, ids=lambda f: f.name)
MONEYED = [f for f in TABLED if (found := flat.flat(read_package(f))) and found.summed]
EVERY_MONEYED = pytest.mark.parametrize("folder", MONEYED, ids=lambda f: f.name)
OFFICE = shutil.which("soffice")
SCRATCH = TemporaryDirectory(prefix="infoprog-")  # gone when the run ends


@cache
def package(folder: Path) -> Package:
    return read_package(folder)


@cache
def items(folder: Path) -> tuple[Item, ...]:
    into = Path(SCRATCH.name) / folder.name
    into.mkdir()
    return bundle.bundle(folder, into)


def item(folder: Path, kind: Kind) -> Item:
    (found,) = [one for one in items(folder) if one.kind is kind]
    return found


def bytes_of(folder: Path, kind: Kind) -> bytes:
    return item(folder, kind).path.read_bytes()


def for_people(folder: Path) -> Flat:
    found = flat.flat(package(folder))
    assert found
    return found


def tables(folder: Path) -> list[Table]:
    """Return the tables of the workbook in order."""
    first = flat.flat(package(folder))
    return [*([first.table] if first else []), *package(folder).tables.values()]


def sheets(folder: Path) -> dict[str, Table]:
    """Return the tables by the names of their sheets."""
    found = tables(folder)
    titles = names.unique([table.schema.title["uk"] for table in found], "Зміст")
    return dict(zip(titles, found, strict=True))


class TestList:
    @EVERY_PACKAGE
    def test_order(self, folder: Path):
        """The table for people, the model's tables in order, workbook, data package, structure."""
        found = items(folder)
        first = ["flat"] if folder in TABLED else []
        every = package(folder).tables.values()
        kept = [resource_name(table.name) for table in every if bundle.is_published(table)]
        assert [one.name for one in found] == [*first, *kept, "workbook", "zip", "structure"]

    @EVERY_PACKAGE
    def test_same_bytes(self, folder: Path, tmp_path: Path):
        """Two makings give the same bytes, whatever the form."""
        again = bundle.bundle(folder, tmp_path)
        assert [(one.id, one.path.read_bytes()) for one in again] == [
            (one.id, one.path.read_bytes()) for one in items(folder)
        ]

    @pytest.mark.parametrize(
        "surroundings", [("0", "UTC", "C"), ("7", "Asia/Tokyo", "uk_UA.UTF-8")]
    )
    def test_same_bytes_elsewhere(self, surroundings: tuple[str, str, str], tmp_path: Path):
        """Time zone, locale and the seed of hashes change no byte."""
        folder = next(one for one in FOLDERS if one.name == "zrazkova-hromada")
        code = (
            "import sys, pathlib\n"
            "from ckanext.infoprog.core.publish.bundle import bundle\n"
            "made = bundle(*map(pathlib.Path, sys.argv[1:]))\n"
            "print(*(one.weight.sha256 for one in made))"
        )
        environ = dict(zip(("PYTHONHASHSEED", "TZ", "LC_ALL"), surroundings, strict=True))
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder), str(tmp_path)],
            env=os.environ | environ, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.split() == [one.weight.sha256 for one in items(folder)]

    @EVERY_PACKAGE
    def test_ids(self, folder: Path):
        """An id is made from package and table alone, and a table's is that of datapackage.json."""
        found = {one.name: one.id for one in items(folder)}
        assert len(set(found.values())) == len(found)
        described = json.loads((folder / "datapackage.json").read_text("utf-8"))
        for entry in described["resources"]:
            assert found.get(entry["name"], entry["id"]) == entry["id"]
        assert found["structure"] == descriptor.table_id(folder.name, "structure")

    @EVERY_PACKAGE
    def test_weight(self, folder: Path):
        """Size and hashes are those of the content; names of files stand once."""
        for one in items(folder):
            content = one.path.read_bytes()
            assert one.weight.size == len(content)
            assert one.weight.sha256 == hashlib.sha256(content).hexdigest()
            assert one.weight.md5 == hashlib.md5(content, usedforsecurity=False).hexdigest()
        assert len({one.filename for one in items(folder)}) == len(items(folder))

    @EVERY_PACKAGE
    def test_words(self, folder: Path):
        """Every file has a title and a description in both languages."""
        for one in items(folder):
            for texts in (one.title, one.description):
                assert all(texts[lang].strip() for lang in ("uk", "en"))

    @EVERY_PACKAGE
    def test_tables(self, folder: Path):
        """A table's file is the one of the folder; its references lead to published tables."""
        published = {one.name for one in items(folder)}
        for one in items(folder):
            if one.schema is None or one.name == "flat":
                continue
            assert one.path == folder / "data" / one.filename
            assert one.rows == len(package(folder).rows(one.filename.removesuffix(".csv")))
            assert {key.resource for key in one.schema.foreign_keys} <= published
            written = json.dumps(one.schema.descriptor.get("foreignKeys", []))
            assert set(re.findall(r'"resource": "([^"]+)"', written)) <= published

    def test_names_are_free(self):
        """No table of the model bears the name of a file that is made."""
        made = {"flat", *Kind} - {Kind.TABLE}
        assert not made & {*schema.names(), *(resource_name(name) for name in schema.names())}

    def test_technical(self):
        """Technical tables are tables of the model, each with the reason in both languages."""
        assert set(bundle.technical()) <= set(schema.names())
        assert all(set(texts) == {"uk", "en"} for texts in bundle.technical().values())


class TestFlat:
    @EVERY_FLAT
    def test_a_row_each(self, folder: Path):
        """The table for people has a row for each measure, project or answer, headings once."""
        found = for_people(folder)
        rows = list(csv.reader(io.StringIO(items(folder)[0].path.read_text("utf-8"))))
        assert len(rows) - 1 == len(found.table.rows) == items(folder)[0].rows
        assert len(set(rows[0])) == len(rows[0])
        assert len(found.table.by_key()) == len(found.table.rows)

    @EVERY_FLAT
    def test_frictionless_passes_it(self, folder: Path):
        """Frictionless finds the CSV valid by the schema that stands beside it."""
        found = items(folder)[0]
        assert found.schema
        resource = frictionless.Resource(
            path=found.filename,
            basepath=str(found.path.parent),
            schema=frictionless.Schema.from_descriptor(dict(found.schema.descriptor)),
        )
        assert resource.validate().flatten(["rowNumber", "fieldName", "message"]) == []

    @EVERY_FLAT
    def test_names_fit_a_database(self, folder: Path):
        """The columns' names for a database are plain and short, the headings name them."""
        for field in for_people(folder).table.schema.fields:
            assert re.fullmatch("[a-z][A-Za-z0-9]{0,62}", field.name)

    @EVERY_MONEYED
    def test_sums_are_the_printed_totals(self, folder: Path):
        """The sums are the printed totals, or differ by what the package acknowledges."""
        found = for_people(folder)
        known = {
            (row.text("table"), row.text("key")): row.decimal("difference") or Decimal(0)
            for row in records(package(folder), "discrepancies")
            if row.text("field") == "amount"
        }
        for name, printed in found.printed.items():
            rows = [row[name] for row in found.table.rows]
            total = sum((cell for cell in rows if isinstance(cell, Decimal)), Decimal(0))
            difference = known.get((printed.table, printed.key), Decimal(0))
            assert printed.amount - total == difference, name


class TestWorkbook:
    @EVERY_PACKAGE
    def test_cells(self, folder: Path):
        """Two other readers find every cell of every CSV in the workbook, and no more rows."""
        book = bytes_of(folder, Kind.WORKBOOK)
        for title, table in sheets(folder).items():
            wanted = reading.expected(table)
            first = table.name == flat.NAME
            for read in (reading.by_openpyxl, reading.by_calamine):
                found = reading.padded(read(book, title), len(wanted[0]))
                assert found[: len(wanted)] == wanted, (title, read.__name__)
                sums = 0 if not first else len(found) - len(wanted)
                assert len(found) == len(wanted) + sums
                assert sums <= 2

    @EVERY_PACKAGE
    def test_types(self, folder: Path):
        """Numbers are numbers, days are days, texts are texts, even those of digits."""
        read = openpyxl.load_workbook(io.BytesIO(bytes_of(folder, Kind.WORKBOOK)))
        kinds = {FieldType.STRING: {"s"}, FieldType.DATE: {"d"}, FieldType.BOOLEAN: {"b"}}
        for title, table in sheets(folder).items():
            for at, field in enumerate(table.schema.fields, 1):
                cells = (read[title].cell(n, at) for n in range(2, len(table.rows) + 2))
                found = {cell.data_type for cell in cells if cell.value is not None}
                assert found <= kinds.get(field.type, {"n"}), (title, field.name)

    @EVERY_PACKAGE
    def test_formulas(self, folder: Path):
        """No cell of the workbook is a formula but the sums of the first sheet."""
        found = reading.formulas(bytes_of(folder, Kind.WORKBOOK))
        first = flat.flat(package(folder))
        summed = list(first.summed) if first else []
        wanted = {next(iter(sheets(folder))): len(summed)} if summed else {}
        assert {title: len(values) for title, values in found.items()} == wanted
        assert all(re.fullmatch(r"=SUM\([A-Z]+2:[A-Z]+\d+\)", f) for v in found.values() for f in v)

    @EVERY_MONEYED
    def test_sums(self, folder: Path):
        """A sum's formula covers its column's rows, and its value is the sum of the CSV."""
        table = for_people(folder).table
        rows = reading.by_openpyxl(bytes_of(folder, Kind.WORKBOOK), next(iter(sheets(folder))))
        read = list(csv.DictReader(io.StringIO(items(folder)[0].path.read_text("utf-8"))))
        for name in for_people(folder).summed:
            heading = table.schema.field(name).title["uk"]
            total = sum(Decimal(row[heading]) for row in read if row[heading] != "null")
            at = table.schema.columns.index(name)
            assert Decimal(rows[len(read) + 1][at] or "") == total

    @pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
    def test_recalculated(self, tmp_path: Path):
        """LibreOffice, made to calculate the sums itself, comes to the values we wrote."""
        for folder in MONEYED:
            path = tmp_path / f"{folder.name}.xlsx"
            path.write_bytes(_without_values(bytes_of(folder, Kind.WORKBOOK)))
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        books = [str(tmp_path / f"{folder.name}.xlsx") for folder in MONEYED]
        command = [
            str(OFFICE),
            "--headless",
            profile,
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false",
            "--outdir",
            str(tmp_path),
            *books,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)  # fmt: skip
        for folder in MONEYED:
            with (tmp_path / f"{folder.name}.csv").open(encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
            found = for_people(folder)
            for name in found.summed:
                cells = [row[name] for row in found.table.rows]
                total = sum((c for c in cells if isinstance(c, Decimal)), Decimal(0))
                at = found.table.schema.columns.index(name)
                assert Decimal(rows[len(cells) + 1][at]) == total, (folder.name, name)


class TestZip:
    @EVERY_PACKAGE
    def test_members(self, folder: Path):
        """The data package holds the folder's files to the byte, and what is made beside them."""
        with zipfile.ZipFile(io.BytesIO(bytes_of(folder, Kind.ZIP))) as archive:
            found = archive.namelist()
            own = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
            made = {"structure.csv", "structure.json", f"{folder.name}.sqlite"}
            assert set(found) == {*own, *made}
            assert found[0] == "datapackage.json"
            assert all(archive.read(name) == (folder / name).read_bytes() for name in own)
            assert archive.testzip() is None

    @EVERY_PACKAGE
    def test_hashes(self, folder: Path):
        """Every hash and size of datapackage.json is that of the member it names."""
        with zipfile.ZipFile(io.BytesIO(bytes_of(folder, Kind.ZIP))) as archive:
            described = json.loads(archive.read("datapackage.json"))
            for entry in [*described["resources"], *described.get("sources", [])]:
                content = archive.read(entry["path"])
                assert entry["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
                assert entry["bytes"] == len(content)

    @EVERY_PACKAGE
    def test_sqlite(self, folder: Path):
        """The SQLite file holds the rows of every CSV, and every reference finds its row."""
        with zipfile.ZipFile(io.BytesIO(bytes_of(folder, Kind.ZIP))) as archive:
            content = archive.read(f"{folder.name}.sqlite")
        with closing(sqlite3.connect(":memory:")) as base:
            base.deserialize(content)
            for table in package(folder).tables.values():
                columns = ", ".join(f'"{name}"' for name in table.schema.columns)
                found = base.execute(f'SELECT {columns} FROM "{table.name}"').fetchall()
                grid = tablefile.read_grid(folder / "data" / f"{table.name}.csv")
                assert [_as_text(row) for row in found] == [
                    _as_text(_typed(row, table)) for row in grid.rows
                ]
            assert base.execute("PRAGMA foreign_key_check").fetchall() == []
            assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


class TestStructure:
    @EVERY_PACKAGE
    def test_every_field(self, folder: Path):
        """The structure file describes every field of every table, those without rows too."""
        rows = list(csv.DictReader(io.StringIO(bytes_of(folder, Kind.STRUCTURE).decode())))
        assert [(row["table"], row["name"]) for row in rows] == [
            (table.name, name) for table in tables(folder) for name in table.schema.columns
        ]


def _without_values(book: bytes) -> bytes:
    """Return the workbook with its formulas' kept values taken out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            after.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", before.read(name)))
    return file.getvalue()


def _typed(row: tuple[str, ...], table: Table) -> list[object]:
    """Return a record of a CSV as SQLite holds it, said anew and apart from the writer."""
    made: list[object] = []
    for text, field in zip(row, table.schema.fields, strict=True):
        if text == "null":
            made.append(None)
        elif field.type in (FieldType.NUMBER, FieldType.INTEGER, FieldType.YEAR):
            made.append(float(text))
        elif field.type is FieldType.BOOLEAN:
            made.append(int(text == "true"))
        else:
            made.append(text)
    return made


def _as_text(row: tuple[object, ...] | list[object]) -> list[str | None]:
    """Return values so that 1 and 1.0 are the same but 1 and '1' are not."""
    texts = (f"{v:.15g}" if isinstance(v, float | int) else f"'{v}" for v in row)
    return [None if v is None else text for v, text in zip(row, texts, strict=True)]
