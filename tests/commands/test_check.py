"""`infoprog check` prints what the check found and exits by it."""

import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from ckanext.infoprog.commands import check, clock
from ckanext.infoprog.core import catalogue, schema, workspace
from ckanext.infoprog.core.check import Known, Report
from tests.commands.conftest import Call

ERROR = catalogue.example("missing-column")
WARNING = catalogue.example("blank-row")
SCRIPT = Path(sys.executable).with_name("infoprog")
EXAMPLE = Path(__file__).parents[2] / "examples" / "zrazkova-hromada"
Calls = list[tuple[str, date, str | None]]


def report(target: str, *found: object, known: tuple[Known, ...] = ()) -> Report:
    return Report(target, date(2026, 11, 21), {"measures": 44}, tuple(found), known)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Put a check in place that finds an error in what is called bad, and keep its calls."""
    made: Calls = []

    def stub(target: Path, today: date, schema_name: str | None = None) -> Report:
        made.append((target.name, today, schema_name))
        return report(target.name, *([ERROR] if "bad" in target.name else []))

    def stream(file: io.BytesIO, name: str, today: date, schema_name: str | None = None) -> Report:
        made.append((name, today, schema_name))
        return report(name, *([ERROR] if b"bad" in file.read() else []))

    monkeypatch.setattr(check, "check", stub)
    monkeypatch.setattr(check, "check_stream", stream)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 21))
    return made


class TestWhatIsChecked:
    def test_all_packages(self, call: Call, calls: Calls, here: Path):
        """Without a path every package of datasets/ is checked, as of today in Kyiv."""
        assert call("check").code == 0
        assert calls == [
            ("misto-2026-2027", date(2026, 11, 21), None),
            ("misto-dataset-register", date(2026, 11, 21), None),
            ("misto-target-programs", date(2026, 11, 21), None),
        ]

    def test_named_paths(self, call: Call, calls: Calls, here: Path):
        """The paths that are named are checked in their order, on the day that is named."""
        named = ["datasets/misto-target-programs", "datasets/misto-2026-2027"]
        call("check", "--today", "2027-01-05", *named)
        assert [name for name, _, _ in calls] == ["misto-target-programs", "misto-2026-2027"]
        assert calls[0][1] == date(2027, 1, 5)

    @pytest.mark.parametrize("folder", ["datasets", "."])
    def test_folder_of_packages(self, call: Call, calls: Calls, here: Path, folder: str):
        """A folder of packages, or one with datasets/ in it, stands for all of its packages."""
        call("check", folder)
        assert [name for name, _, _ in calls][:3] == [
            "misto-2026-2027",
            "misto-dataset-register",
            "misto-target-programs",
        ]

    def test_folder_of_nothing(self, call: Call, calls: Calls, tmp_path: Path):
        """A folder without a package is checked as it is, so that the report says what lacks."""
        call("check", str(tmp_path))
        assert [name for name, _, _ in calls] == [tmp_path.name]

    def test_schema_of_a_file(self, call: Call, calls: Calls, tmp_path: Path):
        """A single file is checked by the schema that is named."""
        path = tmp_path / "my.csv"
        path.touch()
        call("check", str(path), "--schema", "measures")
        assert calls == [("my.csv", date(2026, 11, 21), "measures")]

    @pytest.mark.parametrize(("content", "code"), [(b"good", 0), (b"bad", 1)])
    def test_standard_input(
        self, call: Call, calls: Calls, monkeypatch: pytest.MonkeyPatch, content: bytes, code: int
    ):
        """A hyphen stands for standard input."""
        monkeypatch.setattr(check.sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        assert call("check", "-", "--schema", "measures").code == code
        assert calls == [("stdin", date(2026, 11, 21), "measures")]

    def test_nothing_to_check(
        self, call: Call, calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """An empty datasets/ is wrong usage, not a clean check."""
        (tmp_path / "datasets").mkdir()
        monkeypatch.chdir(tmp_path)
        done = call("check")
        assert done.code == 2
        assert "There is no package in" in done.err

    def test_no_datasets(
        self, call: Call, calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """Outside of a working folder the way into one is told."""
        monkeypatch.chdir(tmp_path)
        done = call("check")
        assert (done.code, done.out) == (2, "")
        assert "set INFOPROG_ROOT" in done.err

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["nowhere"], "Path 'nowhere' does not exist."),
            (["--schema", "mesures"], "There is no table 'mesures'. Did you mean: measures"),
            (["--schema", "zzz"], "There is no table 'zzz'. The tables are: programme, editions"),
            (["--format", "xml"], "'xml' is not one of 'text', 'json', 'html'."),
            (["--today", "today"], "does not match the format"),
        ],
    )
    def test_wrong_usage(self, call: Call, calls: Calls, words: list[str], message: str):
        """A wrong path, table, form or day ends with 2 before anything is checked."""
        done = call("check", *words)
        assert (done.code, done.out, calls) == (2, "", [])
        assert message in done.err


class TestOutput:
    def test_clean(self, call: Call, calls: Calls, here: Path):
        """A clean package is two lines and exit 0."""
        done = call("check", "datasets/misto-2026-2027")
        assert (done.code, done.err) == (0, "")
        assert done.out == (
            "misto-2026-2027\n"
            "0 errors, 0 warnings, 0 notices; 0 known discrepancies; read: 44 rows, 1 table\n"
        )

    def test_errors(self, call: Call, calls: Calls, tmp_path: Path):
        """An error is said with its place and message, and the exit code is 1."""
        (tmp_path / "bad.csv").touch()
        done = call("check", str(tmp_path / "bad.csv"))
        assert (done.code, done.err) == (1, "")
        assert done.out == (
            "bad.csv\n"
            "1 error, 0 warnings, 0 notices; 0 known discrepancies; read: 44 rows, 1 table\n"
            "\n"
            "error missing-column Column missing (1)\n"
            "  measures, row 1, field title\n"
            "    The table measures lacks the column “title”. Add it to the header.\n"
            "\n"
            "table     rows  errors  warnings  notices\n"
            "measures    44       1         0        0\n"
        )

    def test_in_ukrainian(self, call: Call, calls: Calls, tmp_path: Path):
        """The same report is Ukrainian for whoever wants it so, plural forms included."""
        (tmp_path / "bad.csv").touch()
        done = call("check", str(tmp_path / "bad.csv"), "--lang", "uk")
        assert done.out == (
            "bad.csv\n"
            "1 помилка, 0 попереджень, 0 приміток; 0 відомих розбіжностей; "
            "прочитано: 44 рядки, 1 таблиця\n"
            "\n"
            "помилка missing-column Бракує колонки (1)\n"
            "  measures, рядок 1, поле title\n"
            "    У таблиці measures бракує колонки «title». Додайте її в заголовок.\n"
            "\n"
            "таблиця   рядки  помилки  попередження  примітки\n"
            "measures     44        1             0         0\n"
        )

    def test_one_error_among_many(self, call: Call, calls: Calls, tmp_path: Path):
        """One bad file among good ones is enough for exit 1, and the sum stands at the end."""
        for name in ("bad.csv", "good.csv"):
            (tmp_path / name).touch()
        done = call("check", str(tmp_path / "bad.csv"), str(tmp_path / "good.csv"))
        assert done.code == 1
        assert done.out.endswith(
            "All together\n"
            "1 error, 0 warnings, 0 notices; 0 known discrepancies; read: 88 rows, 2 tables\n"
        )

    def test_json(self, call: Call, calls: Calls, tmp_path: Path):
        """JSON holds every finding with its message, and the exit code is the same."""
        (tmp_path / "bad.csv").touch()
        done = call("check", str(tmp_path / "bad.csv"), "--format", "json")
        content = json.loads(done.out)
        assert (done.code, content["ok"], content["counts"]["error"]) == (1, False, 1)
        assert content["reports"][0]["findings"][0]["code"] == "missing-column"

    def test_html(self, call: Call, calls: Calls, tmp_path: Path):
        """HTML is a page in the language that was asked for."""
        (tmp_path / "bad.csv").touch()
        done = call("check", str(tmp_path / "bad.csv"), "--format", "html", "--lang", "uk")
        assert done.code == 1
        assert done.out.startswith('<!doctype html>\n<html lang="uk">')


class TestForReal:
    """The same command with the check itself behind it."""

    @pytest.mark.parametrize("table", schema.names())
    def test_examples_of_a_schema(self, call: Call, table: str):
        """The valid example of a schema ends with 0, the invalid one with 1."""
        for name, code in (("example-valid.csv", 0), ("example-invalid.csv", 1)):
            path = Path(str(workspace.schemas())) / table / name
            assert call("check", str(path), "--schema", table).code == code

    @pytest.mark.parametrize("form", ["text", "json", "html"])
    def test_two_runs_are_the_same(self, form: str):
        """A report is byte for byte the same in every process."""
        words = [SCRIPT, "check", EXAMPLE, "--format", form, "--today", "2026-11-21"]
        outs = [
            subprocess.run(
                words, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
            ).stdout
            for seed in ("1", "2")
        ]
        assert outs[0] == outs[1] != b""

    def test_pipe(self):
        """Standard input is read as a file is."""
        content = (Path(str(workspace.schemas())) / "tasks" / "example-valid.csv").read_bytes()
        words = [SCRIPT, "check", "-", "--schema", "tasks", "--lang", "en"]
        done = subprocess.run(words, input=content, capture_output=True, check=False)
        assert done.returncode == 0
        assert done.stdout.startswith(b"stdin\n0 errors")

    @pytest.mark.parametrize(
        "content", [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe\x00", b"a;b"]
    )
    def test_wrong_file(self, call: Call, tmp_path: Path, content: bytes):
        """A file that is no table ends with 1 and a finding, never a traceback."""
        path = tmp_path / "measures.csv"
        path.write_bytes(content)
        done = call("check", str(path))
        assert (done.code, done.err) == (1, "")

    def test_file_of_no_table(self, call: Call, tmp_path: Path):
        """A file whose table nobody names is wrong usage, with the tables to choose from."""
        path = tmp_path / "my.csv"
        path.write_text("a\n1\n", encoding="utf-8")
        done = call("check", str(path))
        assert (done.code, done.out) == (2, "")
        assert "my.csv is neither named after a table nor a ZIP of one package." in done.err
