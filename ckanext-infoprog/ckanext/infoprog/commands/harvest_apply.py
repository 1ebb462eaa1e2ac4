"""`infoprog harvest apply`: the harvest source on a target, made or set right."""

from __future__ import annotations

from pathlib import Path

import click

from ckanext.infoprog.commands import harvest_options, options, terminal
from ckanext.infoprog.core.client import Client, PortalError
from ckanext.infoprog.core.harvest import sources
from ckanext.infoprog.core.harvest.configuration import Configuration, Source
from ckanext.infoprog.core.harvest.sources import Standing, State
from ckanext.infoprog.core.reports import sourcetext
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("apply", help=say(
        "Make the harvest source on a target, or set it right, by its API. A second time changes "
        "nothing. Where you may not, as on the national portal, print the settings to send to "
        "those who may, and compare them with the source that is there.\n\n"
        "Exit: 0 the source is as it should be, 1 somebody else must see to it, 2 wrong usage or "
        "a failure."
    ), short_help=say("Make the source on the target"))  # fmt: skip
    @harvest_options.config(words)
    @harvest_options.portal(words)
    @harvest_options.way(words)
    @harvest_options.target(words)
    @click.option("--organization", metavar="NAME",
                  help=say("Organisation on the target that gets the datasets; else the one of "
                           "the same name as here."))  # fmt: skip
    @click.option("--look", is_flag=True, help=say("Compare and print only; change nothing."))
    @options.lang(words)
    def run(
        file: Path | None,
        portal: str | None,
        way: str,
        target: str,
        token_file: Path | None,
        insecure: bool,
        organization: str | None,
        look: bool,
    ) -> int:
        given = harvest_options.usable(file, portal, words)
        if given is None:
            return harvest_options.FOUND
        source = given.source(way)
        remote = harvest_options.reached(target, token_file, insecure, words)
        owner = None if look else (organization or given.city.organization)
        found = _applied(remote, source, owner, words)
        return _told(found, given, source, remote.address.url, words)

    return run


def _applied(client: Client, source: Source, owner: str | None, words: Words) -> Standing:
    """Return what stands on the target behind what the caller may do."""
    if owner is None or not client.has_token:
        return sources.look(client, source)
    try:
        return sources.apply(client, source, owner)
    except PortalError as error:
        if error.code != "denied":
            raise
        terminal.tell(words.say("You may not change harvest sources there."))
        return sources.look(client, source)


def _told(found: Standing, given: Configuration, source: Source, target: str, words: Words) -> int:
    """Write what stands there, with the settings where somebody else must enter them."""
    terminal.write(sourcetext.standing(found, target, words))
    if found.state not in (State.ABSENT, State.DIFFERS):
        return 0
    terminal.write(sourcetext.settings(given, source, words))
    return harvest_options.FOUND
