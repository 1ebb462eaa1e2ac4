"""A preview of a whole portal: read the city's datasets, ask the target what it holds, foretell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.harvest import gather, munge, preview
from ckanext.infoprog.core.harvest.carried import Path as Way
from ckanext.infoprog.core.harvest.configuration import Configuration
from ckanext.infoprog.core.harvest.portal import Dataset, Portal
from ckanext.infoprog.core.harvest.preview import Asked, Preview, There
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.passport import record

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Looked:
    """The previews of what leaves, what does not leave and why, what is wrong with the whole."""

    previews: tuple[Preview, ...]
    withheld: tuple[Issue, ...]
    issues: tuple[Issue, ...]


def look(city: Portal, asked: Asked, target: Portal | None, tell: Tell) -> Looked:
    """Return the preview of all datasets; `target` is asked where it is given, never changed."""
    listed = city.datasets()
    leaving = gather.taken(listed, asked.given.city)
    wrong = list(examine(city, leaving, asked.given))
    there = _there(target, leaving, asked.way, tell) if target else There()
    asked = Asked(asked.given, asked.way, asked.kind, there)
    if asked.way == Way.CKAN:
        made = preview.by_ckan(leaving, asked)
    else:
        address = asked.given.source(Way.DCAT).url
        made, absent = preview.by_dcat(leaving, city.catalogue(address), asked, address)
        wrong += absent
    withheld = tuple(sorted(gather.withheld(listed, asked.given.city)))
    return Looked(made, withheld, tuple(sorted(wrong)))


def held_against(city: Portal, given: Configuration) -> tuple[Issue, ...]:
    """Return what the portal and its datasets say against the configuration."""
    leaving = gather.taken(city.datasets(), given.city)
    uris = [found for one in leaving for found in preview.of_uri(one, given)]
    return tuple(sorted([*examine(city, leaving, given), *uris]))


def examine(city: Portal, leaving: Sequence[Dataset], given: Configuration) -> Iterator[Issue]:
    """Yield what the portal itself says against the configuration."""
    url = city.client.address.url
    for name in given.city.organizations:
        organization = city.organization(name)
        if organization is None:
            place = "organizations"
            yield issue("harvest-organization-absent", path=url, field=place, value=name)
            continue
        yield from _code(organization, given, url)
        for one in leaving:
            wrong = gather.foreign(one, organization, given.city)
            if wrong is not None and gather.owner(one) == name:
                yield wrong


def _code(organization: Dataset, given: Configuration, url: str) -> Iterator[Issue]:
    """Hold the code of an organisation on the portal to the one in the file."""
    code, wanted = record.extras(organization).get("edrpou", ""), given.city.edrpou
    if code and wanted and code != wanted:
        yield issue(
            "harvest-edrpou-portal",
            path=url,
            field="publisher.edrpou",
            key=str(organization["name"]),
            value=wanted,
            stated=code,
        )


def _there(target: Portal, leaving: Sequence[Dataset], way: Way, tell: Tell) -> There:
    """Return what the target holds of the datasets, and whose their addresses are there."""
    datasets: dict[str, Any] = {}
    names: dict[str, str] = {}
    for at, one in enumerate(leaving):
        tell(at, len(leaving))
        known_as = str(one["id"] if way == Way.CKAN else one.get("uri") or "")
        held = target.dataset(known_as) if way == Way.CKAN else target.by_extra("guid", known_as)
        if held:
            datasets[known_as] = held
            continue
        wanted = munge.slug(str(one["name"] if way == Way.CKAN else one["title"]))
        names |= _owners(target, wanted)
    return There(datasets, names)


def _owners(target: Portal, wanted: str) -> dict[str, str]:
    """Return the addresses like the wanted one that somebody has on the target."""
    found: dict[str, str] = {}
    name = wanted
    while (held := target.dataset(name)) and name not in found:
        found[name] = str(held["id"])
        name = munge.free(wanted, found)
    return found
