"""What harvesters would bring of a dataset of this portal, by the files of the harvest folder."""

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
    given = _of(gather.owner(dataset))
    if given is None:
        return Outlook(None, None, ())
    issues = list(gather.withheld([dataset], given.city))
    if issues:
        return Outlook(None, given, tuple(issues))
    publisher = {"id": dataset["owner_org"], "include_extras": True, "include_users": False}
    organization = tk.get_action("organization_show")({}, publisher)
    foreign = gather.foreign(dataset, organization, given.city)
    found, absent = _previews(dataset, Asked(given, way, kind))
    issues = [*([foreign] if foreign else []), *absent, *(found.issues if found else ())]
    return Outlook(found, given, tuple(issues))


def _previews(dataset: Json, asked: Asked) -> tuple[Preview | None, tuple[Issue, ...]]:
    """Return the preview of a dataset; by DCAT it is read out of the portal's own description."""
    if asked.way == Way.CKAN:
        return preview.by_ckan([dataset], asked)[0], ()
    text = tk.get_action("dcat_dataset_show")({}, {"id": dataset["id"], "format": "xml"})
    address = asked.given.source(Way.DCAT).url
    made, absent = preview.by_dcat([dataset], [dcatway.read(text)], asked, address)
    return (made[0] if made else None), absent


def _of(organization: str) -> Configuration | None:
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
