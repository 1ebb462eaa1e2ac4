"""A dataset as a Data Package and its structure: true types, order kept, frictionless reads it."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import frictionless
import pytest

from ckanext.infoprog.core import descriptor, package, schema
from ckanext.infoprog.core.derive import register as local_register
from ckanext.infoprog.core.derive.city import cities
from ckanext.infoprog.core.passport import datapackage, datastore, register, structure
from ckanext.infoprog.core.passport.record import Version, passport
from ckanext.infoprog.core.publish import bundle, dataset
from ckanext.infoprog.core.workspace import Workspace

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = sorted(path.parent for path in (ROOT / "datasets").glob("*/datapackage.json"))
SITE = "https://data.rada.example"
Json = dict[str, Any]
EVERY_DATASET = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)


def published(folder: Path, into: Path) -> Any:  # noqa: ANN401 - a Passport
    """Return the passport of a package as a portal that published it would have it."""
    items = bundle.published(bundle.bundle(folder, into))
    page = f"{SITE}/dataset/{folder.name}"
    shown = {
        **dataset.described(package.read_package(folder)),
        "resources": [
            {**dataset.resource(one), "url": f"{page}/file/{one.filename}"} for one in items
        ],
    }
    version = Version(1, "2026-11-21T09:00:00+00:00", f"{page}/version/1", "b" * 64)
    permanent = {one.id: f"{page}/version/1/file/{one.filename}" for one in items}
    return passport(shown, None, page=page, versions=[version], permanent=permanent)


def brought_home(told: Json, folder: Path, into: Path) -> Path:
    """Return a Data Package whose permanent addresses lead to files of this machine."""
    for resource in told["resources"]:
        name = resource["path"].rpartition("/")[2]
        here = into / name
        here.write_bytes(
            here.read_bytes() if here.exists() else (folder / "data" / name).read_bytes()
        )
        resource["path"] = name
    path = into / "datapackage.json"
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return path


class TestPublished:
    @EVERY_DATASET
    def test_frictionless_validates_it(self, folder: Path, tmp_path: Path) -> None:
        """Every dataset of ours is a valid Data Package: fields, types, hashes, sizes, keys."""
        told = datapackage.datapackage(published(folder, tmp_path), {})
        assert all("/version/1/file/" in one["path"] for one in told["resources"])
        report = frictionless.validate(str(brought_home(told, folder, tmp_path)))
        assert report.flatten(["path", "rowNumber", "fieldName", "message"]) == []
        kinds = [task.type for task in report.tasks]
        assert kinds.count("table") == len([one for one in told["resources"] if "schema" in one])

    def test_missing_values(self, tmp_path: Path) -> None:
        """Every table says that `null` alone is a missing value."""
        told = datapackage.datapackage(published(FOLDERS[0], tmp_path), {})
        found = {
            tuple(one["schema"]["missingValues"]) for one in told["resources"] if "schema" in one
        }
        assert found == {("null",)}

    @EVERY_DATASET
    def test_structure_is_the_published_one(self, folder: Path, tmp_path: Path) -> None:
        """The structure that the portal tells is byte for byte the published structure file."""
        of = published(folder, tmp_path)
        found = structure.of_dataset(of, descriptor.describe(folder))
        assert structure.csv_text(found, "uk") == (tmp_path / "structure.csv").read_text("utf-8")

    def test_structure_of_one(self, tmp_path: Path) -> None:
        """A table's structure has the columns that Resolution 835 asks for, in both languages."""
        of = published(ROOT / "datasets" / "amu-digital-survey", tmp_path)
        table = next(one for one in map(structure.of_file, of.tables) if one.name == "answers")
        told = list(csv.DictReader(io.StringIO(structure.csv_of_one(table, "en"))))
        assert tuple(told[0]) == schema.STRUCTURE_COLUMNS
        declared = schema.structure(schema.load("answers"), "en")
        assert [one["title"] for one in told] == [one["title"] for one in declared]
        assert json.loads(structure.json_of_one(table, "en"))["fields"] == [*declared]

    def test_register_agrees_with_the_build(self, tmp_path: Path) -> None:
        """Row by row the register of the portal is the one that `infoprog build` makes."""
        local = [
            dict(row)
            for city in cities(Workspace(ROOT), SITE).values()
            for row in local_register.register(city)
        ]
        live = []
        for folder in FOLDERS:
            (tmp_path / folder.name).mkdir()
            live.append(dict(register.row(published(folder, tmp_path / folder.name))))
        assert sorted(live, key=str) == sorted(local, key=str)


COLUMNS = [
    {"id": "_id", "type": "int"},
    {"id": "назва", "type": "text", "info": {"label": "Назва", "label_en": "Title"}},
    {"id": "amount", "type": "numeric", "info": {"notes": "з копійками"}},
    {"id": "count", "type": "int4"},
    {"id": "day", "type": "date"},
    {"id": "moment", "type": "timestamp"},
    {"id": "done", "type": "bool"},
    {"id": "more", "type": "jsonb"},
    {"id": "list", "type": "_text"},
    {"id": "ip", "type": "inet"},
    {"id": "_full_text", "type": "tsvector"},
]


class TestMadeByHand:
    def test_types(self) -> None:
        """DataStore types become Table Schema's, in the order of the columns; others are text."""
        told = datastore.schema(COLUMNS)
        assert [(one["name"], one["type"]) for one in told["fields"]] == [
            ("_id", "integer"),
            ("назва", "string"),
            ("amount", "number"),
            ("count", "integer"),
            ("day", "date"),
            ("moment", "datetime"),
            ("done", "boolean"),
            ("more", "any"),
            ("list", "array"),
            ("ip", "string"),
        ]
        assert told["fields"][1]["title_en"] == "Title"
        assert told["missingValues"] == ["", "null"]

    @pytest.mark.parametrize(
        ("resource", "path", "kind"),
        [
            (
                {"url": "https://x.example/a.pdf", "format": "PDF"},
                "https://x.example/a.pdf",
                "file",
            ),
            ({"url": "ftp://x.example/a.csv"}, f"{SITE}/dataset/n", "file"),
            ({"url": ""}, f"{SITE}/dataset/n", "file"),
            (
                {
                    "url": "https://x.example/t.xlsx",
                    "datastore_active": True,
                    "schema": json.dumps(datastore.schema(COLUMNS)),
                },
                f"{SITE}/datastore/dump/r",
                "table",
            ),
        ],
    )
    def test_paths(self, resource: Json, path: str, kind: str) -> None:
        """A table's path is its dump; any other file stands where it stands, without a schema."""
        of = passport({"id": "1", "name": "n", "resources": [{"id": "r", **resource}]}, None,
                      page=f"{SITE}/dataset/n")  # fmt: skip
        dumps = {"r": f"{SITE}/datastore/dump/r"} if of.files[0].is_table else {}
        (told,) = datapackage.datapackage(of, dumps)["resources"]
        assert (told["path"], told["type"], "schema" in told) == (path, kind, kind == "table")

    def test_names(self) -> None:
        """Each resource has a name of its own that the standard allows."""
        files = [
            {"id": "a1", "infoprog_name": "x"},
            {"id": "b2", "infoprog_name": "x"},
            {"id": "c3"},
        ]
        of = passport({"id": "1", "name": "n", "resources": files}, None, page=SITE)
        told = datapackage.datapackage(of, {})
        assert [one["name"] for one in told["resources"]] == ["x", "b2", "c3"]
