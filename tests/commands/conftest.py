"""Fixtures of the command line's tests: a command is called as a person calls it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ckanext.infoprog.commands.main import main
from tests.core.derive import small


@dataclass(frozen=True)
class Done:
    """What a call gave back."""

    code: int
    out: str
    err: str


Call = Callable[..., Done]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call the command line in English and 80 columns unless the words say otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "INFOPROG_ROOT", "INFOPROG_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INFOPROG_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str) -> Done:
        code = main(list(words))
        captured = capfd.readouterr()
        return Done(code, captured.out, captured.err)

    return run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go into a small working folder."""
    small.make(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path
