"""The portal checks a package in a process with bounds: it may fail there and nowhere else."""

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckan.plugins import toolkit as tk

from ckanext.infoprog.core.publish import prepare
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import workshop

FOLDER = Path(__file__).parents[2] / "examples" / "zrazkova-hromada"
REQUEST = {"today": "2026-11-21", "organization": None, "package": "zrazkova-hromada"}
SECONDS, MEMORY = "ckanext.infoprog.check.max_seconds", "ckanext.infoprog.check.max_memory_mb"

pytestmark = pytest.mark.usefixtures("with_plugins")
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def workdir(tmp_path: Path) -> Path:
    """Return a working folder with the example package in it."""
    shutil.copytree(FOLDER, tmp_path / "package")
    return tmp_path


@pytest.fixture
def told() -> list[dict[str, Any]]:
    """Return what was told of the progress."""
    return []


@pytest.fixture
def run(workdir: Path, told: list[dict[str, Any]]) -> Run:
    """Return a function that checks the package of the working folder."""

    def check(**request: object) -> dict[str, Any]:
        return workshop.run(workdir, {**REQUEST, **request}, lambda **what: told.append(what))

    return check


def refused(run: Run, **request: object) -> RefusedError:
    """Return the refusal that a check ends with."""
    with pytest.raises(RefusedError) as caught:
        run(**request)
    return caught.value


def children() -> list[str]:
    """Return the processes that this one has started and that still are there."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text("utf-8").split()


def wait_for_ever(workdir: Path) -> None:
    """Make a table of the package one that never comes to an end."""
    path = workdir / "package" / "data" / "keyFigures.csv"
    path.unlink()
    os.mkfifo(path)


class TestDone:
    def test_result(self, run: Run, workdir: Path) -> None:
        """A good package comes back with its files, its description and no errors."""
        result = run()
        assert result["findings"]["errors"] == 0
        assert result["dataset"]["infoprog_kind"] == "programme"
        files = {path.name for path in (workdir / "out").iterdir()}
        assert files == {item["filename"] for item in result["items"]}

    def test_progress(self, run: Run, told: list[dict[str, Any]]) -> None:
        """What is being done is told while it is done."""
        run()
        assert {"stage": "check", "table": "measures", "rows": 8} in told
        assert {"stage": "bundle", "file": "structure.csv", "rows": None} in told

    def test_again(self, run: Run) -> None:
        """A second check in the same folder gives the same."""
        assert run() == run()

    def test_no_secrets(self, run: Run, workdir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The process knows neither the portal's passwords nor its settings."""
        monkeypatch.setenv("CKAN_SQLALCHEMY_URL", "postgresql://ckan:secret@localhost/ckan")
        code = "import json, os, sys; print(json.dumps({'found': sorted(os.environ)}))"
        (workdir / "spy").mkdir()
        (workdir / "spy" / "sitecustomize.py").write_text(code, "utf-8")
        monkeypatch.setenv("PYTHONPATH", str(workdir / "spy"))
        seen: list[dict[str, Any]] = []
        workshop.run(workdir, REQUEST, lambda **what: seen.append(what))
        (names,) = [one["found"] for one in seen if "found" in one]
        assert "PATH" in names
        assert "CKAN_SQLALCHEMY_URL" not in names


class TestStopped:
    @pytest.mark.ckan_config(SECONDS, 2)
    def test_time(self, run: Run, workdir: Path) -> None:
        """A check that takes too long is ended, and the refusal says so in both languages."""
        wait_for_ever(workdir)
        found = refused(run)
        assert (found.code, found.params["reason"]) == ("check-stopped", "time")
        assert "took longer than allowed" in str(found)
        assert "довше, ніж дозволено" in found.in_language("uk")
        assert children() == []

    @pytest.mark.ckan_config(MEMORY, 60)
    def test_memory(self, run: Run, workdir: Path) -> None:
        """A check that wants more memory than allowed is ended."""
        rows = workdir / "package" / "data" / "keyFigures.csv"
        head, first, *_ = rows.read_text("utf-8").splitlines()
        rows.write_text("\n".join([head, *[first] * 200_000]) + "\n", "utf-8")
        found = refused(run)
        assert (found.code, found.params["reason"]) == ("check-stopped", "memory")
        assert children() == []

    def test_crash(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A crash is told without its traceback, which stands in the portal's log."""
        # A migration of CKAN's own activity extension silences every logger that is there.
        monkeypatch.setattr(workshop.log, "disabled", False)
        with caplog.at_level(logging.ERROR):
            found = refused(run, today="nonsense")
        assert (found.code, found.params["reason"]) == ("check-stopped", "crash")
        assert "Traceback" not in str(found.to_dict())
        assert "Traceback" in caplog.text

    def test_no_space(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """A disk that is full during the check is told as such."""
        code = f"import os; os._exit({prepare.NO_SPACE})"
        monkeypatch.setattr(workshop, "COMMAND", ("-c", code))
        assert refused(run).code == "no-space"

    def test_telling_fails(self, workdir: Path) -> None:
        """Where the progress cannot be told, the process is not left behind."""

        def tell(**_what: object) -> None:
            raise ConnectionError

        with pytest.raises(ConnectionError):
            workshop.run(workdir, REQUEST, tell)
        assert children() == []


class TestHostile:
    @pytest.mark.parametrize(
        ("source", "code"),
        [
            ("../../../etc/passwd", "bad-path"),
            ("/etc/passwd", "bad-path"),
            ("NUL", "bad-path"),
            ("source\u202etxt.exe", "bad-path"),
            ("a\\\\b.txt", "bad-path"),
        ],
    )
    def test_source(self, run: Run, workdir: Path, source: str, code: str) -> None:
        """A source file is named within the package and looks what it is."""
        path = workdir / "package" / "package.yaml"
        text = path.read_text("utf-8")
        path.write_text(text.replace("path: source.txt", f'path: "{source}"'), "utf-8")
        assert refused(run).code == code

    def test_link(self, run: Run, workdir: Path) -> None:
        """A link in the package is refused and not followed."""
        (workdir / "package" / "data" / "links.csv").unlink()
        (workdir / "package" / "data" / "links.csv").symlink_to("/etc/passwd")
        found = refused(run)
        assert (found.code, found.params["reason"]) == ("bad-path", "link")

    def test_any_letters(self, run: Run, workdir: Path) -> None:
        """Characters beyond the basic plane and quotes in the data pass through unharmed."""
        path = workdir / "package" / "data" / "textItems.csv"
        text = path.read_text("utf-8").splitlines()
        text[1] = text[1].replace("Закон", "Закон 😀𐍈 ''", 1)
        path.write_text("\n".join(text) + "\n", "utf-8")
        run()
        assert "😀𐍈 ''" in (workdir / "out" / "textItems.csv").read_text("utf-8")

    def test_other_package(self, run: Run) -> None:
        """A package that bears another name than its publication is refused."""
        assert refused(run, package="chuzhyi-nabir").code == "name-differs"

    @pytest.mark.parametrize("text", ["", "[]", "name: [", "&a [*a, *a]", "!!python/object:os.x"])
    def test_bad_description(self, run: Run, workdir: Path, text: str) -> None:
        """A description that cannot be read is a finding, never a crash."""
        (workdir / "package" / "package.yaml").write_text(text, "utf-8")
        assert run()["findings"]["errors"] > 0
        assert not (workdir / "out").exists()


def test_options() -> None:
    """The bounds are settings of the portal with sensible values."""
    assert tk.config[MEMORY] == 4096
    assert tk.config[SECONDS] == 1800
