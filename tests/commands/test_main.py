"""The command as a whole: its languages, its exit codes, its one boundary for errors."""

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import click
import pytest

from ckanext.infoprog.commands import language, main, rules, terminal
from ckanext.infoprog.core import errors
from ckanext.infoprog.core.reports.words import Words
from tests.commands.conftest import Call

SCRIPT = Path(sys.executable).with_name("infoprog")


def failing(error: Exception):
    """Return a sub-command that raises."""

    def make(_words: Words) -> click.Command:
        def run() -> None:
            raise error

        return click.Command("rules", callback=run)

    return make


class TestGroup:
    def test_version(self, call: Call):
        """--version prints the name and the installed version."""
        assert call("--version").out == f"infoprog {metadata.version('ckanext-infoprog')}\n"

    @pytest.mark.parametrize("words", [["--help"], ["check", "--help"], ["--lang", "uk", "--help"]])
    def test_help_is_data(self, call: Call, words: list[str]):
        """Help goes to standard output and ends with 0."""
        done = call(*words)
        assert (done.code, done.err) == (0, "")
        assert "--help" in done.out

    def test_nothing_asked(self, call: Call):
        """Without a sub-command the help stands on standard error and the exit code is 2."""
        done = call()
        assert (done.code, done.out) == (2, "")
        assert "Commands:" in done.err

    def test_file_named_as_the_command(self):
        """Each sub-command stands in the module of its name."""
        names = {name: make.__module__ for name, make in main.COMMANDS.items()}
        assert names == {name: f"ckanext.infoprog.commands.{name}" for name in main.COMMANDS}

    def test_installed_script(self):
        """The installed script exits with the code that main returns."""
        done = subprocess.run([SCRIPT, "describe", "nothing"], capture_output=True, check=False)
        assert done.returncode == 2


class TestUsage:
    def test_unknown_command(self, call: Call):
        """A mistyped command is refused with the near one and the way to help."""
        done = call("chek")
        assert (done.code, done.out) == (2, "")
        assert done.err == (
            "Usage: infoprog [OPTIONS] COMMAND [ARGS]...\n"
            "Try 'infoprog --help' for help.\n\n"
            "Error: No such command 'chek'. Did you mean 'check'?\n"
        )

    def test_in_ukrainian(self, call: Call):
        """Click's own sentences are Ukrainian for whoever reads Ukrainian."""
        done = call("--lang", "uk", "check", "--first", "0")
        assert done.err == (
            "Виклик: infoprog check [OPTIONS] [PATH]...\n"
            "Довідка: 'infoprog check --help'.\n\n"
            "Помилка: Хибне значення '--first': 0 поза межами x>=1.\n"
        )

    def test_unknown_language(self, call: Call):
        """A language that we do not speak is wrong usage."""
        done = call("--lang", "de", "rules")
        assert done.code == 2
        assert "'de' is not one of 'uk', 'en'" in done.err


class TestBoundary:
    @pytest.mark.parametrize(
        ("error", "message"),
        [
            (errors.UsageError("There is no x."), "This cannot be done. There is no x."),
            (errors.WorkspaceError("No datasets."), "The working folder is not complete. No data"),
            (errors.SchemaError("Odd."), "A schema cannot be used. Odd."),
            (errors.PackageError("Odd."), "A package cannot be read. Odd."),
            (errors.CatalogueError("Odd."), "This failed. Odd."),
            (PermissionError(13, "Denied", "a"), "A file cannot be read or written: [Errno 13]"),
            (KeyboardInterrupt(), "Interrupted."),
            (ValueError("odd"), "This is a fault of infoprog itself: ValueError: odd. Repeat with"),
        ],
    )
    def test_ends_in_a_sentence(
        self, call: Call, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
    ):
        """Whatever fails ends with 2, nothing on standard output and no traceback."""
        monkeypatch.setattr(main, "COMMANDS", {"rules": failing(error)})
        done = call("rules")
        assert (done.code, done.out) == (2, "")
        assert done.err.strip().startswith(message)
        assert "Traceback" not in done.err

    def test_shows_where_when_asked(
        self, call: Call, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ):
        """INFOPROG_DEBUG=1 logs where a fault of our own lies."""
        monkeypatch.setattr(main, "COMMANDS", {"rules": failing(ValueError("odd"))})
        monkeypatch.setenv(main.DEBUG, "1")
        call("rules")
        assert caplog.records[0].exc_info is not None

    def test_reader_that_has_gone(self):
        """A reader that stops reading (`| head`) is no fault."""
        line = f"{SCRIPT} rules --format json | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == ("0\n", "")

    def test_any_locale(self):
        """Ukrainian is written as UTF-8 whatever the terminal's locale says."""
        environ = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        words = [SCRIPT, "describe", "measures", "--lang", "uk"]
        done = subprocess.run(words, capture_output=True, env=environ, check=False)
        assert done.stdout.decode("utf-8").startswith("measures: Заходи\n")


class TestLanguage:
    @pytest.mark.parametrize(
        ("words", "environ", "lang"),
        [
            ([], {}, "uk"),
            ([], {"LANG": "en_US.UTF-8"}, "en"),
            ([], {"LANG": "en_US.UTF-8", "INFOPROG_LANG": "uk"}, "uk"),
            ([], {"LANG": "C.UTF-8"}, "uk"),
            (["--lang", "en"], {"INFOPROG_LANG": "uk"}, "en"),
            (["check", "--lang=en"], {}, "en"),
            (["--lang", "en", "check", "--lang", "uk"], {}, "uk"),
            (["check", "--", "--lang", "en"], {}, "uk"),
            (["--lang"], {}, "uk"),
        ],
    )
    def test_order_of_wishes(self, words: list[str], environ: dict[str, str], lang: str):
        """--lang leads, the last one of several; then INFOPROG_LANG, the terminal, Ukrainian."""
        assert language.wanted(words, environ) == lang

    def test_nothing_is_left_behind(self, call: Call, monkeypatch: pytest.MonkeyPatch):
        """A call leaves the process's language as it found it."""
        monkeypatch.setenv("LANGUAGE", "fr")
        call("--lang", "uk", "rules")
        assert os.environ["LANGUAGE"] == "fr"


class TestTerminal:
    def test_colours_only_on_a_terminal(self, call: Call, monkeypatch: pytest.MonkeyPatch):
        """Colours are written where standard output is a terminal, and nowhere else."""
        plain = call("rules").out
        monkeypatch.setattr(terminal.sys.stdout, "isatty", lambda: True)
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("NO_COLOR", raising=False)
        coloured = call("rules").out
        assert "\x1b[" not in plain
        assert "\x1b[1;31merror\x1b[0m" in coloured
        assert click.unstyle(coloured) == plain

    def test_no_colour_where_not_wanted(self, call: Call, monkeypatch: pytest.MonkeyPatch):
        """NO_COLOR keeps a terminal without colours."""
        monkeypatch.setattr(terminal.sys.stdout, "isatty", lambda: True)
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b[1;31m" not in call("rules").out

    def test_every_style_has_a_look(self):
        """Every style that a report uses is known to the terminal."""
        assert set(terminal._STYLES) == set(terminal.Style)  # noqa: SLF001 – the table itself


class TestModules:
    def test_each_makes_one_command(self):
        """A sub-command's module makes the command of its name."""
        from ckanext.infoprog.core.reports.words import words

        assert rules.command(words("en")).name == "rules"
        assert list(main.group(words("en")).commands) == list(main.COMMANDS)
