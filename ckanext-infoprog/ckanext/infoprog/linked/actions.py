"""ckanext-dcat's actions of the catalogue, as this portal answers them."""

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.types import Action, Context, DataDict

from ckanext.infoprog.linked import catalogue


@tk.side_effect_free
@tk.chained_action
def dcat_catalog_show(_stock: Action, context: Context, data_dict: DataDict) -> str:
    """Return a page of the catalogue."""
    tk.check_access("dcat_catalog_show", context, data_dict)
    return catalogue.show(data_dict)


@tk.side_effect_free
@tk.chained_action
def dcat_catalog_search(_stock: Action, context: Context, data_dict: DataDict) -> str:
    """Return a page of what a search finds in the catalogue."""
    tk.check_access("dcat_catalog_search", context, data_dict)
    return catalogue.show(data_dict)


def actions() -> dict[str, Action]:
    """Return them where ckanext-dcat is there to be answered for."""
    if not p.plugin_loaded("dcat"):
        return {}
    return {"dcat_catalog_show": dcat_catalog_show, "dcat_catalog_search": dcat_catalog_search}
