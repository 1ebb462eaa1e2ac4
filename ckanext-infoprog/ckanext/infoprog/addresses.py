"""Whole addresses: with the portal's own before a path (core/pages/paths.py), and of resources."""

from typing import Any
from urllib.parse import unquote

import ckan.plugins.toolkit as tk

from ckanext.infoprog.core.pages import paths

#: The `url_type` of resources whose file a publication made; their stored `url` is its name.
URL_TYPE = "infoprog"


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
            resource["url"] = absolute(paths.current_file(dataset["name"], file_name(resource)))
