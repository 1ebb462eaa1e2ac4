"""Options and steps that the sub-commands of `infoprog harvest` share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

import click

from ckanext.infoprog.commands import clock, connection, options, terminal
from ckanext.infoprog.commands.connection import PORTAL
from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.client import Client
from ckanext.infoprog.core.derive import organisations
from ckanext.infoprog.core.derive.organisations import Organisation
from ckanext.infoprog.core.harvest import configuration, lint
from ckanext.infoprog.core.harvest.carried import Path as Way
from ckanext.infoprog.core.harvest.configuration import Configuration
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.reports import harvesttext
from ckanext.infoprog.core.reports.words import Words

FOUND: Final = 1
TARGET: Final = "INFOPROG_TARGET"
Decorated = TypeVar("Decorated", bound=Callable[..., object])


def config(words: Words) -> Callable[[Decorated], Decorated]:
    """Return the option --config: the file of another city."""
    return click.option(
        "--config",
        "file",
        metavar="FILE",
        type=click.Path(dir_okay=False, exists=True, path_type=Path),
        help=words.say("Another city’s file instead of harvest/city.yaml."),
    )


def portal(words: Words) -> Callable[[Decorated], Decorated]:
    """Return the option --portal: the portal that is harvested, read as everybody reads it."""
    return click.option(
        "--portal",
        metavar="URL",
        envvar=PORTAL,
        show_envvar=True,
        help=words.say("Address of the portal that is harvested; else the one in the file."),
    )


def way(words: Words) -> Callable[[Decorated], Decorated]:
    """Return the option --as: the harvester."""
    return click.option(
        "--as",
        "way",
        type=click.Choice([str(one) for one in Way]),
        default=str(Way.CKAN),
        show_default=True,
        help=words.say("The harvester: of CKAN’s own API, or of the DCAT catalogue."),
    )


def target(words: Words) -> Callable[[Decorated], Decorated]:
    """Return the options --target, --token-file and --insecure, of which `reached` is made."""
    explained = words.say("File with your token there, readable by you alone (chmod 600).")
    return options.together(address(words), connection.token(words, explained))


def address(words: Words) -> Callable[[Decorated], Decorated]:
    """Return the option --target: the portal that harvests."""
    return click.option(
        "--target",
        metavar="URL",
        required=True,
        envvar=TARGET,
        show_envvar=True,
        help=words.say("Address of the portal that harvests."),
    )


def reached(
    target: str, token_file: Path | None, insecure: bool, words: Words, *, asking: bool = False
) -> Client:
    """Return a target with the person's token; with `asking` there has to be one."""
    found = connection.remote(target, token_file, insecure, words, anonymous=not asking)
    return found.client


def examined(file: Path | None) -> tuple[Configuration | None, tuple[Issue, ...]]:
    """Return the configuration of the working folder, and all that is wrong with it."""
    here = workspace.find()
    city = file or here.harvest / configuration.CITY
    national = here.harvest / configuration.NATIONAL
    found, wrong = configuration.load(city, national)
    if found is None:
        return None, wrong
    known: Mapping[str, Organisation] = organisations.read(here.datasets)
    names = (city.name, national.name)
    return found, lint.examine(found, known, clock.today(), names)


def usable(file: Path | None, portal: str | None, words: Words) -> Configuration | None:
    """Return the configuration for a portal; where it has errors tell them and return none."""
    found, issues = examined(file)
    errors = tuple(one for one in issues if one.severity is Severity.ERROR)
    if found is None or errors:
        terminal.tell_lines(harvesttext.findings(errors, words))
        return None
    return found.at(portal) if portal else found


def has_errors(issues: tuple[Issue, ...]) -> bool:
    """Tell whether a finding is an error."""
    return any(one.severity is Severity.ERROR for one in issues)
