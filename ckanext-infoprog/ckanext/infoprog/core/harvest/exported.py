"""The extras under which fields leave that a target without our schema would drop.

They are made of the fields whenever a dataset is shown, and never stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.infoprog.core.harvest import carried, readings

Dataset = Mapping[str, Any]


def extras(dataset: Dataset) -> dict[str, str]:
    """Return the extras that a dataset's filled fields leave under, by key."""
    return {
        key: str(dataset[field])
        for field, key in carried.table().extras.items()
        if not readings.is_empty(dataset.get(field))
    }


def shown(dataset: Dataset) -> list[dict[str, Any]]:
    """Return the extras as they are shown: those that are stored, then those made of fields."""
    made = extras(dataset)
    stored = [dict(one) for one in dataset.get("extras") or () if one.get("key") not in made]
    return [*stored, *({"key": key, "value": value} for key, value in made.items())]


def is_made(key: str, value: object, now: Dataset, before: Dataset) -> bool:
    """Tell whether an extra that is to be stored only repeats a field, of this state or the last.

    What a dataset brings from elsewhere stays while its own field is empty.
    """
    return key in extras(now) or extras(before).get(key) == value
