"""`infoprog bundle` writes a package's published files into a folder."""

import re
from pathlib import Path

import pytest

from tests.commands.conftest import Call


class TestBundle:
    def test_files(self, call: Call, here: Path):
        """The files are written in order and listed with their bytes, rows and titles."""
        done = call("bundle", "misto-2026-2027", "--to", "out/new")
        assert done.code == 0
        listed = [line.split()[0] for line in done.out.splitlines()[1:]]
        assert listed[-3:] == ["misto-2026-2027.xlsx", "misto-2026-2027.zip", "structure.csv"]
        assert {path.name for path in (here / "out" / "new").iterdir()} == set(listed)
        assert re.search(r"^programme\.csv +[\d,]+ +1  Programme$", done.out, re.MULTILINE)
        assert done.err == f"{len(listed)} files are written: out/new\n"

    def test_again(self, call: Call, here: Path):
        """A second run writes the same bytes and leaves the folder's other files."""
        call("bundle", "misto-2026-2027", "--to", "out")
        (here / "out" / "mine.txt").write_text("моє", "utf-8")
        before = {path.name: path.read_bytes() for path in (here / "out").iterdir()}
        call("bundle", "misto-2026-2027", "--to", "out")
        assert {path.name: path.read_bytes() for path in (here / "out").iterdir()} == before

    def test_ukrainian(self, call: Call, here: Path):
        """In Ukrainian titles and sentences are Ukrainian."""
        done = call("bundle", "misto-2026-2027", "--to", "out", "--lang", "uk")
        assert done.out.splitlines()[-1].endswith("Структура набору даних")
        assert done.err.startswith("Записано ")

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (("bundle", "misto-2026-2027"), "Missing option '--to'"),
            (("bundle", "nema", "--to", "out"), "There is no package nema"),
        ],
    )
    def test_wrong_usage(self, call: Call, here: Path, words: tuple[str, ...], message: str):
        """A missing folder or an unknown package is wrong usage, and nothing is written."""
        done = call(*words)
        assert done.code == 2
        assert message in done.err
        assert not (here / "out").exists()

    def test_text_too_long(self, call: Call, here: Path):
        """A text that no workbook can hold stops the command with its place, nothing is written."""
        path = here / "datasets" / "misto-2026-2027" / "data" / "programme.csv"
        text = path.read_text("utf-8").replace("Програма цифрового розвитку", "я" * 32_768)
        path.write_text(text, "utf-8")
        done = call("bundle", "misto-2026-2027", "--to", "out")
        assert done.code == 2
        assert done.err.startswith("A file of the package cannot be made. programme misto-")
        assert not (here / "out").exists()
