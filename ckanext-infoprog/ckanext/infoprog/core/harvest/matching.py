"""Which dataset of another portal is which of ours: by id, URI or identifier, never by title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ckanext.infoprog.core.client.stranger import origin
from ckanext.infoprog.core.errors import InfoprogError

Dataset = Mapping[str, Any]
# Where harvesters keep by what a dataset was known at its source.
_NAMES: Final = ("uri", "guid", "identifier", "passport_uri")
_OF_FILE: Final = ("uri", "distribution_ref")


def value(dataset: Dataset, key: str) -> str:
    """Return what a dataset says under a key, among its own fields or its extras; else nothing."""
    own = dataset.get(key)
    if own not in (None, "", [], {}):
        return str(own)
    for extra in dataset.get("extras") or []:
        if isinstance(extra, dict) and extra.get("key") == key:
            return str(extra.get("value") or "")
    return ""


def names(dataset: Dataset) -> frozenset[str]:
    """Return all by which a dataset is known for certain."""
    known = (str(dataset["id"]), *(value(dataset, key) for key in _NAMES))
    return frozenset(name for name in known if name)


def same(ours: Dataset, theirs: Iterable[Dataset]) -> tuple[Dataset, ...]:
    """Return those of their datasets that are this one of ours, the surest first."""
    known = names(ours)
    found = [one for one in theirs if names(one) & known]
    return tuple(sorted(found, key=lambda one: (one["id"] != ours["id"], str(one["id"]))))


def claims(dataset: Dataset, origins: frozenset[str], remembered: frozenset[str]) -> bool:
    """Tell whether a dataset of theirs says that it came from us, or is known to have."""
    addresses = [value(dataset, key) for key in _NAMES]
    addresses += [str(one.get("url") or "") for one in dataset.get("resources") or []]
    return bool(names(dataset) & remembered) or any(_is_at(one, origins) for one in addresses)


def file_of(ours: Mapping[str, Any], theirs: Iterable[Dataset]) -> Dataset | None:
    """Return the file of theirs that is this one of ours: by id, by URI, by address."""
    number, url = str(ours["id"]), ours.get("url")
    by_id: Dataset | None = None
    by_uri: Dataset | None = None
    by_url: Dataset | None = None
    for one in theirs:
        if one.get("id") == number:
            by_id = one
        elif any(str(one.get(key) or "").endswith(f"/resource/{number}") for key in _OF_FILE):
            by_uri = one
        elif url and one.get("url") == url:
            by_url = one
    return by_id or by_uri or by_url


def name(file: Mapping[str, Any]) -> str:
    """Return what people call a file."""
    return str(file.get("name") or file.get("url") or file.get("id"))


def _is_at(address: str, origins: frozenset[str]) -> bool:
    if not address.startswith(("http://", "https://")):
        return False
    try:
        return origin(address) in origins
    except InfoprogError:
        return False
