"""`infoprog harvest preview`: what a target will hold, without touching it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from ckanext.infoprog.commands import harvest_options, options, terminal
from ckanext.infoprog.commands.progress import Shown
from ckanext.infoprog.core.client import Address, Client
from ckanext.infoprog.core.harvest import looking
from ckanext.infoprog.core.harvest.carried import Kind
from ckanext.infoprog.core.harvest.carried import Path as Way
from ckanext.infoprog.core.harvest.portal import Portal
from ckanext.infoprog.core.harvest.preview import Asked
from ckanext.infoprog.core.publish.progress import Doing
from ckanext.infoprog.core.reports import previewtext
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("preview", help=say(
        "Show of each dataset what the target will hold after a harvest, and warn: a required "
        "field that would be empty, a text that is cut, a keyword that is refused, an address that "
        "is taken, a change that is not seen, a field that is lost, a dataset that does not leave "
        "and why. The portal is read as a harvester reads it; the target is not touched.\n\n"
        "Exit: 0 no errors, 1 errors, 2 wrong usage or a failure."
    ), short_help=say("Show what the target will hold"))  # fmt: skip
    @harvest_options.config(words)
    @harvest_options.portal(words)
    @harvest_options.way(words)
    @click.option("--target", "kind", type=click.Choice([str(one) for one in Kind]),
                  default=str(Kind.NATIONAL), show_default=True,
                  help=say("Kind of target: the national portal, a plain CKAN, a CKAN with our "
                           "schema."))  # fmt: skip
    @click.option("--ask", "address", metavar="URL",
                  help=say("Ask this target, reading only, what it holds and which addresses are "
                           "taken."))  # fmt: skip
    @options.form(words, "text", "json")
    @options.lang(words)
    def run(
        file: Path | None, portal: str | None, way: str, kind: str, address: str | None, form: str
    ) -> int:
        given = harvest_options.usable(file, portal, words)
        if given is None:
            return harvest_options.FOUND
        asked = Asked(given, Way(way), Kind(kind))
        with Shown(words) as shown:
            looked = looking.look(
                _portal(given.city.portal, words),
                asked,
                _portal(address, words) if address else None,
                _teller(shown),
            )
        if form == "json":
            terminal.write_text(previewtext.as_json(looked, asked.way, asked.kind, words))
        else:
            terminal.write(previewtext.render(looked, given.city.mapping, words))
        return int(harvest_options.has_errors(previewtext.issues(looked)))

    return run


def _portal(address: str, words: Words) -> Portal:
    """Return a portal as strangers reach it."""
    return Portal(Client(Address.of(address), language=words.lang))


def _teller(shown: Shown) -> Callable[[int, int], None]:
    """Return what tells a person how many datasets the target was asked for."""
    return lambda done, total: shown.tell(Doing("base", f"{done} / {total}"))
