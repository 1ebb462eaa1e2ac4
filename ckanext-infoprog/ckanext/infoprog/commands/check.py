"""`infoprog check`: what is wrong with packages or files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from ckanext.infoprog.commands import clock, options, terminal
from ckanext.infoprog.core import errors, schema, workspace
from ckanext.infoprog.core.check import Report, check, check_stream
from ckanext.infoprog.core.reports import checkhtml, checkjson, checktext, checkview
from ckanext.infoprog.core.reports.words import Words

STDIN: Final = Path("-")


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("check", help=say(
        "Check packages or files: structure, rules across tables, sums, formulas.\n\n"
        "PATH is a package folder or a folder of packages, a ZIP of a package, a CSV, XLSX or ODS "
        "file (with --schema), or - for standard input. Without PATH all packages of datasets/ are "
        "checked.\n\n"
        "Exit: 0 no errors, 1 errors found, 2 wrong usage or a failure."
    ), short_help=say("Check packages or files"))  # fmt: skip
    @click.argument(
        "paths",
        nargs=-1,
        metavar="[PATH]...",
        type=click.Path(exists=True, allow_dash=True, path_type=Path),
    )
    @click.option(
        "--schema",
        "schema_name",
        type=options.TableName(words),
        metavar="TABLE",
        help=say("Table whose schema a single file is checked by."),
    )
    @options.form(words, *_WRITERS)
    @click.option(
        "--first",
        metavar="N",
        type=click.IntRange(min=1),
        default=checkview.FIRST,
        show_default=True,
        help=say("How many findings of each code to show; JSON always holds all."),
    )
    @click.option(
        "--today",
        metavar="YYYY-MM-DD",
        type=click.DateTime(["%Y-%m-%d"]),
        help=say("The day the data are checked on; else today in Kyiv."),
    )
    @options.lang(words)
    def run(
        paths: Sequence[Path],
        schema_name: str | None,
        form: str,
        first: int,
        today: datetime | None,
    ) -> int:
        day = today.date() if today else clock.today()
        named = [one for path in paths for one in _packages(path)]
        reports = [_report(path, day, schema_name, words) for path in named or _all(words)]
        _WRITERS[form](reports, words, first)
        return 0 if checkview.ok(reports) else 1

    return run


def _all(words: Words) -> Sequence[Path]:
    """Return all packages of datasets/."""
    found = workspace.find()
    packages = found.packages()
    if not packages:
        raise click.UsageError(
            words.say("There is no package in {folder}; name a PATH.", folder=found.datasets)
        )
    return packages


def _packages(path: Path) -> Sequence[Path]:
    """Return what a path stands for: a folder of packages for all of them."""
    return workspace.packages_at(path) if path.is_dir() else (path,)


def _report(path: Path, today: date, schema_name: str | None, words: Words) -> Report:
    """Return the report on a path or on standard input."""
    name = "stdin" if path == STDIN else path.name
    try:
        if path == STDIN:
            return check_stream(sys.stdin.buffer, name, today, schema_name)
        return check(path, today, schema_name)
    except errors.UsageError as error:
        if schema_name is None and Path(name).stem not in schema.names():
            raise click.UsageError(_unnamed(name, words)) from error
        raise


def _unnamed(name: str, words: Words) -> str:
    """Return what to do where nothing says which table a file is."""
    return words.say(
        "{name} is neither named after a table nor a ZIP of one package. "
        "Name its table with --schema; the tables are: {names}.",
        name=name,
        names=", ".join(schema.names()),
    )


def _text(reports: Sequence[Report], words: Words, first: int) -> None:
    terminal.write(checktext.render(reports, words, first))


def _json(reports: Sequence[Report], words: Words, _first: int) -> None:
    terminal.write_text(checkjson.render(reports, words))


def _html(reports: Sequence[Report], words: Words, first: int) -> None:
    terminal.write_text(checkhtml.render(reports, words, first))


_WRITERS: Final[Mapping[str, Callable[[Sequence[Report], Words, int], None]]] = MappingProxyType(
    {"text": _text, "json": _json, "html": _html}
)
