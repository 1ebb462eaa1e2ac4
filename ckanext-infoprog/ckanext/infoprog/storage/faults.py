"""The one seam through which tests break a publication at a named step; portals have it closed.

Both are needed: the option ckanext.infoprog.fault_points and INFOPROG_FAULTS, the name of a file
that holds one line `STEP KIND`. The fault fires once and leaves the file FILE.fired behind, which
holds the number of the process too.
"""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from ckanext.infoprog import config

VARIABLE = "INFOPROG_FAULTS"
LONGEST_WAIT = 120

#: Every step where a publication may be cut off, in their order.
STEPS = (
    "begun",
    "staging",
    "staged",
    "checking",
    "storing",
    "checked",
    "loading",
    "loaded",
    "deciding",
    "decided",
    "switching",
    "switched",
    "cataloguing",
    "catalogued",
    "indexing",
    "indexed",
    "reading-back",
    "cleaning",
)


class InjectedError(Exception):
    """A fault that a test asked for."""


def reach(step: str) -> None:
    """Mark that a step is reached; break here where a test armed this step."""
    armed = os.environ.get(VARIABLE)
    if armed and config.fault_points():
        _break(Path(armed), step)


def _break(armed: Path, step: str) -> None:
    try:
        wanted, kind = armed.read_text("utf-8").split()
    except (OSError, ValueError):
        return
    if wanted != step:
        return
    fired = armed.with_suffix(".fired")
    armed.rename(fired)
    fired.write_text(f"{step} {kind} {os.getpid()}", "utf-8")
    KINDS[kind](armed)


def _signal(number: signal.Signals) -> Callable[[Path], None]:
    return lambda armed: os.kill(os.getpid(), number)


def _fail(armed: Path) -> None:
    raise InjectedError(str(armed))


def _wait(armed: Path) -> None:
    """Stand still until the test removes the file that says so."""
    waiting = armed.with_suffix(".fired")
    deadline = time.monotonic() + LONGEST_WAIT
    while waiting.exists() and time.monotonic() < deadline:
        time.sleep(0.05)


KINDS: dict[str, Callable[[Path], None]] = {
    "kill": _signal(signal.SIGKILL),
    "stop": _signal(signal.SIGSTOP),
    "fail": _fail,
    "wait": _wait,
}
