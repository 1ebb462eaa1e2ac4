"""`infoprog amend` writes the workbook of a decision, shows what it changes, and takes it in."""

from pathlib import Path

import pytest

from tests.commands.conftest import Call
from tests.core.cycle import amendfilling, places


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the example community on a day after the decision."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ckanext.infoprog.commands.clock.today", lambda: amendfilling.TODAY)
    return places.example(tmp_path)


class TestAmend:
    def test_course(self, call: Call, folder: Path):
        """The form is written; a preview shows the difference and writes nothing; then it is."""
        done = call("amend", places.NAME, "--form", "--to", "зміни.xlsx")
        assert (done.code, done.out) == (0, "")
        amendfilling.fill(Path("зміни.xlsx"))
        before = {path: path.read_bytes() for path in folder.glob("data/*.csv")}
        shown = call("amend", places.NAME, "зміни.xlsx", "--preview")
        assert shown.code == 0
        assert shown.out.startswith("amendment-2: No 0003, in force from ")
        assert "  2.3 Приклад: Резервне сховище даних громади: excluded\n" in shown.out
        assert {path: path.read_bytes() for path in folder.glob("data/*.csv")} == before
        done = call("amend", places.NAME, "зміни.xlsx")
        assert (done.code, done.out) == (0, shown.out)
        assert "Written: funding\n" in done.err
        again = call("amend", places.NAME, "зміни.xlsx")
        assert (again.code, again.out) == (1, "")
        assert again.err.endswith("[amend-outdated]\n")

    @pytest.mark.parametrize("lang", ["uk", "en"])
    def test_refused(self, call: Call, folder: Path, lang: str):
        """A workbook that is not filled in is refused with sheet and cell, in both languages."""
        assert folder.is_dir()
        call("amend", places.NAME, "--form", "--to", "empty.xlsx")
        done = call("amend", places.NAME, "empty.xlsx", "--lang", lang)
        assert (done.code, done.out) == (1, "")
        assert done.err.count("[amend-needed]") == 3
        assert "Рішення!D6" in done.err

    @pytest.mark.parametrize("words", [(), ("--form",), ("--to", "a.xlsx")])
    def test_usage(self, call: Call, folder: Path, words: tuple[str, ...]):
        """Either a form is written somewhere, or a file is read."""
        assert folder.is_dir()
        assert call("amend", places.NAME, *words).code == 2
