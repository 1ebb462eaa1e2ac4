"""`infoprog completion` prints what a shell needs, and the command answers the shell."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Call

SCRIPT = Path(sys.executable).with_name("infoprog")


def complete(*words: str) -> list[str]:
    """Return what bash is offered for the last of the words."""
    line = ("infoprog", *words)
    environ = {"COMP_WORDS": " ".join(line), "COMP_CWORD": str(len(line) - 1)}
    done = subprocess.run(
        [SCRIPT],
        env={**os.environ, **environ, "_INFOPROG_COMPLETE": "bash_complete"},
        capture_output=True,
        text=True,
        check=False,
    )
    return [one.partition(",")[2] for one in done.stdout.split()]


class TestScript:
    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_of_each_shell(self, call: Call, shell: str):
        """Each shell gets a script that asks the command itself."""
        done = call("completion", shell)
        assert done.code == 0
        assert "_INFOPROG_COMPLETE" in done.out

    def test_unknown_shell(self, call: Call):
        """A shell that is not known is wrong usage."""
        assert call("completion", "cmd").code == 2


class TestAnswers:
    def test_commands(self):
        """A shell is offered the sub-commands."""
        assert complete("de") == ["describe"]

    def test_tables(self):
        """A shell is offered the tables."""
        assert complete("describe", "measure") == [
            "measures",
            "measureEditions",
            "measureExecutants",
        ]
