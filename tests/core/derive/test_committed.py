"""The files of this project that a build makes are what it makes now."""

from pathlib import Path

import frictionless
import pytest

from ckanext.infoprog.core import package
from ckanext.infoprog.core.derive import build
from ckanext.infoprog.core.workspace import DESCRIPTOR_FILE, Workspace

HERE = Workspace(Path(__file__).parents[3])
PLANNED = build.plan(HERE)
FOLDERS = HERE.packages(examples=True)
LISTS = [f for f in FOLDERS if build.built_tables(f) or f.name.endswith("information-audit")]
EVERY_LIST = pytest.mark.parametrize("folder", LISTS, ids=lambda f: f.name)


@pytest.mark.parametrize("planned", PLANNED, ids=lambda one: one.path.as_posix())
def test_up_to_date(planned: build.Planned):
    """A committed file that a build makes is byte for byte what the build makes."""
    assert planned.state is build.State.SAME, "run: infoprog build"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_frictionless_passes_it(folder: Path):
    """Frictionless finds every package valid by its datapackage.json alone."""
    report = frictionless.validate(str(folder / DESCRIPTOR_FILE))
    assert report.flatten(["path", "rowNumber", "fieldName", "message"]) == []


def test_lists_of_the_resolution():
    """Each organisation that has a programme has its lists and its register."""
    assert [folder.name for folder in LISTS] == [
        "kremenchuk-dataset-register",
        "kremenchuk-target-programs",
        "kropyvnytskyi-dataset-register",
        "kropyvnytskyi-information-audit",
        "kropyvnytskyi-target-programs",
    ]


@EVERY_LIST
def test_named_as_a_fragment(folder: Path):
    """A list says in title and description, in both languages, that it is a fragment."""
    meta = package.read_meta(folder)
    for texts in (meta.title, meta.description):
        assert "фрагмент" in texts["uk"].lower()
        assert "fragment" in texts["en"].lower()


@EVERY_LIST
def test_columns_of_the_resolution(folder: Path):
    """A list's tables have the columns of the recommended structure in their order."""
    for table in package.read_package(folder).tables.values():
        assert table.schema.table.startswith("rda835")
        text = (folder / "data" / f"{table.name}.csv").read_text("utf-8")
        assert tuple(text.partition("\n")[0].split(",")) == table.schema.columns


def test_every_programme_is_listed_once():
    """Every programme of datasets/ is a row of its organisation's list, and of no other."""
    listed = [
        row["title"] for folder in LISTS for row in package.read_package(folder).rows("programs")
    ]
    programmes = [
        row["title"]
        for folder in HERE.packages()
        for row in package.read_package(folder).rows("programme")
    ]
    assert sorted(map(str, listed)) == sorted(map(str, programmes))
    assert len(set(listed)) == 3
