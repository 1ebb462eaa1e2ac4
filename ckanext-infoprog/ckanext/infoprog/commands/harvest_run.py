"""`infoprog harvest run`: a job of the source on a target, started and followed."""

from __future__ import annotations

from pathlib import Path

import click

from ckanext.infoprog.commands import harvest_options, options, terminal
from ckanext.infoprog.commands.progress import Shown
from ckanext.infoprog.core.harvest import jobs, sources
from ckanext.infoprog.core.harvest.jobs import Job, Pace
from ckanext.infoprog.core.harvest.sources import State
from ckanext.infoprog.core.publish.progress import Doing
from ckanext.infoprog.core.reports import sourcetext
from ckanext.infoprog.core.reports.words import Words

LONGEST = 3600


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("run", help=say(
        "Start a harvest on the target and follow it to its end; a job that is not over yet is "
        "taken up. A target says that a job is over only when its own clock-work comes by.\n\n"
        "Exit: 0 over and well, 1 something failed or it is not over, 2 wrong usage or a failure."
    ), short_help=say("Start a harvest and follow it"))  # fmt: skip
    @harvest_options.config(words)
    @harvest_options.portal(words)
    @harvest_options.way(words)
    @harvest_options.target(words)
    @click.option("--seconds", metavar="N", type=click.IntRange(min=1), default=LONGEST,
                  show_default=True, help=say("How long to follow it."))  # fmt: skip
    @options.lang(words)
    def run(
        file: Path | None,
        portal: str | None,
        way: str,
        target: str,
        token_file: Path | None,
        insecure: bool,
        seconds: int,
    ) -> int:
        given = harvest_options.usable(file, portal, words)
        if given is None:
            return harvest_options.FOUND
        client = harvest_options.reached(target, token_file, insecure, words, asking=True)
        standing = sources.look(client, given.source(way))
        if standing.state is not State.SAME:
            terminal.tell_lines(sourcetext.standing(standing, client.address.url, words))
        if standing.state is State.ABSENT:
            terminal.tell(say("Make it first: infoprog harvest apply"))
            return harvest_options.FOUND
        with Shown(words) as shown:
            shown.begin(standing.name)
            job = jobs.start(client, standing.id)
            found = jobs.follow(
                client, job, standing.id, lambda now: shown.tell(_doing(now)), Pace(longest=seconds)
            )
        terminal.write(sourcetext.job(found, words))
        return 0 if found.is_well else harvest_options.FOUND

    return run


def _doing(job: Job) -> Doing:
    """Return what is being done, as it is shown."""
    return Doing("harvest", f"{job.done} / {job.done + job.waiting}")
