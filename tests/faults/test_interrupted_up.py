"""`make portal` cut off at any moment is finished by running it again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from portal import health, settings, sites
from portal.settings import PORTS, ROOT, Settings, port_variable

SHIFT = 320
STATE = ROOT / ".portal" / "faults"
ENVIRON = {
    "INFOPROG_STATE": str(STATE),
    "INFOPROG_LANG": "en",
    **{port_variable(name): str(port + SHIFT) for name, port in PORTS.items()},
}


@pytest.fixture
def empty() -> Iterator[Settings]:
    """Return the settings of a portal that is not there yet; remove it afterwards."""
    _command("reset", "--yes").wait(120)
    yield settings.read(ENVIRON)
    _command("reset", "--yes").wait(120)


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("seconds", [0.5, 1.5, 3, 5, 8, 11, 14, 18])
def test_second_run_finishes(empty: Settings, seconds: float, kind: signal.Signals) -> None:
    """After a run was cut off, the next one ends with a portal that is ready."""
    first = _command("up")
    time.sleep(seconds)
    os.killpg(first.pid, kind)
    first.wait(60)
    second = _command("up")
    out, err = second.communicate(timeout=180)
    assert second.returncode == 0, out + err
    assert health.unwell(sites.CITY, empty) == []


def _command(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "portal", *words],
        cwd=ROOT,
        env={**os.environ, **ENVIRON},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
