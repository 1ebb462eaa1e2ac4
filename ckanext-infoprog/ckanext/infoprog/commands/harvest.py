"""`infoprog harvest`: what the national portal takes from this one, checked, shown, set up, run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import click

from ckanext.infoprog.commands import (
    harvest_apply,
    harvest_lint,
    harvest_preview,
    harvest_run,
    harvest_status,
)
from ckanext.infoprog.core.reports.words import Words

COMMANDS: Final[Mapping[str, Callable[[Words], click.Command]]] = MappingProxyType(
    {
        "lint": harvest_lint.command,
        "preview": harvest_preview.command,
        "apply": harvest_apply.command,
        "run": harvest_run.command,
        "status": harvest_status.command,
    }
)


def command(words: Words) -> click.Command:
    """Return the group of the sub-commands with its help in the language of the words."""
    say = words.say

    @click.group(
        "harvest",
        help=say(
            "Have a portal harvested: the files of harvest/ checked, what will arrive, the source "
            "on the target, its jobs and what they brought."
        ),
        short_help=say("Have a portal harvested by the national one"),
        commands=[make(words) for make in COMMANDS.values()],
    )
    def run() -> None:
        """Do nothing before the sub-command."""

    return run
