"""What the portal that plays the national one does with harvested datasets; tests alone use it.

As data.gov.ua does, it lifts language, purpose and frequency out of the extras into fields of its
own. How the real portal reads DCAT is not public: here the terms of the EU's vocabularies and the
contact are lifted into the same fields.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.types import Action, Context, DataDict

from ckanext.infoprog.core.passport import vocabulary

Lift = Callable[[object], str]


def _term(entries: Iterable[Any]) -> Lift:
    """Return the national value of a term of the EU, or of a list of terms its first one."""
    known = {one.eu: one.value for one in entries}

    def lift(said: object) -> str:
        listed = json.loads(said) if isinstance(said, str) and said.startswith("[") else said
        first = listed[0] if isinstance(listed, list) else listed
        return str(known.get(first, first))

    return lift


#: Field, the extra it is lifted from, and how the extra is read; the first that is said counts.
LIFTED: Final[tuple[tuple[str, str, Lift], ...]] = (
    ("language", "language", _term(vocabulary.languages().values())),
    ("purpose_of_collecting_information", "purpose_of_collecting_information", str),
    ("purpose_of_collecting_information", "provenance", str),
    ("update_frequency", "update_frequency", str),
    ("update_frequency", "frequency", _term(vocabulary.frequencies().values())),
    ("maintainer", "contact_name", str),
    ("maintainer_email", "contact_email", str),
)


class NationalPlugin(p.SingletonPlugin):
    """Lift what harvested datasets say in extras into the fields of the national schema."""

    p.implements(p.IActions)

    def get_actions(self) -> dict[str, Action]:
        """Return CKAN's own actions with the lifting before them."""
        return {"package_create": package_create, "package_update": package_update}


@tk.chained_action
def package_create(stock: Action, context: Context, data_dict: DataDict) -> Any:  # noqa: ANN401 - as CKAN's
    """Create a dataset, its extras lifted."""
    return stock(context, lifted(data_dict))


@tk.chained_action
def package_update(stock: Action, context: Context, data_dict: DataDict) -> Any:  # noqa: ANN401 - as CKAN's
    """Update a dataset, its extras lifted."""
    return stock(context, lifted(data_dict))


def lifted(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Return a dataset whose extras stand in the national fields; a harvest source stays."""
    if dataset.get("type", "dataset") != "dataset":
        return dict(dataset)
    said = {one["key"]: one["value"] for one in dataset.get("extras") or ()}
    # ckanext-dcat itself puts into a field what the schema has a field for.
    said |= {key: dataset[key] for _field, key, _lift in LIFTED if dataset.get(key)}
    found: dict[str, Any] = dict(dataset)
    for field, key, lift in reversed(LIFTED):
        if said.get(key):
            found[field] = lift(said[key])
    taken = {field for field, _key, _lift in LIFTED}
    if "extras" in found:
        found["extras"] = [one for one in found["extras"] if one["key"] not in taken]
    return found
