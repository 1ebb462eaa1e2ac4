"""`infoprog rules`: the catalogue of findings."""

from __future__ import annotations

import click

from ckanext.infoprog.commands import options, terminal
from ckanext.infoprog.core.reports import tables
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("rules", help=say(
        "List every finding that a check can give: severity, code, title and an example of its "
        "message."
    ), short_help=say("List the findings of the check"))  # fmt: skip
    @options.form(words, "text", "csv", "json")
    @options.lang(words)
    def run(form: str) -> int:
        if form == "csv":
            terminal.write_text(tables.rules_csv(words))
        elif form == "json":
            terminal.write_text(tables.rules_json(words))
        else:
            terminal.write(tables.rules(words))
        return 0

    return run
