"""What is wrong with the configuration of the harvest before anything is sent or asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from ckanext.infoprog.core import codes
from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.derive.organisations import Organisation
from ckanext.infoprog.core.harvest.carried import Path as Way
from ckanext.infoprog.core.harvest.configuration import City, Configuration, National, Source
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.passport import elements, rules
from ckanext.infoprog.core.passport.elements import Asked

#: Fields that CKAN itself has, under one name on both sides.
STANDARD: Final = frozenset(
    {"title", "notes", "license_id", "maintainer", "maintainer_email", "author", "author_email",
     "url", "version"}
)  # fmt: skip
PLACEHOLDER: Final = "example.org"
TAGS: Final = "tags"
#: Endings of formats that have no end of their own: half of a text may read as a whole one.
_ENDLESS: Final = (".ttl", ".n3")
_TAG_STRING: Final = "tag_string"


def examine(
    given: Configuration,
    known: Mapping[str, Organisation],
    today: date,
    files: tuple[str, str] = ("city.yaml", "national.yaml"),
) -> tuple[Issue, ...]:
    """Return what is wrong; `known` are the organisations of organizations.yaml, if any."""
    city, national = files
    found = [
        *_publisher(given.city, known, city),
        *_portal(given.city, city),
        *_mapping(given, city),
        *_defaults(given, today, city),
    ]
    for way in given.national.sources:
        found += _source(given, way, today, national)
    return tuple(sorted(found + list(_names(given.national, national))))


def ours(city: City, national: str) -> str:
    """Return our field that arrives in a national one, nothing where none does."""
    found = next((name for name, other in city.mapping.items() if other == national), "")
    return _TAG_STRING if found == TAGS else found


def _publisher(city: City, known: Mapping[str, Organisation], path: str) -> Iterator[Issue]:
    """Look at the publisher and at whose datasets are given."""
    field = "publisher.edrpou"
    if not city.edrpou:
        yield issue("harvest-edrpou-unknown", path=path, field=field, key=city.organization)
    elif wrong := rules.edrpou(field, city.edrpou):
        yield replace(wrong, path=path)
    own = known.get(city.organization)
    if own and (own.edrpou or "") != city.edrpou:
        yield issue(
            "harvest-edrpou",
            path=path,
            field=field,
            key=own.slug,
            value=city.edrpou or None,
            stated=own.edrpou,
        )
    if own and not own.contact_email:
        yield issue("harvest-nobody", path=path, field="publisher.organization", key=own.slug)
    for at, slug in enumerate(city.organizations):
        place = f"organizations.{at}"
        if known and slug not in known:
            listed = ", ".join(known)
            yield issue("harvest-organization", path=path, field=place, value=slug, known=listed)
        elif slug != city.organization and not _same(known.get(slug), city.edrpou):
            yield issue(
                "harvest-other-publisher",
                path=path,
                field=place,
                value=slug,
                key=city.organization,
            )


def _same(other: Organisation | None, edrpou: str) -> bool:
    """Tell whether an organisation is the publisher under another name: by its code."""
    return bool(other and other.edrpou and other.edrpou == edrpou)


def _portal(city: City, path: str) -> Iterator[Issue]:
    """Look at the portal's address and at what its URIs begin with."""
    if (urlsplit(city.portal).hostname or "").endswith(PLACEHOLDER):
        yield issue("harvest-placeholder", path=path, field="portal", value=city.portal)


def _mapping(given: Configuration, path: str) -> Iterator[Issue]:
    """Look whether every field that is required there has one of ours behind it."""
    city, national = given.city, given.national
    ours_known = STANDARD | elements.elements().keys() | {TAGS}
    theirs_known = STANDARD | {*national.required, *national.lifted}
    for name, other in city.mapping.items():
        field = f"mapping.{name}"
        if name not in ours_known:
            yield issue("harvest-mapping-ours", path=path, field=field, value=name)
        if other not in theirs_known:
            yield issue("harvest-mapping-theirs", path=path, field=field, value=other)
    arriving = list(city.mapping.values())
    for other in national.required:
        if other not in arriving:
            yield issue("harvest-unmapped", path=path, field="mapping", value=other)
    for other in sorted({one for one in arriving if arriving.count(one) > 1}):
        yield issue("harvest-mapped-twice", path=path, field="mapping", value=other)


def _defaults(given: Configuration, today: date, path: str) -> Iterator[Issue]:
    """Look at what datasets get that say nothing: only extras travel so."""
    for name, value in given.city.defaults.items():
        field = f"defaults.{name}"
        if name not in given.national.lifted:
            lifted = ", ".join(given.national.lifted)
            yield issue("harvest-default", path=path, field=field, value=name, lifted=lifted)
        yield from _value(given, name, value, today, field, path)


def _source(given: Configuration, way: str, today: date, path: str) -> Iterator[Issue]:
    """Look at one source as it would be sent."""
    source, place = given.source(way), f"sources.{way}"
    yield from _address(given, source, way, f"{place}.url", path)
    texts = {"title": source.title, **source.fields}
    for name, value in texts.items():
        field = f"{place}.title" if name == "title" else f"{place}.fields.{name}"
        yield from _value(given, name, value, today, field, path)


def _address(
    given: Configuration, source: Source, way: str, field: str, path: str
) -> Iterator[Issue]:
    """Look at the address of a source: whole, of all times, of the city's own datasets only."""
    url = source.url
    if "{" in url or not codes.is_web_address(url):
        yield issue("harvest-address", path=path, field=field, value=url)
        return
    query = dict(parse_qsl(urlsplit(url).query))
    if "modified_since" in query:
        yield issue("harvest-since", path=path, field=field, value=url)
    told, wanted = query.get("fq", ""), given.city.organizations
    if way == Way.DCAT and not all(one in told for one in wanted):
        yield issue(
            "harvest-unfiltered", path=path, field=field, value=url, filter=", ".join(wanted)
        )
    if way == Way.DCAT and urlsplit(url).path.endswith(_ENDLESS):
        yield issue("harvest-turtle", path=path, field=field, value=url)


def _value(
    given: Configuration, name: str, value: str, today: date, field: str, path: str
) -> Iterator[Issue]:
    """Hold a national field's value to the rules of ours that arrives in it."""
    element = elements.elements().get(ours(given.city, name))
    if element is None:
        return
    for found in elements.examine(element, field, value, Asked(today)):
        yield replace(found, path=path)


def _names(national: National, path: str) -> Iterator[Issue]:
    """Look whether two sources would be one on the target."""
    for shared in ("name", "url"):
        seen: dict[str, str] = {}
        for way, source in national.sources.items():
            value = getattr(source, shared)
            if value in seen:
                field = f"sources.{way}.{shared}"
                yield issue("harvest-source-twice", path=path, field=field, value=value)
            seen[value] = way
