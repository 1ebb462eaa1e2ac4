"""The register of datasets of Resolution 835: the packages of one organisation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.derive.city import City
from ckanext.infoprog.core.model import Row

FORMATS: Final = ("CSV",)  # of a package's files; what a portal makes from them is its own matter


def register(city: City) -> Iterator[Row]:
    """Yield a row for each package of the organisation."""
    who = city.organisation
    for meta in city.packages:
        yield {
            "uid": meta.name,
            "title": meta.title["uk"],
            "description": meta.description["uk"],
            "accrualPeriodicity": meta.update_frequency,
            "keywords": ", ".join(meta.keywords["uk"]) or None,
            "purpose": meta.purpose["uk"],
            "url": city.page(meta.name),
            "distributionFormat": ", ".join(FORMATS),
            "publisherName": meta.publisher_name,
            "publisherId": meta.publisher_id,
            "contactPointName": who.contact_name,
            "contactPointEmail": who.contact_email,
        }
