"""What this portal asks of a passport: who must fill what, and the items of the annex it knows."""

import logging
from collections.abc import Mapping
from pathlib import Path

from ckanext.infoprog import config
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.passport import annex, elements
from ckanext.infoprog.core.passport.annex import Item
from ckanext.infoprog.core.passport.elements import Required
from ckanext.infoprog.storage import versions

log = logging.getLogger(__name__)


def is_required(field: str, package_id: str | None) -> bool:
    """Tell whether a person must fill a field; a publication may have left the contact open."""
    element = elements.elements().get(field)
    required = element.required if element else Required.NEVER
    if required is Required.FORM:
        return not (package_id and versions.is_managed(package_id))
    return required is Required.ALWAYS


def annex_items() -> Mapping[str, Item]:
    """Return the items of the annex by code; a file that cannot be read adds none and is logged."""
    try:
        return annex.items(annex_file())
    except PackageError:
        log.exception("The setting ckanext.infoprog.annex_file is of no use")
        return annex.items()


def annex_file() -> Path | None:
    """Return the publisher's own file of annex items, or None."""
    named = config.annex_file()
    return Path(named) if named else None
