"""What harvesters would bring of a dataset of this portal, by the files of the harvest folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.infoprog import config
from ckanext.infoprog.core.harvest import configuration, dcatway, gather, preview
from ckanext.infoprog.core.harvest.carried import Kind
from ckanext.infoprog.core.harvest.carried import Path as Way
from ckanext.infoprog.core.harvest.configuration import Configuration
from ckanext.infoprog.core.harvest.preview import Asked, Preview
from ckanext.infoprog.core.issues import Issue

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is foretold of one dataset; nothing is where it does not leave."""

    preview: Preview | None
    given: Configuration | None
    issues: tuple[Issue, ...]


def outlook(dataset: Json, way: Way, kind: Kind) -> Outlook:
    """Return what would arrive of a dataset, or why it does not leave."""
    publisher = {"id": dataset["owner_org"], "include_extras": True, "include_users": False}
    organization = tk.get_action("organization_show")({}, publisher)
    return outlooks([dataset], organization, way, kind)[0]


def outlooks(datasets: Sequence[Json], organization: Json, way: Way, kind: Kind) -> list[Outlook]:
    """Return what would arrive of each of an organisation's datasets, or why it does not leave."""
    given = given_for(str(organization["name"]))
    if given is None:
        return [Outlook(None, None, ()) for _one in datasets]
    asked = Asked(given, way, kind)
    return [_outlook(one, organization, asked) for one in datasets]


def _outlook(dataset: Json, organization: Json, asked: Asked) -> Outlook:
    """Return what would arrive of a dataset by a file that is known."""
    withheld = tuple(gather.withheld([dataset], asked.given.city))
    if withheld:
        return Outlook(None, asked.given, withheld)
    foreign = gather.foreign(dataset, organization, asked.given.city)
    found, absent = _previews(dataset, asked)
    issues = [*([foreign] if foreign else []), *absent, *(found.issues if found else ())]
    return Outlook(found, asked.given, tuple(issues))


def _previews(dataset: Json, asked: Asked) -> tuple[Preview | None, tuple[Issue, ...]]:
    """Return the preview of a dataset; by DCAT it is read out of the portal's own description."""
    if asked.way == Way.CKAN:
        return preview.by_ckan([dataset], asked)[0], ()
    text = tk.get_action("dcat_dataset_show")({}, {"id": dataset["id"], "format": "xml"})
    address = asked.given.source(Way.DCAT).url
    made, absent = preview.by_dcat([dataset], [dcatway.read(text)], asked, address)
    return (made[0] if made else None), absent


def given_for(organization: str) -> Configuration | None:
    """Return the configuration whose file gives the datasets of an organisation."""
    folder = config.harvest_folder()
    national = Path(folder) / configuration.NATIONAL
    if not folder or not national.is_file():
        return None
    for path in sorted(Path(folder).glob("*.yaml")):
        found, _wrong = configuration.load(path, national) if path != national else (None, ())
        if found is not None and organization in found.city.organizations:
            return found.at(str(tk.config["ckan.site_url"]))
    return None
