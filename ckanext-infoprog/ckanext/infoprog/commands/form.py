"""`infoprog form`: the workbook that a body fills in for a period."""

from __future__ import annotations

from pathlib import Path

import click

from ckanext.infoprog.commands import cycling, options, terminal
from ckanext.infoprog.core import package, workspace
from ckanext.infoprog.core.cycle import asking, duties, formbook, period
from ckanext.infoprog.core.reports import formtext
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("form", help=say(
        "Write the workbook (XLSX) in which a body reports for a period: its measures, metrics "
        "and indicators with what is known, and cells that say what is missing as one types. "
        "The same package always gives the same bytes.\n\n"
        "Exit: 0 done, 1 the form cannot be made, 2 wrong usage or a failure."
    ), short_help=say("Write the forms for a period"))  # fmt: skip
    @click.argument("programme", metavar="PROGRAMME")
    @cycling.period(words)
    @click.option("--executant", "body", metavar="ID", help=say("The body that reports."))
    @click.option("--all", "every", is_flag=True, help=say("A form for each body that reports."))
    @options.to_folder(say("Folder for the forms; made where it is missing."))
    @options.lang(words)
    def run(programme: str, code: str, body: str | None, every: bool, target: Path) -> int:
        if every == (body is not None):
            raise click.UsageError(say("Name a body with --executant, or all with --all."))
        folder = workspace.find().package(programme)
        with cycling.told(words) as outcome:
            found, when = package.read_package(folder), period.parse(code)
            asked = asking.asked(found, when)
            chosen = asked if body is None else {body: asking.of_body(found, when, body)}
            if duties.duty(found, when) is None:
                terminal.tell(formtext.no_duty(when, words))
            target.mkdir(parents=True, exist_ok=True)
            for one in chosen.values():
                formbook.write(one, target / formbook.filename(one))
            terminal.write(formtext.listed(chosen.values(), words))
            made = words.say_count("{count} form is written", "{count} forms are written",
                                   len(chosen))  # fmt: skip
            terminal.tell(say("{made}: {folder}", made=made, folder=target))
        return outcome.code

    return run
