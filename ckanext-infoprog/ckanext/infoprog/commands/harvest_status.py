"""`infoprog harvest status`: what has become of the city's datasets on another portal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

import click

from ckanext.infoprog.commands import harvest_options, options, terminal
from ckanext.infoprog.commands.progress import Shown
from ckanext.infoprog.core.client import Address, PortalError
from ckanext.infoprog.core.client.stranger import Stranger, origin
from ckanext.infoprog.core.harvest import gather, history, status
from ckanext.infoprog.core.harvest.configuration import Configuration
from ckanext.infoprog.core.harvest.links import Links
from ckanext.infoprog.core.harvest.reader import Patience, Reader
from ckanext.infoprog.core.harvest.standing import Failure, Status
from ckanext.infoprog.core.harvest.status import Run
from ckanext.infoprog.core.harvest.terms import Terms
from ckanext.infoprog.core.publish.progress import Doing
from ckanext.infoprog.core.reports import arrivaltext
from ckanext.infoprog.core.reports.words import Words

ORGANIZATION: Final = "INFOPROG_TARGET_ORGANIZATION"
HOSTS: Final = "INFOPROG_HOSTS"
HISTORY: Final = "INFOPROG_HARVEST_HISTORY"
FAILED: Final = 2
Decorated = TypeVar("Decorated", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options say."""

    target: str
    organization: str | None
    hosts: Sequence[str]
    days: int
    hours: int
    links: bool
    seconds: float


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("status", help=say(
        "Compare your datasets with another portal, over the public API of both: arrived, missing, "
        "an older copy, changed there by hand, files and links that differ, deleted here and alive "
        "there, doubles. Nothing is changed there, and no rights are needed. Run it every "
        "night.\n\n"
        "Exit: 0 all is well, 1 something is wrong or was not read, 2 the target could not be "
        "read at all, wrong usage or a failure."
    ), short_help=say("Compare with what has arrived there"))  # fmt: skip
    @harvest_options.config(words)
    @harvest_options.portal(words)
    @_reading(words)
    @_judging(words)
    @options.form(words, *_WRITERS)
    @options.lang(words)
    def run(file: Path | None, portal: str | None, folder: Path | None, form: str,
            **given: object) -> int:  # fmt: skip
        found = harvest_options.usable(file, portal, words)
        if found is None:
            return FAILED
        wishes = Wishes(**given)  # type: ignore[arg-type]  # the names are those of the options
        with ExitStack() as stack:
            if folder:
                stack.enter_context(history.alone(folder))
            return _looked(found, wishes, folder, words, _WRITERS[form])

    return run


def _reading(words: Words) -> Callable[[Decorated], Decorated]:
    """Return the options that say what is read."""
    say = words.say
    return options.together(
        harvest_options.address(words),
        click.option("--organization", metavar="NAME", envvar=ORGANIZATION, show_envvar=True,
                     help=say("Your organisation there; without it all datasets are listed.")),
        click.option("--host", "hosts", metavar="NAME", multiple=True, envvar=HOSTS,
                     show_envvar=True,
                     help=say("A host of your own beside the portal’s: links to it are followed, "
                              "and it may lie in your own network.")),
        click.option("--links/--no-links", default=True, show_default=True,
                     help=say("Follow the links to files on your own hosts and compare the "
                              "content.")),
        click.option("--seconds", metavar="N", type=click.FloatRange(0.1, 86_400), default=1800,
                     show_default=True, help=say("How long the whole reading may take.")),
    )  # fmt: skip


def _judging(words: Words) -> Callable[[Decorated], Decorated]:
    """Return the options that say from when on something is wrong, and where it is kept."""
    say = words.say
    return options.together(
        click.option("--days", metavar="N", type=click.IntRange(0, 365), default=7,
                     show_default=True,
                     help=say("For how many days a dataset may be out of sight without alarm.")),
        click.option("--hours", metavar="N", type=click.IntRange(0, 8760), default=48,
                     show_default=True,
                     help=say("After how many hours a change that is not there is an error.")),
        click.option("--history", "folder", metavar="FOLDER", envvar=HISTORY, show_envvar=True,
                     type=click.Path(file_okay=False, path_type=Path),
                     help=say("Folder where runs leave what they found; the portal shows it as a "
                              "page.")),
    )  # fmt: skip


def _looked(
    found: Configuration,
    wishes: Wishes,
    folder: Path | None,
    words: Words,
    write: Callable[[Status, Words], None],
) -> int:
    """Look once, keep what was found, write it; return the exit code."""
    now = datetime.now(UTC)
    target = Address.of(wishes.target)
    before = history.last(folder, target.url) if folder else None
    try:
        with Shown(words) as shown:
            seen = status.look(_run(found, wishes, now, _teller(shown)), before)
    except PortalError as error:
        if folder:
            known = before or Status(found.city.portal, target.url, "", 0, 0, ())
            failure = Failure(error.code, status.plain(error.params))
            history.keep(folder, known.later(now.isoformat(timespec="seconds"), failure))
        raise
    if folder:
        history.keep(folder, seen)
    write(seen, words)
    return 0 if seen.is_well else 1


def _run(
    found: Configuration, wishes: Wishes, now: datetime, tell: Callable[[int, int], None]
) -> Run:
    """Return the run that the options and the city's file ask for."""
    source, target = Address.of(found.city.portal), Address.of(wishes.target)
    own = frozenset(_origins(found.city.portal, wishes.hosts))
    typed = {origin(target.url)} if target.is_literal else set()
    stranger, patience = Stranger(own | typed), Patience(in_all=wishes.seconds)
    terms = Terms(
        target.url,
        now,
        {ours: theirs for ours, theirs in found.city.mapping.items()
         if theirs in found.national.required},
        timedelta(hours=wishes.hours),
        timedelta(days=wishes.days),
    )  # fmt: skip
    return Run(
        source=Reader(source, stranger, patience),
        target=Reader(target, stranger, patience),
        terms=terms,
        exported=lambda dataset: gather.leaves(dataset, found.city),
        own=own,
        organization=wishes.organization,
        links=Links(Stranger(own, own), own, wishes.seconds) if wishes.links else None,
        tell=tell,
    )


def _origins(portal: str, hosts: Sequence[str]) -> set[str]:
    """Return the origins that are the city's own: its portal and the hosts it names."""
    named = {f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")}
    return {origin(portal), *(origin(one) for one in named)}


def _teller(shown: Shown) -> Callable[[int, int], None]:
    """Return what tells a person how many datasets are compared already."""
    return lambda done, total: shown.tell(Doing("compare", f"{done} / {total}"))


def _text(seen: Status, words: Words) -> None:
    terminal.write(arrivaltext.text(seen, words))


def _json(seen: Status, words: Words) -> None:
    terminal.write_text(arrivaltext.as_json(seen, words))


def _csv(seen: Status, words: Words) -> None:
    terminal.write_text(arrivaltext.as_csv(seen, words))


_WRITERS: Final[Mapping[str, Callable[[Status, Words], None]]] = MappingProxyType(
    {"text": _text, "json": _json, "csv": _csv}
)
