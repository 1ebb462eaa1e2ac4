"""Reading packages and describing them as Data Packages."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from ckanext.infoprog.core import descriptor, package, schema, workspace
from ckanext.infoprog.core.errors import PackageError

META = """\
name: zrazok
id: null
title_uk: >-
  Програма
  (приклад)
title_en: Programme (example)
description_uk: Опис
description_en: Description
organization: zrazok
publisherName: Зразкова рада (приклад)
publisherId: "00000001"
catuttc: null
purpose_uk: Показати
purpose_en: To show
language: ua
updateFrequency: once a quarter
keywords_uk: [програма]
keywords_en: [programme]
temporalStart: 2026-01-01
temporalEnd: 2027-12-31
dataAsOf: null
version: "1.0.0"
license: cc-by
sources:
  - title: Рішення (приклад)
    path: source.txt
"""


@pytest.fixture
def folder(tmp_path: Path):
    root = tmp_path / "zrazok"
    (root / "data").mkdir(parents=True)
    (root / "package.yaml").write_text(META, encoding="utf-8")
    (root / "source.txt").write_text("Рішення\n", encoding="utf-8")
    for table in ("directions", "tasks", "measures", "sourceTables", "editions"):
        example = workspace.schemas() / table / "example-valid.csv"
        (root / "data" / f"{table}.csv").write_bytes(example.read_bytes())
    return root


class TestReadPackage:
    def test_tables_in_order_of_the_model(self, folder: Path):
        """A package is read with its tables typed and in the order of the data model."""
        read = package.read_package(folder)
        assert list(read.tables) == ["editions", "sourceTables", "directions", "tasks", "measures"]
        assert read.rows("measures")[0]["startYear"] == 2026
        assert read.rows("funding") == ()

    def test_table_behind_a_resource(self, folder: Path):
        """A foreign key's resource leads to the table that it names."""
        read = package.read_package(folder)
        assert read.by_resource("source-tables") is read.tables["sourceTables"]
        assert read.by_resource("funding") is None

    def test_what_it_says_of_itself(self, folder: Path):
        """Texts are joined over lines, dates are dates, null is None."""
        meta = package.read_meta(folder)
        assert meta.title["uk"] == "Програма (приклад)"
        assert (meta.temporal_start, meta.data_as_of) == (date(2026, 1, 1), None)

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ('"00000001"', "00000001", "publisherId must be a text"),
            ("language: ua\n", "", "KeyError.'language'"),
            ("name: zrazok", "name: [", "not YAML"),
            ("2026-01-01", "січень", "is not a date"),
        ],
    )
    def test_faulty_meta_is_refused(self, folder: Path, old: str, new: str, message: str):
        """A package.yaml with a missing key or a code that lost its quotes is refused."""
        (folder / "package.yaml").write_text(META.replace(old, new), encoding="utf-8")
        with pytest.raises(PackageError, match=message):
            package.read_meta(folder)

    def test_yaml_makes_no_objects(self, folder: Path):
        """YAML of a package holds plain data only."""
        text = META.replace("title_en: Programme (example)", "title_en: !!python/name:os.system")
        (folder / "package.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(PackageError, match="could not determine a constructor"):
            package.read_meta(folder)

    def test_table_under_another_name(self, folder: Path):
        """package.yaml may name the schema of a file whose name is another."""
        extra = "schemas:\n  programs: rda835Programs\n"
        (folder / "package.yaml").write_text(META + extra, encoding="utf-8")
        example = workspace.schemas() / "rda835Programs" / "example-valid.csv"
        (folder / "data" / "programs.csv").write_bytes(example.read_bytes())
        assert package.read_package(folder).tables["programs"].schema.table == "rda835Programs"


class TestRewrite:
    def test_only_the_unsorted_file_changes(self, folder: Path):
        """Rewriting a package sorts its tables by key; a second time changes nothing."""
        path = folder / "data" / "tasks.csv"
        before = path.read_text("utf-8")
        header, one, two = before.splitlines(keepends=True)
        path.write_text(header + two + one, encoding="utf-8")
        assert package.rewrite(folder) == ("tasks",)
        assert path.read_text("utf-8") == before
        assert package.rewrite(folder) == ()


class TestDescriptor:
    def test_two_builds_are_equal(self, folder: Path):
        """The same folder gives the same bytes, wherever it stands."""
        copy = folder.parent / "copy" / "zrazok"
        shutil.copytree(folder, copy)
        assert descriptor.describe_text(folder) == descriptor.describe_text(copy)

    def test_ids_are_fixed(self):
        """Ids follow from the names alone: the same on every portal, for ever."""
        assert descriptor.package_id("kropyvnytskyi-2022-2024") == (
            "011d9652-7483-5772-9779-e6eedec742bd"
        )
        assert descriptor.table_id("zrazok", "tasks") != descriptor.table_id("zrazok", "measures")

    def test_hashes_and_sizes(self, folder: Path):
        """Every table and source text stands in the descriptor with its hash and size."""
        described = descriptor.describe(folder)
        for entry in (*described["resources"], *described["sources"]):  # type: ignore[misc]
            assert entry["hash"].startswith("sha256:")
            assert entry["bytes"] == (folder / entry["path"]).stat().st_size

    def test_references_only_to_tables_that_are_there(self, folder: Path):
        """A foreign key to a table that the package does not have is left out."""
        resources = {
            r["table"]: r for r in json.loads(descriptor.describe_text(folder))["resources"]
        }
        targets = [k["reference"]["resource"] for k in resources["tasks"]["schema"]["foreignKeys"]]
        assert targets == ["directions"]
        assert "foreignKeys" not in resources["editions"]["schema"]

    def test_unknown_licence_is_refused(self, folder: Path):
        """A licence that is not in our list is refused with the list."""
        text = META.replace("license: cc-by", "license: mine")
        (folder / "package.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(PackageError, match="mine is unknown; known: cc-by"):
            descriptor.describe(folder)

    def test_frictionless_finds_it_valid(self, folder: Path):
        """A described package passes frictionless, foreign keys included."""
        import frictionless

        descriptor.write_descriptor(folder)
        report = frictionless.validate(str(folder / workspace.DESCRIPTOR_FILE))
        assert report.valid, report.flatten(["type", "note"])
        assert len(report.tasks) == 5

    def test_frictionless_sees_a_broken_reference(self, folder: Path):
        """A reference to a row that is not there is seen by frictionless too."""
        import frictionless

        path = folder / "data" / "tasks.csv"
        path.write_text(path.read_text("utf-8").replace("t-01,1,", "t-01,9,"), encoding="utf-8")
        descriptor.write_descriptor(folder)
        report = frictionless.validate(str(folder / workspace.DESCRIPTOR_FILE))
        assert report.flatten(["type"]) == [["foreign-key"]]

    def test_schemas_hash(self, folder: Path):
        """The descriptor carries the hash of the schemas that its tables use."""
        tables = [path.stem for path in package.table_files(folder)]
        assert descriptor.describe(folder)["schemasHash"] == schema.fingerprint(tables)
