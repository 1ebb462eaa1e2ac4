"""`infoprog bundle`: the files that a package is published as."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ckanext.infoprog.commands import options, terminal
from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.publish import bundle, folder
from ckanext.infoprog.core.reports import bundletext
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("bundle", help=say(
        "Write the files that a package is published as: one table for people, the other tables "
        "as CSV, a workbook (XLSX), the data package (ZIP, with SQLite) and the structure file. "
        "The same package always gives the same bytes.\n\n"
        "Exit: 0 done, 2 wrong usage or a failure."
    ), short_help=say("Write a package's files without a portal"))  # fmt: skip
    @click.argument("package", metavar="PACKAGE")
    @options.to_folder(
        say(
            "Folder for the files; made where it is missing. Files of these names are "
            "replaced, others stay."
        )
    )
    @options.lang(words)
    def run(package: str, target: Path) -> int:
        with TemporaryDirectory(prefix="infoprog-") as scratch:
            items = bundle.bundle(workspace.find().package(package), Path(scratch))
            folder.write(items, target)
        terminal.write(bundletext.listed(items, words))
        terminal.tell(bundletext.summary(items, str(target), words))
        return 0

    return run
