"""`infoprog accept`: the kept answers of a period become rows of the package."""

from __future__ import annotations

from datetime import datetime

import click

from ckanext.infoprog.commands import clock, cycling, options, terminal
from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.cycle import accepting, locking, period
from ckanext.infoprog.core.cycle.answers import Letter
from ckanext.infoprog.core.reports import accepttext
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("accept", help=say(
        "Write the collected answers of a period into the package's tables: the report, execution "
        "counted since 1 January, metrics with their sums, indicators by their expressions. "
        "Rows that the report had before are replaced. What would bring an error into the data is "
        "refused. Publishing is infoprog publish.\n\n"
        "Exit: 0 done, 1 the period cannot be accepted, 2 wrong usage or a failure."
    ), short_help=say("Turn a period's answers into data"))  # fmt: skip
    @click.argument("programme", metavar="PROGRAMME")
    @cycling.period(words)
    @click.option("--preview", is_flag=True, help=say("Show what would change and write nothing."))
    @click.option("--incomplete", is_flag=True, help=say("Accept though some have not answered."))
    @click.option("--official/--unofficial", default=None, help=say(
        "Enter the report into the list of reports (Resolution 835), or take it out: a year's "
        "report, with number and date."
    ))  # fmt: skip
    @cycling.letter(
        number=say("Number of the report."),
        date=say("Date of the report."),
        signatory=say("Who signed the report: the office."),
    )
    @options.lang(words)
    def run(
        programme: str,
        code: str,
        preview: bool,
        incomplete: bool,
        official: bool | None,
        number: str | None,
        day: datetime | None,
        signatory: str | None,
    ) -> int:
        folder = workspace.find().package(programme)
        letter = Letter(number, day.date() if day else None, signatory)
        with cycling.told(words) as outcome, locking.alone(folder):
            when = period.parse(code)
            planned = accepting.plan(folder, when, letter, incomplete=incomplete, official=official)
            terminal.write(accepttext.changes(planned, words))
            if planned.missing:
                terminal.tell(accepttext.missing(planned, words))
            if not preview:
                for table in accepting.apply(folder, planned, clock.today()):
                    terminal.tell(say("Written: {table}", table=table))
        return outcome.code

    return run
