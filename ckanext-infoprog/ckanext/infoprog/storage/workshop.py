"""The check of a publication and the making of its files, in a process with bounds of its own.

A package that takes too long or too much memory, or that brings the check down, costs the
publisher a refusal and the portal nothing. The process ends with the one that started it.
"""

import contextlib
import json
import logging
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from ckanext.infoprog import config
from ckanext.infoprog.core.publish import prepare
from ckanext.infoprog.core.publish.refusals import RefusedError

COMMAND = ("-m", prepare.MODULE)
NICE = 10
LONGEST_LOG = 8000
ENVIRONMENT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL")  # neither passwords nor tokens

# Why the process did not finish, by how it ended; the kernel kills what takes too much memory.
REASONS = {
    prepare.NO_MEMORY: "memory",
    prepare.NO_SPACE: "space",
    -signal.SIGKILL: "memory",
}

Tell = Callable[..., None]

log = logging.getLogger(__name__)


def run(workdir: Path, request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Check the package of a working folder, make its files in `out/`; return the result.

    `request` holds `today`, the `organization`'s entry or null, and the names that package.yaml
    must give: `package`. Progress is told as it comes. Refuses by RefusedError.
    """
    (workdir / prepare.REQUEST).write_text(json.dumps(request), "utf-8")
    (workdir / prepare.RESULT).unlink(missing_ok=True)
    package = str(request.get("package") or "")
    stopped = _work(workdir, tell)
    if stopped == "space":
        raise RefusedError("no-space")
    if stopped is not None:
        raise RefusedError("check-stopped", package=package, reason=stopped)
    result: dict[str, Any] = json.loads((workdir / prepare.RESULT).read_text("utf-8"))
    if refusal := result.get("refusal"):
        raise RefusedError(refusal["code"], **{"package": package, **refusal["params"]})
    return result


def _work(workdir: Path, tell: Tell) -> str | None:
    """Run the process to its end; return why it did not finish, None where it did."""
    with (workdir / "errors.log").open("w+b") as errors:
        process = _start(workdir, errors)
        late = threading.Event()
        timer = threading.Timer(config.check_max_seconds(), _stop, (process, late))
        timer.start()
        try:
            _listen(process, tell)
        finally:
            timer.cancel()
            _kill(process)
        if late.is_set():
            return "time"
        if process.returncode == 0 and (workdir / prepare.RESULT).is_file():
            return None
        errors.seek(0)
        said = errors.read()[-LONGEST_LOG:].decode("utf-8", "replace")
    log.error("the check in %s ended with %s: %s", workdir, process.returncode, said)
    return REASONS.get(process.returncode, "crash")


def _start(workdir: Path, errors: IO[bytes]) -> "subprocess.Popen[str]":
    """Start the process: a group of its own, bounded memory, behind the visitors in the queue."""
    scratch = workdir / "scratch"
    scratch.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-P", *COMMAND, str(workdir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        cwd=workdir,
        env={**kept, "TMPDIR": str(scratch), "SQLITE_TMPDIR": str(scratch)},
        start_new_session=True,
    )
    memory = config.check_max_memory()
    with contextlib.suppress(ProcessLookupError):  # it may have ended already
        resource.prlimit(process.pid, resource.RLIMIT_DATA, (memory, memory))
        os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
    return process


def _listen(process: "subprocess.Popen[str]", tell: Tell) -> None:
    """Tell each line of progress until the process ends."""
    assert process.stdout is not None
    for line in process.stdout:
        with contextlib.suppress(ValueError):  # a library's own words
            tell(**json.loads(line))
    process.wait()


def _stop(process: "subprocess.Popen[str]", late: threading.Event) -> None:
    """End the process because its time is over."""
    late.set()
    _kill(process)


def _kill(process: "subprocess.Popen[str]") -> None:
    """End the process with all that it has started; it has nothing to lose."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
