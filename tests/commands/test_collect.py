"""`infoprog collect` takes forms in and says what is wrong with those that it does not take."""

from pathlib import Path

import pytest

from ckanext.infoprog.core import package
from ckanext.infoprog.core.cycle import asking
from ckanext.infoprog.core.cycle.period import Period
from tests.commands.conftest import Call
from tests.core.cycle import filling, places
from tests.core.cycle.places import SCHOOLS, SOCIAL

FREE = f"1.4~localBudget~-~{SCHOOLS}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return places.example(tmp_path)


def form(folder: Path, body: str, changes: filling.Answers | None = None) -> str:
    """Return a filled form's path; `changes` are typed last."""
    one = asking.of_body(package.read_package(folder), Period(2026, 1), body)
    path = filling.fill(filling.make(one, folder.parents[1] / "in"), filling.full(one))
    return str(filling.fill(path, changes or {}))


class TestCollect:
    def test_kept(self, call: Call, folder: Path):
        """Valid forms are kept, and who has not answered is named."""
        done = call("collect", places.NAME, form(folder, SCHOOLS), "--period", "2026-Q1")
        assert (done.code, done.err) == (0, "")
        first, title, *left = done.out.splitlines()
        assert first == f"{places.NAME}_2026-Q1_{SCHOOLS}.xlsx: {SCHOOLS}: kept"
        assert title == "Not answered yet"
        assert [line.split()[0] for line in left] == [b for b in places.BODIES if b != SCHOOLS]
        assert left[2].endswith("  Відділ соціальної політики (приклад)")

    def test_refused(self, call: Call, folder: Path):
        """A wrong cell is told with its place, and the other file waits for it."""
        wrong = form(folder, SCHOOLS, {"measures": {FREE: {"used": -1}}})
        done = call("collect", places.NAME, wrong, form(folder, SOCIAL), "--period", "2026-Q1")
        assert done.code == 1
        lines = done.out.splitlines()
        assert lines[0].endswith(": not taken")
        assert lines[1].endswith("Enter a number of 0 or more. [form-negative]")
        assert "Заходи!I" in lines[1]
        assert lines[2].endswith("well, but not kept because of the other files")

    def test_replaced(self, call: Call, folder: Path):
        """A second file shows what it says otherwise."""
        call("collect", places.NAME, form(folder, SCHOOLS), "--period", "2026-Q1")
        again = form(folder, SCHOOLS, {"measures": {FREE: {"used": 7}}})
        done = call("collect", places.NAME, again, "--period", "2026-Q1")
        assert done.code == 0
        assert f"kept in place of {Path(again).name}" in done.out
        assert f"  Заходи, {FREE}, Used in the period (cash), UAH: 201.00 → 7.00\n" in done.out

    def test_nobody(self, call: Call, folder: Path):
        """Without files the command says who has not answered."""
        assert folder.is_dir()
        done = call("collect", places.NAME, "--period", "2026-Q1")
        assert (done.code, len(done.out.splitlines())) == (0, 6)

    def test_letter(self, call: Call, folder: Path):
        """The letter's data go with one file only."""
        files = (form(folder, SCHOOLS), form(folder, SOCIAL))
        done = call("collect", places.NAME, *files, "--period", "2026-Q1", "--number", "5")
        assert done.code == 2
        assert "go with one FILE" in done.err
