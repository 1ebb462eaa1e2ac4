"""`infoprog describe`: a table's schema."""

from __future__ import annotations

import click

from ckanext.infoprog.commands import options, terminal
from ckanext.infoprog.core import schema
from ckanext.infoprog.core.reports import tables
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("describe", help=say(
        "Describe a table: its fields with type, title, description, permitted values, example.\n\n"
        "csv and json give the structure file of Resolution 835: name, title, description, "
        "datatype, required."
    ), short_help=say("Describe a table"))  # fmt: skip
    @click.argument("table", type=options.TableName(words), metavar="TABLE")
    @options.form(words, "text", "csv", "json")
    @options.lang(words)
    def run(table: str, form: str) -> int:
        declared = schema.load(table)
        if form == "csv":
            terminal.write_text(schema.structure_csv(declared, words.lang))
        elif form == "json":
            terminal.write_text(schema.structure_json(declared, words.lang))
        else:
            terminal.write(tables.describe(declared, words))
        return 0

    return run
