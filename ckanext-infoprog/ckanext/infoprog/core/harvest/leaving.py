"""Which datasets leave: those of the city's organisations that no other publisher answers for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.infoprog.core.harvest.configuration import City


def leaves(dataset: Mapping[str, Any], city: City) -> bool:
    """Tell whether a dataset goes out under the city's name."""
    organization = (dataset.get("organization") or {}).get("name")
    publisher = str(dataset.get("infoprog_publisher_id") or "")
    return organization in city.organizations and publisher in ("", city.edrpou)
