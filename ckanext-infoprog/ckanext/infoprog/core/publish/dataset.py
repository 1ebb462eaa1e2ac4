"""A package as CKAN's catalogue describes it: the dataset and its resources as plain values.

The same package always gives the same values; what a publication adds (version, moment) is not
here. Every key is CKAN's own or declared in dataset_schema.yaml.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ckanext.infoprog.core import descriptor
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.passport import keywords
from ckanext.infoprog.core.publish import figures
from ckanext.infoprog.core.publish.bundle import Kind
from ckanext.infoprog.core.publish.manifest import Published

URL_TYPE: Final = "infoprog"
DATA_PACKAGE: Final = "https://datapackage.org/profiles/1.0/datapackage.json"


def described(package: Package, organization: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the dataset of a package; `organization` is the publisher's entry, for its contact."""
    meta = package.meta
    return {
        "id": descriptor.package_id(meta.name),
        "name": meta.name,
        "title": meta.title["uk"],
        "title_en": meta.title["en"],
        "notes": meta.description["uk"],
        "notes_en": meta.description["en"],
        "license_id": meta.license or "",
        "version": meta.version,
        "tags": [{"name": tag} for tag in keywords.plain(meta.keywords["uk"])],
        **contact(organization),
        "infoprog_kind": figures.kind(package),
        "infoprog_figures": figures.as_json(figures.figures(package)),
        "infoprog_keywords_en": ", ".join(meta.keywords["en"]),
        "infoprog_language": meta.language,
        "infoprog_purpose": meta.purpose["uk"],
        "infoprog_purpose_en": meta.purpose["en"],
        "infoprog_update_frequency": meta.update_frequency,
        "infoprog_publisher_name": meta.publisher_name,
        "infoprog_publisher_id": meta.publisher_id or "",
        "infoprog_catuttc": meta.catuttc or "",
        "infoprog_spatial": meta.spatial or "",
        "infoprog_annex_item": meta.annex_item or "",
        "infoprog_conforms_to": DATA_PACKAGE,
        "infoprog_temporal_start": _day(meta.temporal_start),
        "infoprog_temporal_end": _day(meta.temporal_end),
        "infoprog_data_as_of": _day(meta.data_as_of),
    }


def resource(item: Published) -> dict[str, Any]:
    """Return the resource of a published file; its address is made by the portal."""
    return {
        "id": item.id,
        "name": item.title["uk"],
        "name_en": item.title["en"],
        "description": item.description["uk"],
        "description_en": item.description["en"],
        "format": item.format,
        "mimetype": item.mimetype,
        "size": item.size,
        "hash": item.sha256,
        "last_modified": item.modified,
        "url_type": URL_TYPE,
        "url": item.filename,
        "schema": json.dumps(item.schema, ensure_ascii=False) if item.schema else "",
        "infoprog_name": item.name,
        "infoprog_kind": item.kind,
        "infoprog_rows": "" if item.rows is None else str(item.rows),
        "infoprog_md5": item.md5,
        "datastore_active": item.kind == Kind.TABLE,
    }


def contact(organization: Mapping[str, Any] | None) -> dict[str, str]:
    """Return whom to ask; a placeholder that the publisher has not replaced is nobody."""
    named = (organization or {}).get("contact") or {}
    known = {} if named.get("placeholder") else named
    return {
        "maintainer": str(known.get("person") or ""),
        "maintainer_email": str(known.get("email") or ""),
    }


def _day(day: date | None) -> str:
    """Return a day as ISO writes it, nothing where it is not known."""
    return day.isoformat() if day else ""
