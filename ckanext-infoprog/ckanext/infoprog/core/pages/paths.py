"""The addresses of the public pages: paths without the language, for ever the same."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import quote, urlencode

#: What may stand behind an address to have the same content in another form.
SUFFIXES: Final = ("csv", "xlsx", "json", "svg")


def programmes() -> str:
    """Return the path of the list of programmes."""
    return "/programmes"


def programme(slug: str) -> str:
    """Return the path of a programme."""
    return f"/programme/{quote(slug)}"


def direction(slug: str, key: str) -> str:
    """Return the path of a direction."""
    return f"{programme(slug)}/direction/{_id(key)}"


def measure(slug: str, key: str) -> str:
    """Return the path of a measure."""
    return f"{programme(slug)}/measure/{_id(key)}"


def executant(slug: str, key: str) -> str:
    """Return the path of a body in a programme."""
    return f"{programme(slug)}/executant/{_id(key)}"


def indicator(slug: str, key: str) -> str:
    """Return the path of an indicator."""
    return f"{programme(slug)}/indicators/{_id(key)}"


def report(slug: str, key: str) -> str:
    """Return the path of a report of a programme."""
    return f"{section(slug, 'reports')}/{_id(key)}"


def edition(slug: str, key: str) -> str:
    """Return the path of an edition of a programme."""
    return f"{section(slug, 'editions')}/{_id(key)}"


def search(resource: str, **filters: str) -> str:
    """Return the path of a request to the DataStore for a table; nothing where it has none."""
    if not resource:
        return ""
    asked = {"filters": json.dumps(filters, ensure_ascii=False)} if filters else {}
    return f"/api/3/action/datastore_search{query(resource_id=resource, **asked)}"


def project(key: str) -> str:
    """Return the path of a strategy's project."""
    return f"/projects/{_id(key)}"


def survey(slug: str) -> str:
    """Return the path of a survey."""
    return f"/survey/{quote(slug)}"


def section(slug: str, name: str) -> str:
    """Return the path of a section of a programme: `indicators`, `money` and the like."""
    return f"{programme(slug)}/{name}"


def dataset(slug: str) -> str:
    """Return the path of the dataset that a programme is published as."""
    return f"/dataset/{quote(slug)}"


def row(slug: str, table: str, key: str) -> str:
    """Return the path of a row."""
    return f"{dataset(slug)}/row/{quote(table)}/{_id(key)}"


def version(slug: str, number: int) -> str:
    """Return the path of the page of a version."""
    return f"{dataset(slug)}/version/{number}"


def versions(slug: str) -> str:
    """Return the path of the list of versions."""
    return f"{dataset(slug)}/versions"


def difference(slug: str, old: int, new: int) -> str:
    """Return the path of the difference of two versions; 0 is before the first."""
    return f"{dataset(slug)}/difference?from={old}&to={new}"


def current_file(slug: str, filename: str) -> str:
    """Return the path of a file of the version that is current."""
    return f"{dataset(slug)}/file/{quote(filename, safe='')}"


def version_file(slug: str, number: int, filename: str) -> str:
    """Return the path of a file of one version, for ever the same."""
    return f"{version(slug, number)}/file/{quote(filename, safe='')}"


def structure(slug: str, resource: str) -> str:
    """Return the path of the schema of a table, for programs."""
    return f"{dataset(slug)}/resource/{quote(resource)}/structure.json"


def structures(slug: str) -> str:
    """Return the path of the structure of all tables that the portal itself tells."""
    return f"{dataset(slug)}/structure.csv"


def source(slug: str, number: int, path: str) -> str:
    """Return the path of a file of the package that a version was made from."""
    return f"{version(slug, number)}/package/{quote(path)}"


def query(**given: str | int | None) -> str:
    """Return the parameters of an address behind its question mark; empty ones are left out."""
    found = urlencode({name: value for name, value in given.items() if value not in (None, "")})
    return f"?{found}" if found else ""


def split(path: str) -> tuple[str, str]:
    """Return an address without its suffix, and the suffix, where it has one of the closed list."""
    stem, point, suffix = path.rpartition(".")
    return (stem, suffix) if point and stem and suffix in SUFFIXES else (path, "")


def _id(key: str) -> str:
    return quote(key, safe="~")
