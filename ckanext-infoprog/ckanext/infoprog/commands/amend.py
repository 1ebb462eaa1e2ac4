"""`infoprog amend`: a decision that changes a programme becomes its new edition."""

from __future__ import annotations

from pathlib import Path

import click

from ckanext.infoprog.commands import clock, cycling, options, terminal
from ckanext.infoprog.core import package, workspace
from ckanext.infoprog.core.cycle import amendable, amendbook, amending, locking
from ckanext.infoprog.core.reports import amendtext
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("amend", help=say(
        "Enter a decision that changes measures, money or targets. With --form it writes the "
        "workbook (XLSX): what stands now, and cells for what the decision says. With FILE it "
        "reads the workbook, shows the difference and writes a new edition; the one before stays "
        "readable. Nothing is written unless all is valid. Publishing is infoprog publish.\n\n"
        "Exit: 0 done, 1 the decision cannot be taken, 2 wrong usage or a failure."
    ), short_help=say("Enter a decision that changes a programme"))  # fmt: skip
    @click.argument("programme", metavar="PROGRAMME")
    @click.argument(
        "file",
        metavar="[FILE]",
        required=False,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
    )
    @click.option("--form", is_flag=True, help=say("Write the workbook to fill in."))
    @options.to_file(say("Where the workbook is written (with --form)."))
    @click.option("--preview", is_flag=True, help=say("Show what would change and write nothing."))
    @options.lang(words)
    def run(
        programme: str, file: Path | None, form: bool, target: Path | None, preview: bool
    ) -> int:
        if form == (file is not None) or form != (target is not None):
            raise click.UsageError(say("Give --form with --to FILE, or the FILE to read."))
        folder = workspace.find().package(programme)
        with cycling.told(words) as outcome:
            if target is not None:
                _write(folder, target)
                terminal.tell(say("Written: {table}", table=target))
            elif file is not None:
                with locking.alone(folder):
                    planned = amending.plan(folder, file, file.name, clock.today())
                    cycling.tell(planned.warnings, words)
                    terminal.write(amendtext.told(planned, words))
                    if not preview:
                        for table in amending.apply(folder, planned, clock.today()):
                            terminal.tell(say("Written: {table}", table=table))
        return outcome.code

    return run


def _write(folder: Path, target: Path) -> None:
    """Write the workbook of a programme."""
    now = amendable.amendable(package.read_package(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    amendbook.write(now, target)
