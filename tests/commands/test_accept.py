"""`infoprog accept` turns collected answers into rows, and shows before what would change."""

from pathlib import Path

import pytest

from ckanext.infoprog.core import package
from ckanext.infoprog.core.cycle import asking, collecting
from ckanext.infoprog.core.cycle.period import Period
from tests.commands.conftest import Call
from tests.core.cycle import filling, places

WHEN = Period(2026, 1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the example community with one body's answer."""
    monkeypatch.chdir(tmp_path)
    folder = places.example(tmp_path)
    one = asking.of_body(package.read_package(folder), WHEN, places.SCHOOLS)
    path = filling.fill(filling.make(one, tmp_path / "in"), filling.full(one))
    assert collecting.collect(folder, WHEN, [path]).ok
    return folder


class TestAccept:
    def test_course(self, call: Call, folder: Path):
        """A preview writes nothing; accepting writes what it showed, once."""
        words = ("accept", places.NAME, "--period", "2026-Q1", "--incomplete")
        before = (folder / "data" / "execution.csv").read_bytes()
        shown = call(*words, "--preview")
        assert shown.code == 0
        assert shown.out.startswith("reports: added 1, changed 0, removed 0\nexecution: added 3,")
        assert "Accepted without: " in shown.err
        assert (folder / "data" / "execution.csv").read_bytes() == before
        done = call(*words)
        assert (done.code, done.out) == (0, shown.out)
        assert "Written: execution\n" in done.err
        assert call(*words).out == "Nothing would change.\n"

    def test_incomplete(self, call: Call, folder: Path):
        """Without the others the period is accepted only where that is asked for."""
        assert folder.is_dir()
        done = call("accept", places.NAME, "--period", "2026-Q1")
        assert (done.code, done.out) == (1, "")
        assert done.err.endswith("[cycle-incomplete]\n")
