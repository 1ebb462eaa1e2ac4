"""Steps as a person sees them: a name, a result, a time."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from portal.errors import PortalError
from portal.i18n import _
from portal.settings import ROOT

FULL_MB = 20


class Step:
    """A step under way; what it did is said in `note`."""

    def __init__(self) -> None:
        """Start with nothing to say."""
        self.note = ""


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Print the step's title, then what it did and how long it took."""
    print(f"  {title} … ", end="", flush=True)
    begun = time.monotonic()
    current = Step()
    try:
        yield current
    except BaseException:
        print("✗", flush=True)
        raise
    note = f" ({current.note})" if current.note else ""
    print(_("{seconds:.1f} s").format(seconds=time.monotonic() - begun) + note, flush=True)


def run(
    command: Sequence[object],
    *,
    log: Path,
    what: str,
    mend: str,
    env: Mapping[str, str] | None = None,
    stdin: str | None = None,
) -> None:
    """Run a command; all it prints goes to `log`, as it comes."""
    _call(command, log, what, mend, env=env, stdin=stdin, wanted=False)


def ask(
    command: Sequence[object],
    *,
    log: Path,
    what: str,
    mend: str,
    env: Mapping[str, str] | None = None,
    stdin: str | None = None,
) -> str:
    """Run a command and return what it prints, of which `log` gets the errors only."""
    return _call(command, log, what, mend, env=env, stdin=stdin, wanted=True)


def _call(
    command: Sequence[object],
    log: Path,
    what: str,
    mend: str,
    *,
    env: Mapping[str, str] | None,
    stdin: str | None,
    wanted: bool,
) -> str:
    log.parent.mkdir(parents=True, exist_ok=True)
    words = [str(word) for word in command]
    try:
        with log.open("a", encoding="utf-8") as file:
            done = subprocess.run(
                words,
                stdout=subprocess.PIPE if wanted else file,
                stderr=file,
                input=stdin,
                stdin=subprocess.DEVNULL if stdin is None else None,
                text=True,
                env=dict(env) if env is not None else None,
                cwd=ROOT,
                check=False,
            )
    except FileNotFoundError as error:
        raise PortalError(
            _("{program} is not installed").format(program=words[0]),
            _("run `make portal` again: it installs what is missing"),
            log,
        ) from error
    except OSError as error:
        raise _failure(f"{what}: {error.strerror}", mend, log) from error
    if done.returncode != 0:
        raise _failure(what, mend, log)
    return done.stdout or ""


def _failure(what: str, mend: str, log: Path) -> PortalError:
    """Return the failure; a full disk is named, because few programs do."""
    if shutil.disk_usage(log.parent).free > FULL_MB * 1e6:
        return PortalError(what, mend, log)
    return PortalError(
        _("{what}: the disk is full").format(what=what),
        _("free some space on the disk that holds {path}, then run the command again").format(
            path=log.parent
        ),
        log,
    )
