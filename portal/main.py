"""The list of portal commands and the one place where their failures are told."""

from __future__ import annotations

import fcntl
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from portal import backup, doctor, down, settings, status, up
from portal.errors import PortalError
from portal.i18n import _
from portal.settings import Settings

# command -> (what does it, whether it changes the portal and so must be alone)
COMMANDS: dict[str, tuple[Callable[..., int | None], bool]] = {
    "up": (up.up, True),
    "status": (status.status, False),
    "logs": (status.logs, False),
    "doctor": (doctor.doctor, False),
    "stop": (down.stop, True),
    "reset": (down.reset, True),
    "backup": (backup.backup, True),
    "restore": (backup.restore, True),
}


def main(words: list[str]) -> int:
    """Run one command; exit 0 well, 1 something is not well, 2 a failure or a wrong call."""
    if not words or words[0] not in COMMANDS:
        print(
            _("usage: python3 -m portal {commands}").format(commands="|".join(COMMANDS)),
            file=sys.stderr,
        )
        return 2
    command, alone = COMMANDS[words[0]]
    try:
        here = settings.read()
        with _alone(here) if alone else _together():
            return command(here, *words[1:]) or 0
    except PortalError as error:
        print(error.explain(), file=sys.stderr)
    except KeyboardInterrupt:
        print(
            "\n" + _("interrupted; run the same command again: it goes on where it stopped"),
            file=sys.stderr,
        )
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has left; nothing went wrong here
        return 0
    except OSError as error:
        print(
            PortalError(
                _("the system refused: {error}").format(error=error),
                _(
                    "free disk space or mend the rights, then run the command again; "
                    "`make doctor` checks both"
                ),
            ).explain(),
            file=sys.stderr,
        )
    except Exception as error:  # noqa: BLE001 - whatever comes, a person gets a sentence
        print(_unforeseen(error).explain(), file=sys.stderr)
    return 2


def _unforeseen(error: Exception) -> PortalError:
    """Keep the trace of a failure nobody foresaw in a log, and say what it is in a line."""
    log = settings.ROOT / ".portal" / "logs" / "failure.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)) + "\n")
    return PortalError(
        _("an unforeseen failure: {error}").format(error=f"{type(error).__name__}: {error}"),
        _("run the command again; if it comes back, `make doctor` names what is damaged"),
        log,
    )


@contextmanager
def _alone(here: Settings) -> Iterator[None]:
    """Let only one command at a time change this portal."""
    here.state.mkdir(parents=True, exist_ok=True)
    here.state.chmod(0o755)
    with (here.state / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PortalError(
                _("another portal command is at work"), _("wait until it has ended and try again")
            ) from error
        yield


@contextmanager
def _together() -> Iterator[None]:
    yield
