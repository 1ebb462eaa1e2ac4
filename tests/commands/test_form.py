"""`infoprog form` writes the workbooks that bodies fill in."""

from pathlib import Path

import pytest

from tests.commands.conftest import Call
from tests.core.cycle import places
from tests.core.cycle.places import SOCIAL


@pytest.fixture(autouse=True)
def _there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places.example(tmp_path)
    monkeypatch.chdir(tmp_path)


class TestForm:
    def test_all(self, call: Call, tmp_path: Path):
        """A form is written for each body, and listed with its rows and the day it is due."""
        done = call("form", places.NAME, "--period", "2026-Q1", "--all", "--to", "forms")
        assert done.code == 0
        named = [line.split()[0] for line in done.out.splitlines()[1:]]
        assert named == sorted(path.name for path in (tmp_path / "forms").iterdir())
        assert done.err == "5 forms are written: forms\n"
        assert done.out.splitlines()[1].endswith("  3        1           0  5 April 2026")

    def test_one(self, call: Call, tmp_path: Path):
        """One body's form is written alone."""
        words = ("form", places.NAME, "--period", "2026", "--executant", SOCIAL, "--to", "forms")
        assert call(*words).code == 0
        assert [p.name for p in (tmp_path / "forms").iterdir()] == [
            f"{places.NAME}_2026_{SOCIAL}.xlsx"
        ]

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (("--period", "2026-Q9", "--all"), "[cycle-period]"),
            (("--period", "2031", "--all"), "[cycle-period-outside]"),
            (("--period", "2026", "--executant", "nobody"), "[cycle-body-not-asked]"),
        ],
    )
    def test_refused(self, call: Call, words: tuple[str, ...], code: str):
        """What cannot be asked ends with 1 and its finding."""
        done = call("form", places.NAME, *words, "--to", "forms")
        assert done.code == 1
        assert done.err.endswith(f"{code}\n")

    def test_neither(self, call: Call):
        """Without a body and without --all nothing is written."""
        done = call("form", places.NAME, "--period", "2026", "--to", "forms")
        assert done.code == 2
        assert not Path("forms").exists()
