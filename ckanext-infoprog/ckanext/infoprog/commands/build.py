"""`infoprog build`: the built tables and datapackage.json of every package."""

from __future__ import annotations

import click

from ckanext.infoprog.commands import options, terminal
from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.derive import build
from ckanext.infoprog.core.reports import buildtext
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("build", help=say(
        "Build the tables that are made from other packages (the lists of Resolution 835) and "
        "datapackage.json of every package. Files that are right stay untouched.\n\n"
        "Exit: 0 done, 1 a file differs (with --check), 2 wrong usage or a failure."
    ), short_help=say("Build derived tables and datapackage.json"))  # fmt: skip
    @click.option(
        "--check",
        "only_check",
        is_flag=True,
        help=say("Write nothing; name the files that differ and exit with 1."),
    )
    @click.option(
        "--base-url",
        metavar="URL",
        callback=lambda ctx, param, value: _address(value, words),
        help=say("Address of the portal for links to datasets; else site of organizations.yaml."),
    )
    @options.lang(words)
    def run(only_check: bool, base_url: str | None) -> int:
        here = workspace.find()
        planned = build.plan(here, base_url)
        if only_check:
            return _check(planned, words)
        changed = build.apply(planned, here)
        terminal.write(buildtext.written(changed, words))
        terminal.tell(buildtext.summary(planned, words))
        return 0

    return run


def _check(planned: tuple[build.Planned, ...], words: Words) -> int:
    """Name the files that differ; return the exit code."""
    terminal.write(buildtext.found(planned, words))
    terminal.tell(buildtext.summary(planned, words))
    if build.outdated(planned):
        terminal.tell(words.say("Bring them up to date: infoprog build"))
        return 1
    return 0


def _address(value: str | None, words: Words) -> str | None:
    """Return the address where it is one of the web."""
    if value is not None and not value.startswith(("http://", "https://")):
        raise click.BadParameter(
            words.say("{value!r} does not begin with http:// or https://.", value=value)
        )
    return value
