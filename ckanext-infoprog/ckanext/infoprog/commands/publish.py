"""`infoprog publish`: packages brought to a portal, each whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ckanext.infoprog.commands import clock, connection, options, publications
from ckanext.infoprog.commands.progress import Shown
from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.publish import plan as plans
from ckanext.infoprog.core.publish.plan import Plan
from ckanext.infoprog.core.publish.publishing import Outcome, Publisher, is_hopeless
from ckanext.infoprog.core.publish.remote import Remote
from ckanext.infoprog.core.publish.request import Wishes
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("publish", help=say(
        "Publish packages to a portal. Each becomes public whole or not at all, as a new version; "
        "what is published already stays untouched. Without PACKAGE all packages of datasets/ are "
        "published.\n\n"
        "Packages are checked first: errors stop them, warnings too unless --allow-warnings says "
        "otherwise. A package that fails does not stop the others. After an interruption the same "
        "command goes on where it was.\n\n"
        "Exit: 0 done, 1 a package failed, 2 wrong usage or a failure."
    ), short_help=say("Publish packages to a portal"))  # fmt: skip
    @click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
    @connection.options(words)
    @options.wishes(words)
    @click.option("--allow-warnings", is_flag=True,
                  help=say("Publish a package although the check warns."))  # fmt: skip
    @click.option(
        "--hold",
        is_flag=True,
        help=say("Stop behind the portal's check and print the address of the private preview."),
    )
    @click.option("--resume", metavar="ID",
                  help=say("Publish what was held, by the publication's id."))  # fmt: skip
    @click.option(
        "--plan",
        "plan_file",
        metavar="FILE",
        type=click.Path(dir_okay=False, exists=True, path_type=Path),
        help=say("Publish exactly what infoprog plan --to FILE has planned, or refuse."),
    )
    @options.lang(words)
    def run(
        packages: Sequence[str],
        resume: str | None,
        plan_file: Path | None,
        portal: str,
        token_file: Path | None,
        insecure: bool,
        **wished: Any,  # noqa: ANN401 - the options that make up the wishes
    ) -> int:
        if resume and (packages or plan_file or wished["hold"]):
            raise click.UsageError(say("--resume takes no packages, no --plan and no --hold."))
        remote = connection.remote(portal, token_file, insecure, words)
        wishes = Wishes(**wished)
        if resume:
            return publications.carry(remote, wishes, words, lambda one: one.resume(resume))
        planned = _planned(plan_file, remote, words)
        return _publish(remote, _wanted(packages, planned, words), planned, wishes, words)

    return run


def _planned(file: Path | None, remote: Remote, words: Words) -> Mapping[str, Plan]:
    """Return the plans of a file by package; none where there is no file."""
    if file is None:
        return {}
    found = plans.from_json(file.read_text("utf-8"), remote.client.address.url)
    if not found:
        raise click.UsageError(words.say("{file} plans no package.", file=file))
    return {one.package: one for one in found}


def _wanted(packages: Sequence[str], planned: Mapping[str, Plan], words: Words) -> Sequence[Path]:
    """Return the folders of the packages that are named, planned, or all there are."""
    if unplanned := [name for name in packages if planned and name not in planned]:
        names = ", ".join(unplanned)
        raise click.UsageError(words.say("The plan does not hold: {names}.", names=names))
    return options.folders(packages or planned, words)


def _publish(
    remote: Remote,
    folders: Sequence[Path],
    planned: Mapping[str, Plan],
    wishes: Wishes,
    words: Words,
) -> int:
    """Publish one package after another; return the exit code."""
    done: list[Outcome] = []
    with Shown(words) as shown:
        publisher = Publisher(remote, wishes, shown.tell)
        try:
            for folder in folders:
                shown.begin(folder.name)
                done.append(_one(publisher, folder, planned.get(folder.name)))
        except (KeyboardInterrupt, InfoprogError):
            publications.show(done, words)
            publications.tell_interrupted(publisher, words)
            raise
    publications.show(done, words)
    return int(any(one.error for one in done))


def _one(publisher: Publisher, folder: Path, plan: Plan | None) -> Outcome:
    """Publish a package; what fails is its own, but for what would fail every package."""
    try:
        return publisher.publish(folder, clock.today(), plan)
    except InfoprogError as error:
        if is_hopeless(error):
            raise
        return publisher.failed(folder.name, error)
