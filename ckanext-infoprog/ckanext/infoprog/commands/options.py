"""Options and arguments that several sub-commands share."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import click
from click.shell_completion import CompletionItem

from ckanext.infoprog.core import i18n, schema, workspace
from ckanext.infoprog.core.reports.words import Words

Decorated = TypeVar("Decorated", bound=Callable[..., object])
_PACKAGE: Final = re.compile(r"[a-z0-9_-]{2,100}")


def together(*parts: Callable[[Decorated], Decorated]) -> Callable[[Decorated], Decorated]:
    """Return several options as one decorator; the help lists them in this order."""

    def decorate(command: Decorated) -> Decorated:
        for part in reversed(parts):
            command = part(command)
        return command

    return decorate


def lang(words: Words) -> Callable[[Decorated], Decorated]:
    """Return the option --lang; main reads it before the commands are made."""
    return click.option(
        "--lang",
        type=click.Choice(i18n.LANGUAGES),
        expose_value=False,
        help=words.say("Language of the output; else INFOPROG_LANG, the terminal's, Ukrainian."),
    )


def form(words: Words, *names: str) -> Callable[[Decorated], Decorated]:
    """Return the option --format with these names, the first being the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help=words.say("Form of the output."),
    )


def wishes(words: Words) -> Callable[[Decorated], Decorated]:
    """Return the options --note and --decision, which a version carries for ever."""
    note = click.option(
        "--note", metavar="TEXT", default="", help=words.say("What this version is, in a sentence.")
    )
    decision = click.option(
        "--decision",
        metavar="TEXT",
        default="",
        help=words.say("The decision that this version follows."),
    )
    return lambda command: note(decision(command))


def to_folder(explained: str) -> Callable[[Decorated], Decorated]:
    """Return the option --to DIR: the folder that is written."""
    return click.option(
        "--to",
        "target",
        metavar="DIR",
        required=True,
        type=click.Path(file_okay=False, path_type=Path),
        help=explained,
    )


def to_file(explained: str) -> Callable[[Decorated], Decorated]:
    """Return the option --to FILE: the file that is written where one is asked for."""
    return click.option(
        "--to",
        "target",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help=explained,
    )


def folders(names: Iterable[str], words: Words) -> Sequence[Path]:
    """Return the folders of the packages that are named, else of all in datasets/."""
    here = workspace.find()
    found = [here.package(name) for name in dict.fromkeys(names)] or here.packages()
    if not found:
        raise click.UsageError(words.say("There is no package in {folder}.", folder=here.datasets))
    return found


class PackageName(click.ParamType[str]):
    """The name of a package on a portal: its address there."""

    name = "package"

    def __init__(self, words: Words) -> None:
        """Keep the words for the message about an odd name."""
        self.words = words

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name where it can be one."""
        if _PACKAGE.fullmatch(value):
            return value
        message = self.words.say(
            "{name!r} is no name of a package: it takes small Latin letters, digits, - and _.",
            name=value,
        )
        return str(self.fail(message, param, ctx))


class TableName(click.ParamType[str]):
    """The name of a table that has a schema; a shell completes it."""

    name = "table"

    def __init__(self, words: Words) -> None:
        """Keep the words for the message about an unknown table."""
        self.words = words

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name where there is such a table; else name those that are near."""
        if value in schema.names():
            return value
        near = difflib.get_close_matches(value, schema.names(), n=3)
        say = self.words.say
        advice = (
            say("Did you mean: {names}?", names=", ".join(near))
            if near
            else say("The tables are: {names}.", names=", ".join(schema.names()))
        )
        message = say("There is no table {name!r}. {advice}", name=value, advice=advice)
        return str(self.fail(message, param, ctx))

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the tables that begin with what was typed."""
        return [CompletionItem(name) for name in schema.names() if name.startswith(incomplete)]
