"""The page of all data, and the dictionary: every file, every column, and lines that work."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from ckanext.infoprog.core import schema
from ckanext.infoprog.core.pages import datapage, extract, termspage
from ckanext.infoprog.core.pages.datapage import DataPage
from ckanext.infoprog.core.pages.states import State
from ckanext.infoprog.core.publish import bundle
from ckanext.infoprog.core.publish.manifest import Act, Input, Manifest
from ckanext.infoprog.core.reports.words import words
from tests.core.pages.shipped import KREMENCHUK, ROOT, given, kept, read, reader, rows

FOLDER = ROOT / "datasets" / KREMENCHUK


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Manifest, Path]:
    """Return a version made of a shipped package, with a folder that holds its addresses."""
    site = tmp_path_factory.mktemp("site")
    files = site / "dataset" / KREMENCHUK / "file"
    files.mkdir(parents=True)
    bundled = bundle.bundle(FOLDER, tmp_path_factory.mktemp("made"))
    items = bundle.published(bundled)
    for one in bundled:
        (files / one.filename).write_bytes(one.path.read_bytes())
    inputs = tuple(
        Input(f"data/{one.name}", sha256(one.read_bytes()).hexdigest(), one.stat().st_size)
        for one in sorted((FOLDER / "data").glob("*.csv"))
    )
    return (
        Manifest(
            package=KREMENCHUK, package_id="1", version=4, publication="x",
            created="2026-11-20T10:00:00+00:00", by={}, act=Act.PUBLISH, inputs=inputs,
            items=items, schemas="", engine="", dataset={"license_id": "cc-by"},
        ),
        site,
    )  # fmt: skip


def day(moment: str) -> date:
    return datetime.fromisoformat(moment).date()


def page(made: tuple[Manifest, Path], **asked: str) -> DataPage:
    manifest, site = made
    who = replace(reader(**asked), site=site.as_uri())
    return datapage.page(kept(extract.FILES, read(KREMENCHUK), version=manifest), who, day)


class TestData:
    def test_files(self, made: tuple[Manifest, Path]) -> None:
        """Each published file stands in the list with its own rows, size and sum."""
        manifest, site = made
        shown = page(made).files
        assert shown is not None
        listed = given(shown)
        assert [row["name"] for row in listed] == [one.name for one in manifest.items]
        for row, item in zip(listed, manifest.items, strict=True):
            content = (site / row["latest"].lstrip("/")).read_bytes()
            assert row["sha256"] == sha256(content).hexdigest()
            assert int(row["size"]) == len(content)
            assert row["dated"].startswith(f"/dataset/{KREMENCHUK}/version/4/file/")
            assert (row["schema"] == "null") == (item.schema is None)
            assert row["license"] == "cc-by"

    def test_packages(self, made: tuple[Manifest, Path]) -> None:
        """A dataset counts its tables and rows once, and names its known disagreements."""
        shown = page(made).packages
        assert shown is not None
        (row,) = given(shown)
        names = {one.name for one in made[0].items}
        tables = [p.stem for p in (FOLDER / "data").glob("*.csv") if p.stem in names]
        assert int(row["tables"]) == len(tables)
        assert int(row["rows"]) == sum(len(rows(KREMENCHUK, name)) for name in tables)
        assert row["published"] == "2026-11-20"
        assert int(row["discrepancies"]) == len(rows(KREMENCHUK, "discrepancies"))

    def test_empty(self) -> None:
        """A portal without data has an empty page without examples."""
        found = datapage.page([], reader(), day)
        assert (found.grids, found.examples, found.faults) == ((), (), ())


class TestExamples:
    @pytest.mark.parametrize("name", ["python", "pandas", "curl"])
    def test_run(self, made: tuple[Manifest, Path], tmp_path: Path, name: str) -> None:
        """The lines for Python, pandas and curl fetch the table as they stand."""
        shown = page(made, q="funding")
        text = next(one.text for one in shown.examples if one.name == name)
        command = ["sh", "-ec", text] if name == "curl" else [sys.executable, "-c", text]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        if name == "curl":
            got = (tmp_path / shown.example).read_bytes()
            assert got == (FOLDER / "data" / "funding.csv").read_bytes()
        else:
            assert run.stdout.splitlines()[0] == str(len(rows(KREMENCHUK, "funding")))

    def test_address(self, made: tuple[Manifest, Path]) -> None:
        """Every example is of the table that stands first: its latest address, or its id."""
        found = page(made, q="measures")
        assert {one.name for one in found.examples} == {
            "excel", "powerquery", "python", "pandas", "r", "curl", "ckanapi",
        }  # fmt: skip
        for one in found.examples:
            item = next(item for item in made[0].items if item.filename == found.example)
            name = item.id if one.name == "ckanapi" else f"/{KREMENCHUK}/file/{found.example}"
            assert name in one.text


class TestTerms:
    @pytest.mark.parametrize("lang", ["uk", "en"])
    def test_every(self, lang: str) -> None:
        """Every column of every table stands in the dictionary with a name and a meaning."""
        shown = termspage.page(reader(words(lang))).fields
        assert shown is not None
        listed = given(shown)
        told = {(table, row["name"]) for row in listed for table in row["tables"].split(", ")}
        assert told == {(t, name) for t in schema.names() for name in schema.load(t).columns}
        assert all(row["title"] != "null" and row["description"] != "null" for row in listed)

    def test_states(self) -> None:
        """Every state of a value is explained under the code that files have."""
        found = termspage.page(reader())
        assert [row["code"] for row in given(found.states)] == [one.value for one in State]

    def test_chosen(self) -> None:
        """The columns of one table can be had alone, and are found by a word of either language."""
        one = termspage.page(reader(table="funding")).fields
        assert one is not None
        assert [r["name"] for r in given(one)] == sorted(
            schema.load("funding").columns, key=str.casefold
        )
        assert "amount" in {entry.field.name for entry in termspage.page(
            reader(q="kopiykas")).listed.found}  # fmt: skip
