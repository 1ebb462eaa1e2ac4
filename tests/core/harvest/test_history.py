"""What runs leave behind: the last status whole, a line of history a run, one run at a time."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.harvest import history
from ckanext.infoprog.core.harvest.history import HistoryError
from ckanext.infoprog.core.harvest.standing import Failure, Noted, Standing, State, Status
from ckanext.infoprog.core.harvest.terms import Terms
from tests.core.harvest.scripted import NOW

TARGET = "https://data.example.org"
NOTE = Terms(TARGET, NOW).note("arrival-changed", "odyn", field="title", value="Б", ours="А")
STANDING = Standing(
    "id-odyn", "odyn", "Назва", State.CHANGED, NOW.isoformat(), f"{TARGET}/dataset/odyn",
    seen=NOW.isoformat(), notes=(Noted(NOTE, NOW.isoformat()),),
)  # fmt: skip
STATUS = Status("https://city.example.org", TARGET, NOW.isoformat(), 1, 1, (STANDING,))


def hold(folder: Path, held: multiprocessing.synchronize.Event) -> None:
    """Keep the folder until the process is killed."""
    with history.alone(folder):
        held.set()
        multiprocessing.Event().wait()


class TestKept:
    def test_whole(self, tmp_path: Path):
        """A status comes back as it was kept, with every issue."""
        history.keep(tmp_path, STATUS)
        assert history.last(tmp_path, TARGET) == STATUS
        assert history.every(tmp_path) == [STATUS]

    def test_failure(self, tmp_path: Path):
        """A run that could not read the portal keeps what was known, and since when it is so."""
        first = STATUS.later("2026-11-22", Failure("reading-timeout", {"address": "x"}))
        later = first.later("2026-11-23", Failure("reading-timeout", {"address": "x"}))
        history.keep(tmp_path, later)
        kept = history.last(tmp_path, TARGET)
        assert kept == later
        assert kept.first_failed == "2026-11-22"
        assert kept.standings == STATUS.standings
        assert kept.is_partial

    def test_nothing_yet(self, tmp_path: Path):
        """Where no run has been, there is nothing, and that is no failure."""
        assert history.last(tmp_path, TARGET) is None
        assert history.past(tmp_path, TARGET) == []
        assert history.every(tmp_path / "none") == []

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 1}', '{"schema": 99}'])
    def test_damaged(self, tmp_path: Path, text: str):
        """A damaged file is told with its place and what to do; it is never taken for nothing."""
        path = tmp_path / f"{history.name_of(TARGET)}.json"
        path.write_text(text)
        with pytest.raises(HistoryError, match=r"move it away"):
            history.last(tmp_path, TARGET)

    def test_portals_apart(self, tmp_path: Path):
        """Each portal has files of its own, whatever its address holds."""
        names = {
            history.name_of(url)
            for url in (TARGET, "http://127.0.0.1:6510", "https://data.example.org/ckan", "http://../../x")
        }  # fmt: skip
        assert len(names) == 4
        assert not any("/" in name or name.startswith(".") for name in names)


class TestPast:
    def test_newest_first(self, tmp_path: Path):
        """A run adds one line; the runs of the past are listed with the newest first."""
        for day in (20, 21):
            history.keep(tmp_path, STATUS.later(f"2026-11-{day}", Failure("reading-page")))
        found = history.past(tmp_path, TARGET)
        assert [one.at for one in found] == ["2026-11-21", "2026-11-20"]
        assert found[0].failure == "reading-page"
        assert (found[0].wrong, found[0].counts["changed"]) == (1, 1)

    def test_cut_line(self, tmp_path: Path):
        """A line that a killed run has cut off is passed over, and the next one is whole."""
        path = tmp_path / f"{history.name_of(TARGET)}.jsonl"
        path.write_text('{"at": "2026-11-')
        history.keep(tmp_path, STATUS)
        assert [one.at for one in history.past(tmp_path, TARGET)] == [STATUS.at]
        assert json.loads(path.read_text().splitlines()[1])["wrong"] == 1

    def test_bounded(self, tmp_path: Path):
        """However long the history is, only its end is read."""
        path = tmp_path / f"{history.name_of(TARGET)}.jsonl"
        history.keep(tmp_path, STATUS)
        path.write_text(path.read_text() * 20_000)
        assert len(history.past(tmp_path, TARGET, most=7)) == 7


class TestAlone:
    def test_second_run(self, tmp_path: Path):
        """A second run at the same time is refused, says so, and does nothing."""
        second = history.alone(tmp_path)
        with history.alone(tmp_path), pytest.raises(PortalError) as caught, second:
            pass
        assert caught.value.code == "reading-twice"

    def test_killed_run(self, tmp_path: Path):
        """A run that was killed keeps nobody out."""
        held = multiprocessing.get_context("fork").Event()
        run = multiprocessing.get_context("fork").Process(target=hold, args=(tmp_path, held))
        run.start()
        assert held.wait(20)
        run.kill()
        run.join()
        with history.alone(tmp_path):
            pass
