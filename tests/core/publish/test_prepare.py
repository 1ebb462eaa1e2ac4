"""A package is checked and made in a process of its own, and what comes of it is written down."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.check import check, stored
from ckanext.infoprog.core.publish import bundle, prepare
from ckanext.infoprog.core.publish.inputs import schemas_hash

FOLDERS = workspace.find(Path(__file__)).packages(examples=True)
EXAMPLE = next(one for one in FOLDERS if one.name == "zrazkova-hromada")
EVERY_PACKAGE = pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
TODAY = "2026-11-21"

Result = dict[str, Any]
Prepare = Callable[..., Result]


@pytest.fixture
def workdir(tmp_path: Path) -> Path:
    """Return a working folder with the example package in it."""
    shutil.copytree(EXAMPLE, tmp_path / "package")
    return tmp_path


@pytest.fixture
def prepared(workdir: Path) -> Prepare:
    """Return a function that prepares the working folder here and gives the result."""

    def run(**request: object) -> Result:
        given = {"today": TODAY, "organization": None, **request}
        (workdir / "request.json").write_text(json.dumps(given), "utf-8")
        prepare.prepare(workdir)
        result: Result = json.loads((workdir / "result.json").read_text("utf-8"))
        return result

    return run


def change(path: Path, old: str, new: str) -> None:
    """Replace a text in a file."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


class TestPrepare:
    def test_same_files(
        self, workdir: Path, prepared: Prepare, tmp_path_factory: pytest.TempPathFactory
    ):
        """The files are those that `infoprog bundle` makes, all of them in one folder."""
        items = prepared()["items"]
        there = bundle.published(bundle.bundle(EXAMPLE, tmp_path_factory.mktemp("bundle")))
        assert [(i["id"], i["sha256"]) for i in items] == [(i.id, i.sha256) for i in there]
        assert {path.name for path in (workdir / "out").iterdir()} == {i.filename for i in there}

    def test_result(self, prepared: Prepare):
        """The result counts the findings and describes the dataset."""
        result = prepared(package="zrazkova-hromada")
        assert result["findings"]["errors"] == 0
        assert result["findings"]["known"] == 1
        assert result["dataset"]["name"] == "zrazkova-hromada"
        assert result["schemas"] == schemas_hash(EXAMPLE)
        assert "refusal" not in result

    def test_report(self, workdir: Path, prepared: Prepare):
        """The report is the one that `infoprog check` gives, under the package's own name."""
        prepared()
        plain = json.loads((workdir / "report.json").read_text("utf-8"))
        assert stored.from_plain(plain) == check(EXAMPLE, date.fromisoformat(TODAY))

    def test_errors(self, workdir: Path, prepared: Prepare):
        """A package with errors is reported on and not made."""
        change(workdir / "package" / "data" / "measures.csv", "2025", "рік")
        result = prepared()
        assert result["findings"]["errors"] > 0
        assert (result["items"], result["dataset"]) == ([], {})
        assert json.loads((workdir / "report.json").read_text("utf-8"))["ok"] is False

    def test_other_name(self, prepared: Prepare):
        """A package that names itself otherwise than its publication is refused."""
        assert prepared(package="inshyi")["refusal"]["code"] == "name-differs"

    def test_other_organisation(self, prepared: Prepare):
        """A package of another publisher is refused."""
        result = prepared(organization={"slug": "insha-rada"})
        assert result["refusal"]["code"] == "organization-differs"

    def test_not_to_be_made(self, workdir: Path, prepared: Prepare):
        """A package that no workbook can hold is refused in the words of the maker."""
        change(workdir / "package" / "data" / "programme.csv", "Приклад: Програма", "я" * 32_768)
        (refusal := prepared()["refusal"])
        assert refusal["code"] == "cannot-make"
        assert "a cell of a workbook holds 32767" in refusal["message"]

    def test_link(self, workdir: Path, prepared: Prepare):
        """A link inside the package is refused before anything is read."""
        (workdir / "package" / "data" / "x.csv").symlink_to("/etc/passwd")
        result = prepared()
        assert result["refusal"]["code"] == "bad-path"
        assert not (workdir / "report.json").exists()


class TestProcess:
    def start(self, workdir: Path) -> "subprocess.Popen[str]":
        (workdir / "request.json").write_text(json.dumps({"today": TODAY}), "utf-8")
        return subprocess.Popen(
            [sys.executable, "-P", "-m", prepare.MODULE, str(workdir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def test_progress(self, workdir: Path):
        """Each table that is checked and each file that is made is told as a line of JSON."""
        with self.start(workdir) as process:
            assert process.stdout
            told = [json.loads(line) for line in process.stdout]
        assert process.returncode == 0
        assert {"stage": "check", "table": "measures", "rows": 8} in told
        assert {"stage": "bundle", "file": "measures.csv", "rows": 8} in told
        assert told[-1] == {"stage": "bundle", "file": "structure.csv", "rows": None}

    def test_ends_with_its_parent(self, workdir: Path):
        """The process ends when the one that started it is gone."""
        (workdir / "package" / "data" / "execution.csv").unlink()
        os.mkfifo(workdir / "package" / "data" / "execution.csv")  # nobody writes into it: it waits
        process = self.start(workdir)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(3)
        assert process.stdin
        process.stdin.close()
        assert process.wait(20) == prepare.CRASHED
        assert process.stdout
        process.stdout.close()

    def test_killed(self, workdir: Path):
        """A process that is killed leaves no result behind: half a result cannot be read."""
        (workdir / "result.json").unlink(missing_ok=True)
        (workdir / "package" / "data" / "execution.csv").unlink()
        os.mkfifo(workdir / "package" / "data" / "execution.csv")
        with self.start(workdir) as process:
            process.send_signal(signal.SIGKILL)
        assert not (workdir / "result.json").exists()


class TestStored:
    @EVERY_PACKAGE
    def test_back(self, folder: Path):
        """A report that was written down reads back the same, amounts to the kopiyka."""
        report = check(folder, date.fromisoformat(TODAY))
        plain = json.loads(json.dumps(stored.to_plain(report)))
        assert stored.from_plain(plain) == report

    def test_messages(self, workdir: Path):
        """Each finding stands there with its sentence in both languages."""
        change(workdir / "package" / "data" / "statedTotals.csv", "1170000.00", "1170001.00")
        plain = stored.to_plain(check(workdir / "package", date.fromisoformat(TODAY)))
        found = [one for one in plain["findings"] if one["amounts"]]
        assert found
        assert all(set(one["message"]) == {"uk", "en"} for one in found)
        assert found[0]["params"]["stated"] == "1170001.00"
