"""`infoprog publications`: the portal's journal; and what the commands that publish share."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from ckanext.infoprog.commands import connection, options, terminal
from ckanext.infoprog.commands.progress import Shown
from ckanext.infoprog.core.publish.publishing import Outcome, Publisher
from ckanext.infoprog.core.publish.remote import Remote
from ckanext.infoprog.core.publish.request import Wishes
from ckanext.infoprog.core.reports import publicationtext
from ckanext.infoprog.core.reports.words import Words

FIRST: Final = 20


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("publications", help=say(
        "List the publications of your organisations, running and past ones, with their state and "
        "reason; or take one back.\n\n"
        "Exit: 0 done, 2 wrong usage or a failure."
    ), short_help=say("List publications, or take one back"))  # fmt: skip
    @connection.options(words)
    @click.option("--package", metavar="PACKAGE", help=say("Only those of this package."))
    @click.option("--first", metavar="N", type=click.IntRange(1, 1000), default=FIRST,
                  show_default=True, help=say("How many at most, the newest first."))  # fmt: skip
    @click.option("--abort", metavar="ID",
                  help=say("Take back a publication that is not decided yet."))  # fmt: skip
    @options.form(words, "text", "json")
    @options.lang(words)
    def run(
        package: str | None,
        first: int,
        abort: str | None,
        form: str,
        portal: str,
        token_file: Path | None,
        insecure: bool,
    ) -> int:
        remote = connection.remote(portal, token_file, insecure, words)
        if abort:
            taken = remote.abort(abort)
            terminal.tell(say("The publication {id} of {package} is taken back; nothing of it is "
                              "left.", id=taken.id, package=taken.package))  # fmt: skip
            return 0
        found, now = remote.listed(package, first)
        if form == "json":
            plain = [{**asdict(one), "manifest": None} for one in found]
            terminal.write_text(json.dumps(plain, ensure_ascii=False, indent=2) + "\n")
        else:
            terminal.write(publicationtext.listed(found, now, words))
        return 0

    return run


def carry(
    remote: Remote,
    wishes: Wishes,
    words: Words,
    act: Callable[[Publisher], Outcome],
    name: str = "",
) -> int:
    """Make one publication and show what became of it; return the exit code."""
    with Shown(words) as shown:
        shown.begin(name)
        publisher = Publisher(remote, wishes, shown.tell)
        try:
            done = act(publisher)
        except KeyboardInterrupt:
            tell_interrupted(publisher, words)
            raise
    show([done], words)
    return 0


def show(done: Sequence[Outcome], words: Words) -> None:
    """Write what became of packages: the table, why some failed, how held ones go on."""
    if not done:
        return
    terminal.write(publicationtext.outcomes(done, words))
    terminal.tell_lines(publicationtext.explained(done, words))
    for one in done:
        if one.publication and not one.publication.over:
            terminal.write(publicationtext.held(one, words))


def tell_interrupted(publisher: Publisher, words: Words) -> None:
    """Say what state the publication under way is left in, and how to go on."""
    if publisher.course is not None:
        for text in publicationtext.interrupted(publisher.course.last, words):
            terminal.tell(text)
