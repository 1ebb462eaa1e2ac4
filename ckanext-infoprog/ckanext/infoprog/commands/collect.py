"""`infoprog collect`: the forms that came back are read, judged and kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from ckanext.infoprog.commands import cycling, options, terminal
from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.cycle import collecting, period
from ckanext.infoprog.core.cycle.answers import Letter
from ckanext.infoprog.core.reports import collecttext
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("collect", help=say(
        "Read the forms that bodies have sent back, however they are named. What cannot be taken "
        "is told with sheet, cell and advice; nothing is kept unless every file is valid, or with "
        "--partial what is. A second file of a body replaces its first, and the difference is "
        "shown. At the end stands who has not answered.\n\n"
        "Exit: 0 all files are taken, 1 some are not, 2 wrong usage or a failure."
    ), short_help=say("Take in the forms that came back"))  # fmt: skip
    @click.argument("programme", metavar="PROGRAMME")
    @click.argument(
        "files",
        metavar="[FILE]...",
        nargs=-1,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
    )
    @cycling.period(words)
    @click.option(
        "--partial", is_flag=True, help=say("Keep the valid files though others are not.")
    )
    @cycling.letter(
        number=say("Incoming number of the letter (one FILE)."),
        date=say("Date of the letter (one FILE)."),
        signatory=say("Who signed the letter (one FILE)."),
    )
    @options.lang(words)
    def run(
        programme: str,
        files: Sequence[Path],
        code: str,
        partial: bool,
        number: str | None,
        day: datetime | None,
        signatory: str | None,
    ) -> int:
        letter = Letter(number, day.date() if day else None, signatory)
        if letter != Letter() and len(files) != 1:
            raise click.UsageError(say("--number, --date and --signatory go with one FILE."))
        folder = workspace.find().package(programme)
        with cycling.told(words) as outcome:
            when = period.parse(code)
            found = collecting.collect(folder, when, files, letter, partial=partial)
            terminal.write(collecttext.told(found, words))
            outcome.code = 0 if found.ok else 1
        return outcome.code

    return run
