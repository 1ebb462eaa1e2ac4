"""The check itself: what is named is opened, judged and reported on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from ckanext.infoprog.core.check import opening, passport
from ckanext.infoprog.core.check.opening import Opened
from ckanext.infoprog.core.check.report import Known, Report
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.validation.acknowledge import explanations
from ckanext.infoprog.core.validation.engine import Engine
from ckanext.infoprog.core.validation.loading import load_folder
from ckanext.infoprog.core.validation.validate import validate


def check(target: Path, today: date, schema_name: str | None = None) -> Report:
    """Return the report on a package folder, or on a file read by the schema of that name.

    A ZIP is a package. A table that stands alone is judged without the rules across tables; where
    no schema is named, its file must be named as a table is.
    """
    if target.is_dir():
        return check_folder(target, today)
    return _file(target, target.name, today, schema_name)


def check_folder(folder: Path, today: date, engine: Engine | None = None) -> Report:
    """Return the report on a package folder; another engine may judge the structure."""
    target = passport.judged(load_folder(folder), folder, today)
    return _report(folder.resolve().name, today, Opened(target), engine)


def check_stream(
    stream: BinaryIO, name: str, today: date, schema_name: str | None = None
) -> Report:
    """Return the report on what a stream gives (standard input), `name` standing for its file."""
    data = stream.read(opening.LARGEST + 1)
    return _file(data, name, today, schema_name)


def _file(source: Path | bytes, name: str, today: date, schema_name: str | None) -> Report:
    """Return the report on a file; a package in it is judged without what would lie beside it."""
    opened = opening.open_file(source, name, schema_name)
    return _report(name, today, replace(opened, target=passport.judged(opened.target, None, today)))


def _report(name: str, today: date, opened: Opened, engine: Engine | None = None) -> Report:
    """Return the report on what was opened."""
    judged = validate(opened.target, engine)
    told = explanations(judged.package)
    return Report(
        target=name,
        today=today,
        rows={table.name: len(table.rows) for table in opened.target.tables},
        findings=tuple(_once(judged.findings, opened)),
        known=tuple(sorted(Known(issue, key, told.get(key, {})) for issue, key in judged.known)),
    )


def _once(findings: tuple[Issue, ...], opened: Opened) -> list[Issue]:
    """Return the findings without those about cells that reading has refused already."""
    said = set(opened.target.issues)
    return [i for i in findings if i in said or (i.row, i.field) not in opened.refused]
