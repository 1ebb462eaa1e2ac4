"""Steps as a person sees them: a name, a result, a time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from portal.errors import PortalError
from portal.i18n import _


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
    print(f"{time.monotonic() - begun:.1f} s{note}", flush=True)


def run(
    command: Sequence[object],
    *,
    log: Path,
    what: str,
    mend: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
    secret: bool = False,
) -> str:
    """Run a command, keep what it prints in `log` (errors only, if `secret`), return its output."""
    log.parent.mkdir(parents=True, exist_ok=True)
    words = [str(word) for word in command]
    try:
        with log.open("a", encoding="utf-8") as errors:
            done = subprocess.run(
                words,
                stdout=subprocess.PIPE,
                stderr=errors,
                input=stdin,
                stdin=subprocess.DEVNULL if stdin is None else None,
                text=True,
                env=dict(env) if env is not None else None,
                cwd=cwd,
                check=False,
            )
            errors.write("" if secret else done.stdout)
    except FileNotFoundError as error:
        raise PortalError(
            _("{program} is not installed").format(program=words[0]),
            _("run `make portal` again: it installs what is missing"),
            log,
        ) from error
    except OSError as error:
        raise PortalError(f"{what}: {error.strerror}", mend, log) from error
    if done.returncode != 0:
        raise PortalError(what, mend, log)
    return done.stdout


def warn(message: str) -> None:
    """Print a warning to standard error."""
    print(f"! {message}", file=sys.stderr)
