"""What the commands of the reporting cycle share: options, and findings told as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import click

from ckanext.infoprog.commands import terminal
from ckanext.infoprog.commands.options import together
from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.reports.words import Words

Decorated = TypeVar("Decorated", bound=Callable[..., object])


@dataclass(slots=True)
class Outcome:
    """The exit code of a command: 1 where a finding stopped it."""

    code: int = 0


@contextmanager
def told(words: Words) -> Iterator[Outcome]:
    """Tell the findings that stop the cycle, and end with the code for findings."""
    outcome = Outcome()
    try:
        yield outcome
    except CycleError as error:
        tell(error.issues, words)
        outcome.code = 1


def tell(issues: Iterable[Issue], words: Words) -> None:
    """Write findings to standard error, a sentence each, with its code."""
    for issue in issues:
        terminal.tell(f"{catalogue.explain(issue, words.lang)} [{issue.code}]")


def period(words: Words) -> Callable[[Decorated], Decorated]:
    """Return the option --period."""
    return click.option(
        "--period",
        "code",
        metavar="YYYY[-QN]",
        required=True,
        help=words.say("The period that is reported on: a quarter (2026-Q2) or a year (2026)."),
    )


def letter(*, number: str, date: str, signatory: str) -> Callable[[Decorated], Decorated]:
    """Return the options --number, --date and --signatory with these explanations."""
    return together(
        click.option("--number", metavar="TEXT", help=number),
        click.option("--date", "day", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]),
                     help=date),
        click.option("--signatory", metavar="TEXT", help=signatory),
    )  # fmt: skip
