"""What a passport says, element by element in the order of the law, with what each is called.

The page and passport.json are both drawn from these.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.passport import vocabulary
from ckanext.infoprog.core.passport.annex import Item
from ckanext.infoprog.core.passport.record import Passport, Texts, said

Values = Mapping[str, tuple[str, ...]]
FILES: Final = {"uk": "Файли", "en": "files"}
ROOT: Final = {"uk": "паспорт", "en": "passport", "national": "data.gov.ua"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What an element is called: a stable key, a label, the national portal's key if it has one.

    `kind` tells how a page shows it; `law` whether Resolution 835 itself asks for it.
    """

    key: str
    kind: str
    law: bool
    national: str
    label: Texts


@dataclass(frozen=True, slots=True)
class Content:
    """An element with what it says in each language; none at all where that is not known."""

    heading: Heading
    values: Values
    code: str = ""

    def said(self, lang: str) -> tuple[str, ...]:
        """Return what it says in a language."""
        return self.values[lang]


@cache
def headings() -> tuple[Heading, ...]:
    """Return the elements in their order."""
    file = resources.files("ckanext.infoprog.core.passport") / "contents.json"
    return tuple(Heading(**entry) for entry in json.loads(file.read_text("utf-8")))


def contents(of: Passport, items: Mapping[str, Item]) -> tuple[Content, ...]:
    """Return the elements of a passport; `items` are the known items of the annex."""
    values, codes = _values(of, items), _codes(of)
    return tuple(Content(one, values[one.key], codes.get(one.key, "")) for one in headings())


def to_dict(of: Passport, items: Mapping[str, Item]) -> dict[str, Any]:
    """Return a passport as plain JSON values: Ukrainian keys, English ones, the national portal's.

    What is not known is null in the first two and left out of the third.
    """
    found = contents(of, items)
    codes = {
        one.heading.national: one.code or _plain(one, "uk") for one in found if one.heading.national
    }
    if of.keywords["uk"]:
        codes["tag_string"] = ", ".join(of.keywords["uk"])
    return {
        ROOT["uk"]: {
            **{one.heading.label["uk"]: _plain(one, "uk") for one in found},
            FILES["uk"]: [{_file_name(one.address): one.address} for one in of.files],
        },
        ROOT["en"]: {
            **{one.heading.key: _stable(one) for one in found},
            FILES["en"]: [_file(of, at) for at in range(len(of.files))],
        },
        ROOT["national"]: {key: value for key, value in codes.items() if value},
    }


def _values(of: Passport, items: Mapping[str, Item]) -> dict[str, Values]:
    """Return what each element says by its key."""
    item, version = items.get(of.annex_item), of.version
    frequency, language = vocabulary.frequency(of.frequency), vocabulary.language(of.language)
    return {
        "identifier": _same(of.id),
        "title": _each(of.title),
        "description": _each(of.description),
        "purpose": _each(of.purpose),
        "language": _each(language.label) if language else _same(of.language),
        "formats": _same(*of.formats),
        "compression": _same(*of.compression),
        "issued": _same(of.issued),
        "modified": _same(of.modified),
        "dataAsOf": _same(of.data_as_of),
        "updateFrequency": _each(frequency.label) if frequency else _same(of.frequency),
        "keywords": {"uk": of.keywords["uk"], "en": of.keywords["en"] or of.keywords["uk"]},
        "url": _same(of.page),
        "structure": _same(of.structure),
        "publisherName": _each(of.publisher.name),
        "publisherId": _same(of.publisher.edrpou),
        "contactName": _same(of.contact_name),
        "contactEmail": _same(of.contact_email),
        "annexItem": _each(item.title) if item else _same(of.annex_item),
        "licence": _same(of.licence.title),
        "temporal": {lang: _span(of, lang) for lang in i18n.LANGUAGES},
        "spatial": _same(of.spatial),
        "catuttc": _same(of.catuttc),
        "conformsTo": _same(*of.conforms_to),
        "version": _same(str(version.number) if version else ""),
    }


def _codes(of: Passport) -> dict[str, str]:
    """Return the values that have a code or an address of their own behind what they say."""
    return {
        "language": of.language,
        "updateFrequency": of.frequency,
        "annexItem": of.annex_item,
        "licence": of.licence.id,
        "temporal": "/".join(one or ".." for one in (of.temporal_start, of.temporal_end)),
        "version": of.version.address if of.version else "",
    }


def _same(*texts: str) -> Values:
    """Return values that are the same in every language."""
    found = tuple(one for one in texts if one)
    return MappingProxyType(dict.fromkeys(i18n.LANGUAGES, found))


def _each(texts: Texts) -> Values:
    """Return a text by language; where one is missing the other one stands."""
    found = {lang: said(texts, lang) for lang in i18n.LANGUAGES}
    return MappingProxyType({lang: (text,) if text else () for lang, text in found.items()})


def _span(of: Passport, lang: str) -> tuple[str, ...]:
    """Return the period in words: both ends, or the one that is known."""
    start, end = _day(of.temporal_start, lang), _day(of.temporal_end, lang)
    if start and end:
        return (f"{start} – {end}",)
    words = {"uk": ("з {}", "до {}"), "en": ("from {}", "until {}")}[lang]
    return tuple(word.format(day) for word, day in zip(words, (start, end), strict=True) if day)


def _day(text: str, lang: str) -> str:
    """Return a day as people of a language write it; what is none stays as it is."""
    try:
        return i18n.day(date.fromisoformat(text), lang) if text else ""
    except ValueError:
        return text


def _plain(one: Content, lang: str) -> str | list[str] | None:
    """Return an element in a language as JSON says it: a list where it may have several values."""
    found = one.said(lang)
    if one.heading.kind in ("list", "links"):
        return list(found) or None
    return found[0] if found else None


def _stable(one: Content) -> object:
    """Return an element under its stable key: a code where it has one, texts by language."""
    if not one.values["uk"]:
        return None
    if one.code:
        label = {lang: one.said(lang)[0] for lang in i18n.LANGUAGES}
        return {"code": one.code, "label": label}
    if one.values["uk"] == one.values["en"]:
        return _plain(one, "uk")
    return {lang: _plain(one, lang) for lang in i18n.LANGUAGES}


def _file(of: Passport, at: int) -> dict[str, Any]:
    """Return a file as JSON tells of it."""
    one = of.files[at]
    told: dict[str, Any] = {
        "id": one.id,
        "name": one.name or None,
        "title": {lang: said(one.title, lang) for lang in i18n.LANGUAGES},
        "format": one.format or None,
        "bytes": one.size,
        "rows": one.rows,
        "sha256": one.sha256 or None,
        "url": one.address,
        "permanentUrl": one.permanent or None,
    }
    return {key: value for key, value in told.items() if value is not None}


def _file_name(address: str) -> str:
    return address.rpartition("/")[2] or address
