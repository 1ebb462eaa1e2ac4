"""`infoprog withdraw`: a dataset taken down, with the reason in its place."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from ckanext.infoprog.commands import connection, options, publications
from ckanext.infoprog.core.publish.manifest import Reason, Withdrawal
from ckanext.infoprog.core.publish.request import Wishes
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("withdraw", help=say(
        "Take a dataset down. Its page stays and says why; its files and tables go. Earlier "
        "versions stay unless access is restricted. infoprog undo brings it back.\n\n"
        "Exit: 0 done, 2 wrong usage or a failure."
    ), short_help=say("Take a dataset down, with the reason"))  # fmt: skip
    @click.argument("package", type=options.PackageName(words), metavar="PACKAGE")
    @click.option("--reason", metavar="TEXT", required=True,
                  help=say("Why, for everyone to read."))  # fmt: skip
    @click.option("--restricted", is_flag=True,
                  help=say("Access is restricted by law: say --basis, and --until if it is "
                           "known."))  # fmt: skip
    @click.option("--basis", metavar="TEXT", default="",
                  help=say("The law or decision that restricts access."))  # fmt: skip
    @click.option("--until", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]),
                  help=say("Until when access is restricted."))  # fmt: skip
    @click.option("--yes", is_flag=True, help=say("Do not ask."))
    @connection.options(words)
    @options.wishes(words)
    @options.lang(words)
    def run(
        package: str,
        reason: str,
        restricted: bool,
        basis: str,
        until: datetime | None,
        yes: bool,
        note: str,
        decision: str,
        portal: str,
        token_file: Path | None,
        insecure: bool,
    ) -> int:
        if restricted != bool(basis) or (until and not restricted):
            raise click.UsageError(say("--restricted and --basis go together, --until with them."))
        remote = connection.remote(portal, token_file, insecure, words)
        _ask(package, portal, yes, words)
        kind = Reason.RESTRICTED if restricted else Reason.WITHDRAWN
        day = until.date().isoformat() if until else ""
        why = Withdrawal(str(kind), reason, basis, day)
        wishes = Wishes(note, decision)
        return publications.carry(
            remote, wishes, words, lambda one: one.withdraw(package, why), package
        )

    return run


def _ask(package: str, portal: str, yes: bool, words: Words) -> None:
    """Ask on a terminal whether it is meant; elsewhere --yes must say so."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(words.say("Nobody can be asked here; repeat with --yes."))
    question = words.say(
        "Take {package} down from {portal}? Its files and tables will no longer be public.",
        package=package,
        portal=portal,
    )
    click.confirm(question, abort=True, err=True)
