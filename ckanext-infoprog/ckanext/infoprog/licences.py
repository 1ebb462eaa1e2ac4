"""Names of licences: in the reader's language, not in that of whoever filled the index.

CKAN names each licence once in the life of a process and keeps the name in the search index.
"""

from functools import cache
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.model.license import DefaultLicense


def name(dataset: dict[str, Any]) -> None:
    """Give the dataset its licence's name in the language of this request."""
    licence = _known().get(dataset.get("license_id") or "")
    if licence is not None and dataset.get("license_title"):
        dataset["license_title"] = str(licence.title)


@cache
def _known() -> dict[str, DefaultLicense]:
    """Return CKAN's own licences, none where the portal has a list of its own."""
    if tk.config.get("licenses_group_url"):
        return {}
    kinds = (kind() for kind in DefaultLicense.__subclasses__())
    return {str(licence.id): licence for licence in kinds}
