"""`infoprog build` writes what is out of date; --check only tells."""

from pathlib import Path

import pytest

from tests.commands.conftest import Call

ALL = [
    "datasets/misto-2026-2027/datapackage.json",
    "datasets/misto-dataset-register/data/register.csv",
    "datasets/misto-dataset-register/datapackage.json",
    "datasets/misto-target-programs/data/amendments.csv",
    "datasets/misto-target-programs/data/programs.csv",
    "datasets/misto-target-programs/data/reports.csv",
    "datasets/misto-target-programs/datapackage.json",
]


class TestBuild:
    def test_first_and_second(self, call: Call, here: Path):
        """The first build names what it wrote, the second has nothing to do."""
        done = call("build")
        assert (done.code, done.out) == (0, "".join(f"written  {path}\n" for path in ALL))
        assert done.err == "7 files are built; 7 were not up to date.\n"
        done = call("build")
        assert (done.code, done.out) == (0, "")
        assert done.err == "7 files are built; all were up to date.\n"

    def test_address_of_the_portal(self, call: Call, here: Path):
        """--base-url gives the links to the datasets."""
        call("build", "--base-url", "https://example.org")
        text = (here / ALL[1]).read_text("utf-8")
        assert "https://example.org/dataset/misto-target-programs" in text

    def test_address_of_another_kind(self, call: Call, here: Path):
        """An address that is none of the web is wrong usage, and nothing is written."""
        done = call("build", "--base-url", "example.org")
        assert done.code == 2
        assert "'example.org' does not begin with http:// or https://." in done.err
        assert not (here / ALL[0]).exists()

    def test_damaged_package(self, call: Call, here: Path):
        """A package that cannot be read stops the build with a sentence, nothing is written."""
        (here / "datasets" / "misto-2026-2027" / "package.yaml").write_text("name: [", "utf-8")
        done = call("build")
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("A package cannot be read.")
        assert not (here / ALL[1]).exists()


class TestCheck:
    def test_up_to_date(self, call: Call, here: Path):
        """Where every file is what a build makes the exit code is 0."""
        call("build")
        done = call("build", "--check")
        assert (done.code, done.out) == (0, "")

    def test_names_the_file(self, call: Call, here: Path):
        """A file that was changed by hand is named, the exit code is 1 and it stays as it is."""
        call("build")
        path = here / ALL[4]
        path.write_text("uid\n", encoding="utf-8")
        done = call("build", "--check")
        assert (done.code, done.out) == (1, f"differs  {ALL[4]}\n")
        assert done.err == (
            "7 files are built; 1 was not up to date.\nBring them up to date: infoprog build\n"
        )
        assert path.read_text("utf-8") == "uid\n"

    @pytest.mark.parametrize("lang", ["uk", "en"])
    def test_missing_file(self, call: Call, here: Path, lang: str):
        """A file that is not there is named in the language that was asked for."""
        call("build")
        (here / ALL[0]).unlink()
        word = {"uk": "бракує", "en": "missing"}[lang]
        assert call("build", "--check", "--lang", lang).out == f"{word}  {ALL[0]}\n"
