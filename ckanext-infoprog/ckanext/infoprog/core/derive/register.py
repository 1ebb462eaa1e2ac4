"""The register of datasets of Resolution 835: the packages of one organisation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core import descriptor
from ckanext.infoprog.core.derive.city import City
from ckanext.infoprog.core.model import Row

FORMATS: Final = ("CSV", "XLSX", "ZIP")  # every package is published in these


def register(city: City) -> Iterator[Row]:
    """Yield a row for each package of the organisation, as its portal tells of it."""
    who = city.organisation
    for meta in city.packages:
        yield {
            "uid": descriptor.package_id(meta.name),
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
