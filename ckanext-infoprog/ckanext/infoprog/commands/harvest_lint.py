"""`infoprog harvest lint`: whether the files of harvest/ are as they should be."""

from __future__ import annotations

from pathlib import Path

import click

from ckanext.infoprog.commands import harvest_options, options, terminal
from ckanext.infoprog.core.reports import harvesttext
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("lint", help=say(
        "Check harvest/city.yaml and harvest/national.yaml: their form, the publisher, the fields "
        "that must arrive, the addresses and options of the sources. Nothing is sent or asked.\n\n"
        "Exit: 0 no errors, 1 errors, 2 wrong usage or a failure."
    ), short_help=say("Check the files of harvest/"))  # fmt: skip
    @harvest_options.config(words)
    @options.form(words, "text", "json")
    @options.lang(words)
    def run(file: Path | None, form: str) -> int:
        found, issues = harvest_options.examined(file)
        if form == "json":
            terminal.write_text(harvesttext.findings_json(issues, words))
        else:
            terminal.write(harvesttext.linted(found, issues, words))
        return int(harvest_options.has_errors(issues))

    return run
