"""A forecast beside what a real harvest brought: every field that can be foretold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from ckanext.infoprog.core.harvest import foretold, readings
from ckanext.infoprog.core.harvest.carried import Kind
from ckanext.infoprog.core.harvest.carried import Path as Way
from ckanext.infoprog.core.harvest.foretold import Foretold

Json = dict[str, Any]
#: What a portal with our schema says of itself: when the dataset came, where its own pages are.
ITS_OWN: Final = frozenset({"passport_issued"})
NUMBER: Final = re.compile(r"-?\d+$")


def disagreements(found: Foretold, arrived: Json, way: Way, kind: Kind) -> list[str]:
    """Return every field that arrived otherwise than it was foretold."""
    by_dcat = way is Way.DCAT
    decided = foretold.DECIDED_BY_DCAT if by_dcat else foretold.DECIDED
    of_files = foretold.DECIDED_OF_FILES_BY_DCAT if by_dcat else foretold.DECIDED_OF_FILES
    told = [*_fields(found.dataset, arrived, decided | {"resources"}, kind)]
    pairs = zip(found.dataset["resources"], arrived["resources"], strict=True)
    for at, (one, other) in enumerate(pairs):
        told += [f"resources[{at}].{text}" for text in _fields(one, other, of_files, kind)]
    return told


def _fields(one: Json, other: Json, decided: frozenset[str], kind: Kind) -> Iterator[str]:
    for key in sorted((one.keys() | other.keys()) - decided):
        said, there = _plain(key, one.get(key), kind), _plain(key, other.get(key), kind)
        if said != there and not (readings.is_empty(said) and readings.is_empty(there)):
            yield f"{key}: {_short(said)} was foretold, {_short(there)} arrived"


def _plain(key: str, value: Any, kind: Kind) -> Any:  # noqa: ANN401 - a field of a dataset
    """Return a value as it is compared."""
    if key == "tags":
        return sorted(one["name"] for one in value or ())
    if key == "extras":
        passing = foretold.DECIDED_EXTRAS | (ITS_OWN if kind is Kind.PEER else frozenset())
        return {one["key"]: one["value"] for one in value or () if one["key"] not in passing}
    if key == "name":  # of several datasets alike, chance says which one gets the number
        return NUMBER.sub("", str(value))
    if key == "conforms_to" and kind is Kind.PEER and "://" in str(value):
        return re.sub(r"https?://[^/]+", "", str(value))  # each portal describes its own tables
    return value


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:300]
