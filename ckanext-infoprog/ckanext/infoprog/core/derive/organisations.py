"""The organisations of organizations.yaml: who publishes, with which codes and contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core import package
from ckanext.infoprog.core.errors import PackageError

FILE: Final = "organizations.yaml"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A publisher; a contact that the city has not set yet (a placeholder) counts as unknown."""

    slug: str
    name: str
    edrpou: str | None
    contact_name: str | None
    contact_email: str | None
    site: str | None


def read(datasets: Path) -> Mapping[str, Organisation]:
    """Return the organisations by slug; none where the file is missing."""
    path = datasets / FILE
    if not path.is_file():
        return MappingProxyType({})
    try:
        entries = package.load_yaml(path.read_text("utf-8"))
        if not isinstance(entries, list):
            raise PackageError(f"{FILE} is not a list of organisations.")
        found = [_organisation(entry) for entry in entries]
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise PackageError(f"{FILE} cannot be read: {error!r}.") from error
    return MappingProxyType({one.slug: one for one in found})


def _organisation(entry: Mapping[str, Any]) -> Organisation:
    """Return one entry of the file."""
    contact = entry.get("contact") or {}
    known = {} if contact.get("placeholder") else contact
    return Organisation(
        slug=entry["slug"],
        name=entry["name"],
        edrpou=entry.get("edrpou"),
        contact_name=known.get("person"),
        contact_email=known.get("email"),
        site=entry.get("site"),
    )
