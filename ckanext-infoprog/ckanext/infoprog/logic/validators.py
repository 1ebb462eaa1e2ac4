"""What the web form and the API refuse in a passport: CKAN validators that ask core.passport.

A publication is not asked: its package was checked by the same rules before it was decided. Calls
from inside CKAN (a harvester's, a migration's) may leave out what they do not know, but what they
bring is judged.
"""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

from ckanext.infoprog import exports
from ckanext.infoprog.core import catalogue, i18n
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.passport import elements, rules, slug
from ckanext.infoprog.core.passport.elements import Asked, Element, Required
from ckanext.infoprog.linked import identity
from ckanext.infoprog.logic import passport
from ckanext.infoprog.logic.access import OURS, language

Validator = Callable[[FlattenKey, FlattenDataDict, FlattenErrorDict, Context], None]
KEYWORDS = "tag_string"


def infoprog_passport(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Validator:
    """Return the validator of a passport's field, by the rules of its element."""
    element = elements.elements()[field["field_name"]]

    def validator(
        key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
    ) -> None:
        if OURS in context:
            return
        value = _text(data.get(key))
        found = [_missing(element, value, data, context)]
        if value:
            data[key] = value
            found += elements.examine(element, element.field, value, _asked(data))
        sentences = _said(one for one in found if one is not None)
        if sentences:
            errors[key] += sentences
            raise tk.StopOnError

    return validator


infoprog_passport.is_a_scheming_validator = True  # type: ignore[attr-defined]


def infoprog_name(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Give a dataset whose address was left open one made from its title."""
    if _text(data.get(key)):
        return
    package = context.get("package")
    data[key] = package.name if package else _free(slug.slug(_text(data.get(("title",)))))


def infoprog_uri(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Store the URI of a dataset once: what is stored stays, whatever is given or set later."""
    package = context.get("package")
    stored = str((package.extras or {}).get(key[0]) or "") if package else ""
    if stored:
        data[key] = stored
        return
    given = _text(data.get(key))
    if found := rules.address(key[0], given):
        errors[key] += _said([found])
        raise tk.StopOnError
    data[key] = given or identity.new(_identified(data, package))


def infoprog_not_stored(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Leave out what is shown for harvesters alone: it is made of the fields each time."""
    exports.forget(data, context.get("package"))


def tag_length_validator(value: str, context: Context) -> str:
    """Leave the length of a keyword to the rule that judges all of it."""
    return value


def tag_name_validator(value: str, context: Context) -> str:
    """Refuse a keyword that the national portal would refuse."""
    found = rules.keyword(KEYWORDS, value)
    if found is not None and OURS not in context:
        raise tk.Invalid(_said([found])[0])
    return value


def _missing(element: Element, value: str, data: FlattenDataDict, context: Context) -> Issue | None:
    """Return the finding that a person left out what the passport must have."""
    if context.get("ignore_auth") or not passport.is_required(element.field, _package_id(data)):
        return None
    if element.field == KEYWORDS and any(key[0] == "tags" and data[key] for key in data):
        return None
    return elements.missing(element, element.field, value, Required.FORM)


def _free(name: str) -> str:
    """Return a name that no dataset has: the one given, else the first free one with a number."""
    candidates = (f"{name}-{number}" if number > 1 else name for number in itertools.count(1))
    return next(one for one in candidates if not one or model.Package.get(one) is None)


def _identified(data: FlattenDataDict, package: "model.Package | None") -> str:
    """Return the id of a dataset; CKAN gives a new one no earlier than it saves it."""
    found = (package.id if package else None) or _package_id(data) or str(uuid.uuid4())
    data[("id",)] = found
    return str(found)


def _package_id(data: FlattenDataDict) -> str | None:
    found = data.get(("id",))
    return found if isinstance(found, str) else None


def _asked(data: FlattenDataDict) -> Asked:
    """Return what the rules need besides the value."""
    start = data.get(("infoprog_temporal_start",))
    return Asked(
        today=dt.datetime.now(tk.h.get_display_timezone()).date(),
        annex=passport.annex_items(),
        start=start if isinstance(start, str) else "",
    )


def _text(value: object) -> str:
    """Return a value as text with plain line ends and nothing around it."""
    if value is None or value is tk.missing:
        return ""
    text = value if isinstance(value, str) else str(tk.get_validator("unicode_safe")(value))
    return text.replace("\r\n", "\n").strip()


def _said(found: Iterable[Issue]) -> list[str]:
    """Return findings as sentences in the reader's language."""
    return [catalogue.explain(one, i18n.choose(language())) for one in found]
