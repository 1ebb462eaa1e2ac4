"""URIs of datasets and of what belongs to them: named once, whatever becomes of host and scheme."""

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from rdflib import URIRef

from ckanext.infoprog.linked import terms


def base() -> str:
    """Return what new URIs begin with: the setting, else the portal's address of this day."""
    named = tk.config.get("ckanext.dcat.base_uri") or tk.config["ckan.site_url"]
    return str(named).rstrip("/")


def new(package_id: str) -> str:
    """Return the URI that a dataset gets when it is made."""
    return f"{base()}/dataset/{package_id}"


def of(dataset: Mapping[str, Any]) -> str:
    """Return the URI of a dataset: the stored one, else the one it would be given now."""
    return str(dataset.get("uri") or "") or new(str(dataset["id"]))


def resource(dataset_uri: str, resource_id: str) -> URIRef:
    """Return the URI of a distribution."""
    return terms.iri(f"{dataset_uri}/resource/{resource_id}")


def version(dataset_uri: str, number: int) -> URIRef:
    """Return the URI of a version."""
    return terms.iri(f"{dataset_uri}/version/{number}")


def organization(dataset: Mapping[str, Any]) -> URIRef:
    """Return the URI of the publishing organisation, of the same origin as the dataset's own."""
    found, ending = of(dataset), f"/dataset/{dataset['id']}"
    origin = found.removesuffix(ending) if found.endswith(ending) else base()
    return terms.iri(f"{origin}/organization/{dataset.get('owner_org') or 'none'}")
