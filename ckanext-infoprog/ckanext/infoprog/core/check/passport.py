"""The passport's part of a check: package.yaml, and the publisher's entry beside the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from ckanext.infoprog.core import package
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.passport import annex, packaged
from ckanext.infoprog.core.validation.sources import Target
from ckanext.infoprog.core.workspace import PACKAGE_FILE

ORGANISATIONS: Final = "organizations.yaml"


def judged(target: Target, folder: Path | None, today: date) -> Target:
    """Return what is to be checked with the findings about its description, said by key.

    `folder` is where the package lies, None for one that came in a ZIP: nothing stands beside it.
    """
    found = tuple(_findings(target.described, folder, today)) if target.described else ()
    others = (one for one in target.issues if not packaged.covers(found, one))
    return replace(target, issues=(*others, *found))


def entry(folder: Path, organization: object) -> Mapping[str, Any] | None:
    """Return the entry of an organisation as organizations.yaml beside the package writes it."""
    path = folder.resolve().parent / ORGANISATIONS
    if not path.is_file():
        return None
    listed = package.load_yaml(path.read_text("utf-8"))
    entries = listed if isinstance(listed, list) else []
    return next((one for one in entries if one.get("slug") == organization), None)


def _findings(described: Mapping[str, Any], folder: Path | None, today: date) -> Iterator[Issue]:
    """Yield what the rules find in the description and in the publisher's entry."""
    own = annex.beside(folder) if folder else None
    yield from packaged.examine(described, PACKAGE_FILE, today, annex.items(own))
    publisher = _entry(folder, described.get("organization")) if folder else None
    if publisher is not None:
        yield from packaged.organisation(publisher, ORGANISATIONS)


def _entry(folder: Path, organization: object) -> Mapping[str, Any] | None:
    """Return the publisher's entry; a file that cannot be read is no fault of the package."""
    try:
        return entry(folder, organization)
    except (PackageError, UnicodeDecodeError, AttributeError):
        return None
