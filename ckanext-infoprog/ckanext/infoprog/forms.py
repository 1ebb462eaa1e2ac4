"""Template helpers of the dataset form: its groups, marks and choices."""

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.passport import vocabulary
from ckanext.infoprog.logic import passport

Field = Mapping[str, Any]


def infoprog_form_groups(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the groups of a form with their fields; fields of no group stand in the last one."""
    fields = [one for one in schema["dataset_fields"] if one.get("form_snippet", "") is not None]
    groups = [
        {"label": group["label"], "fields": [f for f in fields if _group(f) == group["name"]]}
        for group in schema.get("form_groups", [])
    ]
    return [*groups, {"label": None, "fields": [f for f in fields if not _group(f)]}]


def infoprog_is_required(field: Field, data: Mapping[str, Any]) -> bool:
    """Tell whether a person must fill a field of this dataset."""
    return passport.is_required(field["field_name"], data.get("id") or None)


def infoprog_choices(field: Field, chosen: str = "") -> list[dict[str, str]]:
    """Return the values of a vocabulary with their labels; one that stands there is kept."""
    lang = i18n.choose(str(tk.h.lang()))
    known = {value: label[lang] for value, label in _labels(field["field_name"]).items()}
    if chosen and chosen not in known:
        known[chosen] = chosen
    return [{"value": value, "text": text} for value, text in known.items()]


def _labels(name: str) -> dict[str, Mapping[str, str]]:
    """Return the labels of a field's vocabulary by value."""
    if name == "infoprog_language":
        return {one.value: one.label for one in vocabulary.languages().values()}
    if name == "infoprog_update_frequency":
        return {one.value: one.label for one in vocabulary.frequencies().values()}
    return {one.code: one.title for one in passport.annex_items().values()}


def _group(field: Field) -> str:
    return str(field.get("form_group", ""))
