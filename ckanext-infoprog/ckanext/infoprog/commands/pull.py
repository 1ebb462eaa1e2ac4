"""`infoprog pull`: a published package brought back into a folder."""

from __future__ import annotations

from pathlib import Path

import click

from ckanext.infoprog.commands import connection, options, terminal
from ckanext.infoprog.commands.progress import Shown
from ckanext.infoprog.core.publish import pulling
from ckanext.infoprog.core.publish.pulling import Pulled
from ckanext.infoprog.core.reports import publicationtext
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("pull", help=say(
        "Bring a published package back into a folder, byte for byte as it was sent. The folder "
        "is whole or untouched. A public package takes no token.\n\n"
        "Exit: 0 done, 2 wrong usage or a failure."
    ), short_help=say("Bring a published package back"))  # fmt: skip
    @click.argument("package", type=options.PackageName(words), metavar="PACKAGE")
    @options.to_folder(say("Folder for the package; made where it is missing."))
    @click.option("--version", "number", metavar="N", type=click.IntRange(min=1),
                  help=say("The number of a version; else the newest."))  # fmt: skip
    @click.option(
        "--replace",
        is_flag=True,
        help=say("Replace the package that is in the folder, with all its files."),
    )
    @connection.options(words)
    @options.lang(words)
    def run(
        package: str,
        target: Path,
        number: int | None,
        replace: bool,
        portal: str,
        token_file: Path | None,
        insecure: bool,
    ) -> int:
        if not pulling.may_take(target, replace=replace):
            raise click.UsageError(_not_empty(target, replace, words))
        remote = connection.remote(portal, token_file, insecure, words, anonymous=True)
        with Shown(words) as shown:
            shown.begin(package)
            done = pulling.pull(remote, package, number, target, shown.tell)
        terminal.tell(_done(done, words))
        return 0

    return run


def _not_empty(folder: Path, replace: bool, words: Words) -> str:
    """Return why a folder cannot receive a package."""
    if replace:
        return words.say("{folder} is not empty and holds no package; name another folder.",
                         folder=folder)  # fmt: skip
    return words.say("{folder} is not empty; name another folder, or add --replace.", folder=folder)


def _done(done: Pulled, words: Words) -> str:
    """Return what was brought back."""
    files = words.say_count("{count} file", "{count} files", done.files)
    return words.say(
        "Version {number} of {package}: {files}, {size}, all as published: {folder}",
        number=done.version,
        package=done.package,
        files=files,
        size=publicationtext.size(done.size, words),
        folder=done.folder,
    )
