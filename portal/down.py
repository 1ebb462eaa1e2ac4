"""`make stop` and `make reset`: take the portal down, or away."""

from __future__ import annotations

import shutil
import sys

from portal import keyring, processes, supervisor
from portal.errors import PortalError
from portal.i18n import _
from portal.settings import Settings


def stop(settings: Settings) -> None:
    """Stop every service of this portal; its data stay."""
    try:
        secrets = keyring.load(settings) if keyring.path(settings).exists() else None
    except PortalError:
        secrets = None  # they can be damaged; the processes are found all the same
    ran = supervisor.stop(settings, secrets) if secrets else processes.stop_orphans(settings)
    print(_("stopped") if ran else _("nothing was running"))


def reset(settings: Settings, *words: str) -> None:
    """Remove the portal's data after a question; the environment and the jars stay."""
    if not settings.state.exists():
        print(_("there is no portal here"))
        return
    if "--yes" not in words:
        _ask(settings)
    stop(settings)
    shutil.rmtree(settings.state)
    print(_("removed {path}").format(path=settings.state))


def _ask(settings: Settings) -> None:
    question = _("All data of the portal in {path} will be lost. Type its folder’s name to go on: ")
    name = settings.state.name
    if not sys.stdin.isatty() or input(question.format(path=settings.state)).strip() != name:
        raise PortalError(
            _("nothing was removed"),
            _("answer with “{name}”; save the data first with make backup FILE=…").format(
                name=name
            ),
        )
