"""`infoprog undo`: an earlier version published anew."""

from __future__ import annotations

from pathlib import Path

import click

from ckanext.infoprog.commands import connection, options, publications
from ckanext.infoprog.core.publish.request import Wishes
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("undo", help=say(
        "Publish an earlier version of a package anew, as a new version: the same files, byte for "
        "byte. No version is lost by it, and an undo can be undone.\n\n"
        "Exit: 0 done, 2 wrong usage or a failure."
    ), short_help=say("Publish an earlier version anew"))  # fmt: skip
    @click.argument("package", type=options.PackageName(words), metavar="PACKAGE")
    @click.option("--to", "number", metavar="N", type=click.IntRange(min=1), required=True,
                  help=say("The number of the version to bring back."))  # fmt: skip
    @connection.options(words)
    @options.wishes(words)
    @options.lang(words)
    def run(
        package: str,
        number: int,
        note: str,
        decision: str,
        portal: str,
        token_file: Path | None,
        insecure: bool,
    ) -> int:
        remote = connection.remote(portal, token_file, insecure, words)
        wishes = Wishes(note, decision)
        return publications.carry(
            remote, wishes, words, lambda one: one.undo(package, number), package
        )

    return run
