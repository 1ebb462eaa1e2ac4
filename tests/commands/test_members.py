"""`infoprog members` lists who reports and changes it."""

from pathlib import Path

import pytest

from tests.commands.conftest import Call
from tests.core.cycle import places
from tests.core.cycle.places import ENTERPRISE, GROUP


@pytest.fixture(autouse=True)
def _there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places.example(tmp_path)
    monkeypatch.chdir(tmp_path)


class TestMembers:
    def test_list(self, call: Call):
        """The list names the bodies of groups, measures, metrics and indicators."""
        done = call("members", places.NAME)
        assert done.code == 0
        assert f"  2.4  {places.SCHOOLS}\n" in done.out
        assert done.out.endswith("Everything has a body that answers for it.\n")

    def test_change(self, call: Call):
        """A body is entered and named in one call."""
        done = call("members", places.NAME, "--new", "Архів", "--add", "group", GROUP, "arkhiv")
        assert (done.code, done.out) == (0, "")
        assert done.err == "Entered: arkhiv\nWritten: executantMembers\n"

    def test_refused(self, call: Call):
        """A wish that cannot be ends with 1 and says what to do."""
        done = call("members", places.NAME, "--add", "group", ENTERPRISE, ENTERPRISE)
        assert done.code == 1
        assert done.err.endswith("[cycle-no-group]\n")
