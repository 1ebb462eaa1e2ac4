"""The portal that a command speaks to: its options, and the token, which is never an argument."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import click

from ckanext.infoprog.commands.options import together
from ckanext.infoprog.core.client import Address, Client, Token
from ckanext.infoprog.core.client import token as tokens
from ckanext.infoprog.core.client.failure import PortalError
from ckanext.infoprog.core.publish.remote import Remote
from ckanext.infoprog.core.reports.words import Words

PORTAL: Final = "INFOPROG_PORTAL"
TOKEN: Final = "INFOPROG_TOKEN"  # noqa: S105 - the name of a variable
TOKEN_FILE: Final = "INFOPROG_TOKEN_FILE"  # noqa: S105 - the name of a variable
Decorated = TypeVar("Decorated", bound=Callable[..., object])


def options(words: Words) -> Callable[[Decorated], Decorated]:
    """Return the options --portal, --token-file and --insecure, of which `remote` is made."""
    say = words.say
    return together(
        click.option("--portal", metavar="URL", required=True, envvar=PORTAL, show_envvar=True,
                     help=say("Address of the portal.")),
        token(words, say("File with your token, readable by you alone (chmod 600). Or set "
                         "INFOPROG_TOKEN; else you are asked on a terminal.")),
    )  # fmt: skip


def token(words: Words, explained: str) -> Callable[[Decorated], Decorated]:
    """Return the options --token-file and --insecure: where the token is, how it may travel."""
    return together(
        click.option("--token-file", metavar="FILE", envvar=TOKEN_FILE, show_envvar=True,
                     type=click.Path(dir_okay=False, exists=True, path_type=Path),
                     help=explained),
        click.option("--insecure", is_flag=True, help=words.say(
            "Send the token over http without encryption to another machine."
        )),
    )  # fmt: skip


def remote(
    portal: str, token_file: Path | None, insecure: bool, words: Words, *, anonymous: bool = False
) -> Remote:
    """Return the portal, reached with the person's token.

    With `anonymous` a token is used where there is one, and nobody is asked for it.
    """
    address = Address.of(portal)
    found = _token(token_file, words, ask=not anonymous)
    if found is None and not anonymous:
        raise PortalError("token-missing")
    return Remote(Client(address, found, insecure=insecure, language=words.lang))


def _token(file: Path | None, words: Words, *, ask: bool) -> Token | None:
    """Return the token: of the option, of the environment, of the file it names, of the person."""
    named = click.get_current_context().get_parameter_source("token_file")
    from_option = named is click.core.ParameterSource.COMMANDLINE
    if file is not None and from_option:
        return tokens.read(file)
    if text := os.environ.get(TOKEN):
        return Token(text, TOKEN)
    if file is not None:
        return tokens.read(file)
    if ask and sys.stdin.isatty() and sys.stderr.isatty():
        prompt = words.say("Token of the portal (it is not shown)")
        return Token(click.prompt(prompt, hide_input=True, err=True), words.say("What you typed"))
    return None
