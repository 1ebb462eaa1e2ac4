"""`infoprog members`: who belongs to a group, who answers for a measure, a metric, an indicator."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ckanext.infoprog.commands import clock, cycling, options, terminal
from ckanext.infoprog.core import package, workspace
from ckanext.infoprog.core.cycle.answering import Answering
from ckanext.infoprog.core.cycle.membership import Kind, Wish, change, new_body
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.reports import memberstext
from ckanext.infoprog.core.reports.words import Words

Named = tuple[str, str, str]


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say
    naming = (click.Choice([kind.value for kind in Kind]), str, str)

    @click.command("members", help=say(
        "Say who reports: which bodies belong to a group, who answers for a measure, who supplies "
        "a metric, who enters an indicator. Without options the list is shown, with what nobody "
        "answers for. What the document itself says cannot be removed.\n\n"
        "Exit: 0 done, 1 a wish cannot be carried out, 2 wrong usage or a failure."
    ), short_help=say("Say who reports on what"))  # fmt: skip
    @click.argument("programme", metavar="PROGRAMME")
    @click.option("--new", "bodies", multiple=True, metavar="NAME",
                  help=say("Enter a body that the document does not name."))  # fmt: skip
    @click.option("--add", "added", type=naming, multiple=True, metavar="KIND KEY BODY",
                  help=say("Name a body; KIND: group, measure, metric or indicator."))  # fmt: skip
    @click.option("--remove", "removed", type=naming, multiple=True, metavar="KIND KEY BODY",
                  help=say("Take back what the publisher has named."))  # fmt: skip
    @options.lang(words)
    def run(
        programme: str, bodies: Sequence[str], added: Sequence[Named], removed: Sequence[Named]
    ) -> int:
        folder = workspace.find().package(programme)
        with cycling.told(words) as outcome:
            for name in bodies:
                made = new_body(folder, name)
                terminal.tell(say("Entered: {key}", key=made))
            for named, remove in ((removed, True), (added, False)):
                for kind, key, body in named:
                    table = change(folder, Wish(Kind(kind), key, body, remove))
                    terminal.tell(say("Written: {table}", table=table))
            if not (bodies or added or removed):
                found = package.read_package(folder)
                answering = Answering(found, Period(clock.today().year))
                terminal.write(memberstext.listed(found, answering, words))
        return outcome.code

    return run
