"""What each element of a passport must keep to: a field and its value in, a finding or None out.

An empty value is unknown, which only `required` judges. The web form, the API and the check of a
package ask these rules, so that all three refuse the same in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Final

from ckanext.infoprog.core import codes
from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.passport import vocabulary

SHORTEST_KEYWORD: Final = 2
LONGEST_KEYWORD: Final = 100
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_APOSTROPHES: Final = frozenset("'’ʼ‘`´ʹ′＇")
_NOT_IN_KEYWORD: Final = re.compile(r"[^\w \-.]")  # the rule of CKAN, which the national portal is


def required(field: str, value: str, element: str) -> Issue | None:
    """Refuse an element of the passport that is missing."""
    return None if value.strip() else issue("passport-missing", field=field, element=element)


def length(field: str, value: str, limit: int, element: str) -> Issue | None:
    """Refuse a text that is longer than the passport takes, and tell by how much."""
    count = len(value)
    if count <= limit:
        return None
    return issue(
        "passport-long", field=field, element=element, count=count, limit=limit, over=count - limit
    )


def language(field: str, value: str) -> Issue | None:
    """Refuse a language that the national vocabulary does not have."""
    known = vocabulary.languages()
    if not value or value in known:
        return None
    return issue("passport-language", field=field, value=value, allowed=", ".join(known))


def frequency(field: str, value: str) -> Issue | None:
    """Refuse an update frequency that the national vocabulary does not have."""
    known = vocabulary.frequencies()
    if not value or value in known:
        return None
    return issue("passport-frequency", field=field, value=value, allowed=", ".join(known))


def edrpou(field: str, value: str) -> Issue | None:
    """Refuse a publisher's code that is not eight digits or ends with a wrong check digit."""
    if not value or codes.is_edrpou(value):
        return None
    reason = "check" if codes.EDRPOU_FORM.fullmatch(value) else "form"
    return issue("passport-edrpou", field=field, value=value, reason=reason)


def email(field: str, value: str) -> Issue | None:
    """Refuse what is not one e-mail address."""
    if not value or codes.is_email(value):
        return None
    return issue("passport-email", field=field, value=value)


def katottg(field: str, value: str) -> Issue | None:
    """Refuse a code of a territory that is not UA and 17 digits of a region that there is."""
    if not value or codes.is_katottg(value):
        return None
    return issue("passport-katottg", field=field, value=value)


def day(field: str, value: str) -> Issue | None:
    """Refuse what is no date as YYYY-MM-DD."""
    if not value or as_day(value):
        return None
    return issue("passport-date", field=field, value=value)


def not_future(field: str, value: str, today: date) -> Issue | None:
    """Refuse a date that has not come yet."""
    found = as_day(value)
    if found is None or found <= today:
        return None
    return issue("passport-future", field=field, value=value, today=today.isoformat())


def period(field: str, start: str, end: str) -> Issue | None:
    """Refuse a period that ends before it begins; `field` is its end's."""
    first, last = as_day(start), as_day(end)
    if first is None or last is None or first <= last:
        return None
    return issue("passport-period", field=field, value=end, start=start)


def keyword(field: str, value: str) -> Issue | None:
    """Refuse a keyword that the national portal would refuse: an apostrophe, length, signs."""
    reason = _keyword_reason(value)
    return issue("passport-keyword", field=field, value=value, reason=reason) if reason else None


def address(field: str, value: str) -> Issue | None:
    """Refuse what is no address that begins with http:// or https://."""
    if not value or codes.is_web_address(value):
        return None
    return issue("passport-address", field=field, value=value)


def annex_item(field: str, value: str, known: Collection[str]) -> Issue | None:
    """Refuse an item of the annex that the list does not have."""
    if not value or value in known:
        return None
    return issue("passport-annex", field=field, value=value, allowed=", ".join(known))


def as_day(value: str) -> date | None:
    """Return the day that a text of the form YYYY-MM-DD names, or None."""
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        return None


def _keyword_reason(value: str) -> str:
    """Return why a keyword is refused, nothing where it is not."""
    if _APOSTROPHES.intersection(value):
        return "apostrophe"
    if len(value.strip()) < SHORTEST_KEYWORD:
        return "short"
    if len(value) > LONGEST_KEYWORD:
        return "long"
    return "signs" if _NOT_IN_KEYWORD.search(value) else ""
