"""The addresses of published files: of the current version, and of each one for good."""

from typing import Any
from urllib.parse import quote, unquote

import ckan.plugins.toolkit as tk

#: The `url_type` of resources whose file a publication made; their stored `url` is its name.
URL_TYPE = "infoprog"


def current_file(dataset: str, filename: str) -> str:
    """Return the path under which a file of the current version stands."""
    return f"/dataset/{quote(dataset)}/file/{quote(filename, safe='')}"


def version_file(dataset: str, version: int, filename: str) -> str:
    """Return the path under which a file of this version stands for good."""
    return f"/dataset/{quote(dataset)}/version/{version}/file/{quote(filename, safe='')}"


def package_file(dataset: str, version: int, path: str) -> str:
    """Return the path of a file of the package from which this version was made."""
    return f"/dataset/{quote(dataset)}/version/{version}/package/{quote(path)}"


def dataset(name: str) -> str:
    """Return the path of the page of a dataset."""
    return f"/dataset/{quote(name)}"


def structure(dataset: str) -> str:
    """Return the path of the structure that the portal itself tells of a dataset."""
    return f"/dataset/{quote(dataset)}/structure.csv"


def structure_of(dataset: str, resource_id: str) -> str:
    """Return the path of the structure of one table, for programs."""
    return f"/dataset/{quote(dataset)}/resource/{quote(resource_id)}/structure.json"


def version(dataset: str, number: int) -> str:
    """Return the path of the page of a version."""
    return f"/dataset/{quote(dataset)}/version/{number}"


def versions(dataset: str) -> str:
    """Return the path of the list of versions."""
    return f"/dataset/{quote(dataset)}/versions"


def difference(dataset: str, old: int, new: int) -> str:
    """Return the path of the difference of two versions; 0 is before the first."""
    return f"/dataset/{quote(dataset)}/difference?from={old}&to={new}"


def row(dataset: str, table: str, key: str) -> str:
    """Return the path of the page of a row."""
    return f"/dataset/{quote(dataset)}/row/{quote(table)}/{quote(key, safe='~')}"


def absolute(path: str) -> str:
    """Return a path with the portal's address before it."""
    return str(tk.config["ckan.site_url"]).rstrip("/") + path


def file_name(resource: dict[str, Any]) -> str:
    """Return the name of a resource's file, whether its address is whole or the name alone."""
    return unquote(str(resource.get("url") or "").rpartition("/")[2])


def fill(dataset: dict[str, Any]) -> None:
    """Give the published resources of a dataset their whole addresses."""
    for resource in dataset.get("resources") or []:
        if resource.get("url_type") == URL_TYPE:
            resource["url"] = absolute(current_file(dataset["name"], file_name(resource)))
