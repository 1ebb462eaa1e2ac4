"""`infoprog harvest lint`: whether the files of harvest/ are as they should be."""

from __future__ import annotations

from pathlib import Path

import click

from ckanext.infoprog.commands import harvest_options, options, terminal
from ckanext.infoprog.core.client import Address, Client
from ckanext.infoprog.core.harvest import looking
from ckanext.infoprog.core.harvest.portal import Portal
from ckanext.infoprog.core.reports import harvesttext
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("lint", help=say(
        "Check harvest/city.yaml and harvest/national.yaml: their form, the publisher, the fields "
        "that must arrive, the addresses and options of the sources. Nothing is sent; with "
        "--portal the portal is asked whether organisation, code, publishers and URIs are as "
        "the file says.\n\n"
        "Exit: 0 no errors, 1 errors, 2 wrong usage or a failure."
    ), short_help=say("Check the files of harvest/"))  # fmt: skip
    @harvest_options.config(words)
    @click.option("--portal", metavar="URL", help=say("Ask this portal too."))
    @options.form(words, "text", "json")
    @options.lang(words)
    def run(file: Path | None, portal: str | None, form: str) -> int:
        found, issues = harvest_options.examined(file)
        if found is not None and portal is not None:
            asked = Portal(Client(Address.of(portal), language=words.lang))
            found = found.at(portal)
            issues = (*issues, *looking.held_against(asked, found))
        if form == "json":
            terminal.write_text(harvesttext.findings_json(issues, words))
        else:
            terminal.write(harvesttext.linted(found, issues, words))
        return int(harvest_options.has_errors(issues))

    return run
