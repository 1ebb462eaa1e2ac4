"""Which datasets of a portal a harvester takes, which it leaves, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.harvest.configuration import City
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.passport import record

Dataset = Mapping[str, Any]
ACTIVE = "active"
KIND = "dataset"


def taken(datasets: Iterable[Dataset], city: City) -> tuple[Dataset, ...]:
    """Return what the source takes: public datasets of the organisations, in the order of ids."""
    found = (one for one in datasets if not _reason(one, city))
    return tuple(sorted(found, key=lambda one: str(one["id"])))


def withheld(datasets: Iterable[Dataset], city: City) -> Iterator[Issue]:
    """Yield of each dataset that does not leave, why."""
    for one in datasets:
        reason = _reason(one, city)
        if reason:
            said = {"organization": owner(one), "state": str(one.get("state"))}
            yield issue(
                "harvest-withheld",
                path=str(one["name"]),
                field="owner_org",
                value=said.get(reason, str(one.get("type") or "")),
                reason=reason,
            )


def leaves(dataset: Dataset, city: City) -> bool:
    """Tell whether a dataset goes out, and goes out under the name of its own publisher."""
    organization = dataset.get("organization") or {}
    return not _reason(dataset, city) and not is_foreign(dataset, organization, city)


def is_foreign(dataset: Dataset, organization: Dataset, city: City) -> bool:
    """Tell whether another publisher answers for a dataset than the one whose harvest this is.

    Codes decide where both are known; without them the dataset's own word for its publisher does.
    """
    publisher = record.publisher(dataset, organization)
    if publisher.edrpou and city.edrpou:
        return publisher.edrpou != city.edrpou
    return publisher.is_other


def owner(dataset: Dataset) -> str:
    """Return the address of the organisation that a dataset stands in."""
    return str((dataset.get("organization") or {}).get("name") or "")


def foreign(dataset: Dataset, organization: Dataset, city: City) -> Issue | None:
    """Return the finding that a dataset leaves with the organisation and is not its own."""
    if not is_foreign(dataset, organization, city):
        return None
    publisher = record.publisher(dataset, organization)
    named = " ".join(part for part in (publisher.name["uk"], publisher.edrpou) if part)
    return issue(
        "harvest-foreign",
        path=str(dataset["name"]),
        field="infoprog_publisher_id",
        value=named,
        key=owner(dataset),
    )


def _reason(dataset: Dataset, city: City) -> str:
    """Return why a dataset does not leave, nothing where it does."""
    if dataset.get("type", KIND) != KIND:
        return "type"
    if dataset.get("private"):
        return "private"
    if dataset.get("state", ACTIVE) != ACTIVE:
        return "state"
    return "" if owner(dataset) in city.organizations else "organization"
