"""`infoprog plan`: what publishing would change; nothing is written."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from ckanext.infoprog.commands import clock, connection, options, terminal
from ckanext.infoprog.commands.progress import Shown
from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.publish import local, planning
from ckanext.infoprog.core.publish import plan as plans
from ckanext.infoprog.core.publish.plan import Plan
from ckanext.infoprog.core.publish.progress import Doing
from ckanext.infoprog.core.publish.publishing import is_hopeless
from ckanext.infoprog.core.publish.remote import Remote
from ckanext.infoprog.core.reports import plantext, publicationtext
from ckanext.infoprog.core.reports.words import Words

FIRST: Final = 20


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("plan", help=say(
        "Print what publishing would change on a portal: datasets, files, description, rows with "
        "key, field, old and new value, bytes to send, and what was changed on the portal by hand. "
        "Nothing is written there. Without PACKAGE all packages of datasets/ are planned.\n\n"
        "Exit: 0 planned, whether something would change or not; 1 a package cannot be published "
        "as it is; 2 wrong usage or a failure."
    ), short_help=say("Print what publishing would change"))  # fmt: skip
    @click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
    @connection.options(words)
    @options.to_file(say("Keep the plan in a file, for infoprog publish --plan FILE."))
    @click.option(
        "--first",
        metavar="N",
        type=click.IntRange(min=0),
        default=FIRST,
        show_default=True,
        help=say("How many rows of each table to list, 0 for all; counts are always whole."),
    )
    @options.form(words, "text", "json")
    @options.lang(words)
    def run(
        packages: Sequence[str],
        target: Path | None,
        first: int,
        form: str,
        portal: str,
        token_file: Path | None,
        insecure: bool,
    ) -> int:
        remote = connection.remote(portal, token_file, insecure, words)
        folders = options.folders(packages, words)
        made, failed = _plans(remote, folders, first or None, words)
        kept = plans.to_json(made, remote.client.address.url)
        if target is not None:
            target.write_text(kept, "utf-8")
        if form == "json":
            terminal.write_text(kept)
        else:
            terminal.write(plantext.render(made, words, first or sys.maxsize))
        if target is not None:
            terminal.tell(say("Publish exactly this: infoprog publish --plan {file}", file=target))
        return int(failed)

    return run


def _plans(
    remote: Remote, folders: Sequence[Path], limit: int | None, words: Words
) -> tuple[list[Plan], bool]:
    """Return the plans of packages, and whether one could not be planned."""
    made: list[Plan] = []
    failed = False
    with Shown(words) as shown:
        for folder in folders:
            shown.begin(folder.name)
            try:
                shown.tell(Doing("look"))
                here = local.look(folder, clock.today())
                local.stop_at_findings(here, allow_warnings=True)
                made.append(planning.planned(remote, here, limit, shown.tell))
            except InfoprogError as error:
                if is_hopeless(error):
                    raise
                failed = True
                terminal.tell(f"{folder.name}: {publicationtext.said(error, words)}")
    return made, failed
