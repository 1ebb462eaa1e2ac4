"""The `infoprog` command: the list of sub-commands and the one boundary for errors."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from types import MappingProxyType
from typing import Final

import click

from ckanext.infoprog.commands import (
    accept,
    amend,
    build,
    bundle,
    check,
    collect,
    completion,
    describe,
    form,
    harvest,
    language,
    members,
    options,
    plan,
    publications,
    publish,
    pull,
    report,
    rules,
    terminal,
    undo,
    withdraw,
)
from ckanext.infoprog.core import errors
from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.reports import publicationtext
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.reports.words import words as words_of

PROGRAM: Final = "infoprog"
FAILED: Final = 2
DEBUG: Final = "INFOPROG_DEBUG"

COMMANDS: Final[Mapping[str, Callable[[Words], click.Command]]] = MappingProxyType(
    {
        "check": check.command,
        "build": build.command,
        "bundle": bundle.command,
        "plan": plan.command,
        "publish": publish.command,
        "publications": publications.command,
        "undo": undo.command,
        "withdraw": withdraw.command,
        "pull": pull.command,
        "harvest": harvest.command,
        "members": members.command,
        "form": form.command,
        "collect": collect.command,
        "accept": accept.command,
        "amend": amend.command,
        "report": report.command,
        "describe": describe.command,
        "rules": rules.command,
        "completion": completion.command,
    }
)

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 if all is well, 1 for findings, 2 for usage or a failure."""
    given = list(sys.argv[1:] if argv is None else argv)
    terminal.prepare()
    words = words_of(language.wanted(given, os.environ))
    with language.click_speaks(words.lang):
        try:
            return int(group(words).main(given, PROGRAM, standalone_mode=False) or 0)
        except click.ClickException as error:
            error.show(sys.stderr)
        except (click.Abort, KeyboardInterrupt):
            terminal.tell(words.say("Interrupted."))
        except errors.InfoprogError as error:
            terminal.tell(_told(error, words))
        except OSError as error:
            terminal.tell(words.say("A file cannot be read or written: {error}", error=error))
        except Exception as error:  # noqa: BLE001 – the one place where a crash ends as a sentence
            _crashed(error, words)
        return FAILED


def group(words: Words) -> click.Group:
    """Return the whole command in the language of the words."""

    @click.group(
        PROGRAM,
        help=words.say("Programmes of digital development as open data: check, build, publish."),
        commands=[make(words) for make in COMMANDS.values()],
    )
    @click.version_option(
        metadata.version("ckanext-infoprog"), prog_name=PROGRAM, message="%(prog)s %(version)s"
    )
    @options.lang(words)
    def run() -> None:
        """Do nothing before the sub-command."""

    return run


def _told(error: errors.InfoprogError, words: Words) -> str:
    """Return what went wrong: an error that speaks the person's language says it itself."""
    said = publicationtext.said(error, words)
    if isinstance(error, RefusedError | PortalError):
        return said
    return f"{_what_failed(error, words)} {said}"


def _what_failed(error: errors.InfoprogError, words: Words) -> str:
    """Return in the person's language what kind of thing went wrong; details follow it."""
    sentences = {
        errors.UsageError: words.say("This cannot be done."),
        errors.WorkspaceError: words.say("The working folder is not complete."),
        errors.SchemaError: words.say("A schema cannot be used."),
        errors.ExportError: words.say("A file of the package cannot be made."),
        errors.PackageError: words.say("A package cannot be read."),
        errors.CellError: words.say("A package cannot be read."),
    }
    return sentences.get(type(error), words.say("This failed."))


def _crashed(error: Exception, words: Words) -> None:
    """Tell of a fault of our own; where it lies is shown to those who ask."""
    terminal.tell(
        words.say(
            "This is a fault of infoprog itself: {name}: {error}. "
            "Repeat with {variable}=1 to see where, and report it.",
            name=type(error).__name__,
            error=error,
            variable=DEBUG,
        )
    )
    if os.environ.get(DEBUG):
        log.error("The fault:", exc_info=error)
