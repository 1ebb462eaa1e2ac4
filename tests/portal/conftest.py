"""The portal under test: raised by `make test`, or a second one beside it."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial

import pytest

from portal import keyring, settings
from portal.settings import PORTS, ROOT, Settings, port_variable
from tests.portal.arrivals import Seen
from tests.portal.publishing import City

Portal = partial[subprocess.CompletedProcess[str]]
SECOND_SHIFT = 300


SEEN = pytest.StashKey[Seen]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the table of what became of harvested fields."""
    config.stash[SEEN] = Seen()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print it."""
    for line in config.stash[SEEN].lines():
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def seen(request: pytest.FixtureRequest) -> Seen:
    """Return the table of what became of harvested fields."""
    return request.config.stash[SEEN]


@pytest.fixture(scope="session")
def here() -> Settings:
    """Return the settings of the portal that the test run raised."""
    if "INFOPROG_TEST_STATE" not in os.environ:
        pytest.skip("needs the portal that `make test` raises")
    return settings.read({**os.environ, "INFOPROG_PROFILE": "test", "WITH_NATIONAL": "1"})


@pytest.fixture(scope="session")
def secrets(here: Settings) -> dict[str, str]:
    """Return the secrets of the portal under test."""
    return keyring.load(here)


@pytest.fixture(scope="session")
def city(here: Settings) -> City:
    """Return the portal under test as its publisher and its faults reach it."""
    return City(here)


@pytest.fixture
def portal() -> Portal:
    """Return a function that runs a portal command on the portal under test."""
    return partial(_run, environ={"INFOPROG_PROFILE": "test", "WITH_NATIONAL": "1"})


@pytest.fixture
def second() -> Iterator[Portal]:
    """Return a function that runs a portal command on an empty portal of its own."""
    state = ROOT / ".portal" / f"second-{os.getpid()}"
    ports = {port_variable(name): str(port + SECOND_SHIFT) for name, port in PORTS.items()}
    environ = {"INFOPROG_STATE": str(state), **ports}
    yield partial(_run, environ=environ)
    _run("reset", "--yes", environ=environ)


def answers(address: str) -> int:
    """Return the HTTP status of an address, 0 where nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _run(*words: str, environ: dict[str, str], **more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "INFOPROG_LANG": "en", **environ, **more}
    command = [sys.executable, "-m", "portal", *words]
    return subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
