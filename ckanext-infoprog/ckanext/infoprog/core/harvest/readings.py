"""How a value that arrives written otherwise is read: whether it says what the source said."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from ckanext.infoprog.core.passport import keywords, vocabulary

Reading = Callable[[object, object], bool]


def agree(reading: str, source: object, target: object) -> bool:
    """Tell whether both values say the same, the target's being written as the reading says."""
    return READINGS[reading](source, target)


def is_empty(value: object) -> bool:
    """Tell whether nothing is said."""
    return value is None or value in ("", [], {}, "[]")


def _text(source: object, target: object) -> bool:
    return _plain(source) == _plain(target)


def _tags(source: object, target: object) -> bool:
    return _names(source) == _names(target)


def _among_tags(source: object, target: object) -> bool:
    """Tell whether every keyword is there; the DCAT harvester brings those of all languages."""
    return set(keywords.plain(_names(source))) <= _names(target)


def _keywords(source: object, target: object) -> bool:
    """Tell whether both say the same keywords, as CKAN takes them."""
    return set(keywords.plain(_names(source))) == set(keywords.plain(_names(target)))


def _language_terms(source: object, target: object) -> bool:
    spoken = vocabulary.language(str(source))
    return spoken is not None and _listed(target) == [spoken.eu]


def _frequency_term(source: object, target: object) -> bool:
    often = vocabulary.frequency(str(source))
    return often is not None and _plain(target) == often.eu


def _lines(source: object, target: object) -> bool:
    return sorted(_plain(source).split()) == sorted(_listed(target))


def _among(source: object, target: object) -> bool:
    return _plain(source) in _listed(target)


def _same_path(source: object, target: object) -> bool:
    """Tell whether both are addresses of the same thing, each on its own portal."""
    return urlsplit(_plain(source)).path == urlsplit(_plain(target)).path


def _ending(source: object, target: object) -> bool:
    return _plain(target).endswith(f"/{_plain(source)}")


def _moment(source: object, target: object) -> bool:
    return _instant(source) == _instant(target)


def _plain(value: object) -> str:
    """Return a value as text; CKAN gives numbers as text, and text with or without its end."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _names(value: object) -> set[str]:
    if isinstance(value, str):
        return {word.strip() for word in value.split(",") if word.strip()}
    listed = value if isinstance(value, Iterable) else ()
    return {str(one["name"] if isinstance(one, Mapping) else one) for one in listed}


def _listed(value: object) -> list[str]:
    """Return the members of a list that may be written as JSON, or of one value alone."""
    if isinstance(value, str) and value.startswith("["):
        value = json.loads(value)
    return [str(one) for one in value] if isinstance(value, list) else [_plain(value)]


def _instant(value: object) -> datetime | None:
    """Return a moment; CKAN writes UTC without saying so."""
    try:
        found = datetime.fromisoformat(_plain(value))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


#: By the name that a row of the table gives; the one without a name compares texts.
READINGS: Final[Mapping[str, Reading]] = MappingProxyType(
    {
        "": _text,
        "tags": _tags,
        "keywords": _keywords,
        "among-tags": _among_tags,
        "language-terms": _language_terms,
        "frequency-term": _frequency_term,
        "lines": _lines,
        "among": _among,
        "ending": _ending,
        "same-path": _same_path,
        "moment": _moment,
    }
)
