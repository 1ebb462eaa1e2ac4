"""The passport of a dataset: one frozen record of what CKAN's catalogue and the versions say.

Pages, JSON, DCAT and the register read it, so that they all say the same. Unknown text is empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core import i18n

Plain = Mapping[str, Any]
Texts = Mapping[str, str]
COMPRESSED: Final = frozenset({"ZIP", "7Z", "GZIP", "GZ", "BZIP2", "BZ2"})
STRUCTURE: Final = "structure"
UNSET_LICENCES: Final = frozenset({"", "notspecified"})


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whose information it is; `is_other` where the publishing organisation is not the owner."""

    name: Texts
    edrpou: str
    katottg: str
    slug: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which terms the data may be used; all of it is empty where the publisher is silent."""

    id: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a dataset that publications make; `manifest` is the SHA-256 of its manifest."""

    number: int
    created: str
    address: str
    manifest: str


@dataclass(frozen=True, slots=True)
class File:
    """One file: `address` gives the current one, `permanent` for ever the one of this version."""

    id: str
    name: str
    kind: str
    title: Texts
    description: Texts
    format: str
    mimetype: str
    size: int | None
    sha256: str
    md5: str
    address: str
    permanent: str
    modified: str
    rows: int | None
    schema: Plain | None
    is_table: bool


@dataclass(frozen=True, slots=True)
class Passport:
    """The elements of Resolution 835 and what stands beside them; moments are ISO 8601 in UTC."""

    id: str
    name: str
    title: Texts
    description: Texts
    purpose: Texts
    language: str
    formats: tuple[str, ...]
    compression: tuple[str, ...]
    issued: str
    modified: str
    data_as_of: str
    frequency: str
    keywords: Mapping[str, tuple[str, ...]]
    uri: str
    page: str
    structure: str
    publisher: Publisher
    contact_name: str
    contact_email: str
    annex_item: str
    catuttc: str
    spatial: str
    temporal_start: str
    temporal_end: str
    conforms_to: tuple[str, ...]
    licence: Licence
    version: Version | None
    files: tuple[File, ...]
    is_private: bool

    def file(self, kind: str) -> File | None:
        """Return the first file of a kind, or None where the dataset has none."""
        return next((one for one in self.files if one.kind == kind), None)

    @property
    def tables(self) -> tuple[File, ...]:
        """The files whose fields are known."""
        return tuple(one for one in self.files if one.schema)


def passport(
    dataset: Plain,
    organization: Plain | None,
    *,
    page: str,
    versions: Sequence[Version] = (),
    permanent: Mapping[str, str] = MappingProxyType({}),
) -> Passport:
    """Return the passport of a dataset as package_show gives it.

    `organization` is its publisher with extras, `versions` are the first one and the current one,
    `permanent` the lasting addresses of the current version's files by resource id.
    """
    files = tuple(_file(one, permanent) for one in dataset.get("resources") or ())
    formats = tuple(dict.fromkeys(one.format for one in files if one.format))
    first, current = (versions[0], versions[-1]) if versions else (None, None)
    return Passport(
        id=_text(dataset, "id"),
        name=_text(dataset, "name"),
        title=_texts(dataset, "title"),
        description=_texts(dataset, "notes"),
        purpose=_texts(dataset, "infoprog_purpose"),
        language=_text(dataset, "infoprog_language"),
        formats=formats,
        compression=tuple(one for one in formats if one in COMPRESSED),
        issued=first.created if first else _moment(dataset, "metadata_created"),
        modified=current.created if current else _moment(dataset, "metadata_modified"),
        data_as_of=_text(dataset, "infoprog_data_as_of"),
        frequency=_text(dataset, "infoprog_update_frequency"),
        keywords=MappingProxyType({"uk": _tags(dataset), "en": _keywords_en(dataset)}),
        uri=_text(dataset, "uri") or page,
        page=page,
        structure=_structure(files) or _text(dataset, "infoprog_structure"),
        publisher=publisher(dataset, organization or {}),
        contact_name=_text(dataset, "maintainer"),
        contact_email=_text(dataset, "maintainer_email"),
        annex_item=_text(dataset, "infoprog_annex_item"),
        catuttc=_text(dataset, "infoprog_catuttc"),
        spatial=_text(dataset, "infoprog_spatial"),
        temporal_start=_text(dataset, "infoprog_temporal_start"),
        temporal_end=_text(dataset, "infoprog_temporal_end"),
        conforms_to=tuple(_text(dataset, "infoprog_conforms_to").split()),
        licence=_licence(dataset),
        version=current,
        files=files,
        is_private=bool(dataset.get("private")),
    )


def said(texts: Texts, lang: str) -> str:
    """Return a text in a language; where it has none in that one, the other's."""
    return texts.get(lang) or next((one for one in texts.values() if one), "")


def utc(text: str) -> str:
    """Return a moment as ISO 8601 with its offset; CKAN stores UTC without saying so."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def extras(organization: Plain) -> Mapping[str, str]:
    """Return what an organisation says of itself beyond CKAN's own fields."""
    listed = organization.get("extras") or ()
    return {str(one["key"]): str(one.get("value") or "") for one in listed}


def publisher(dataset: Plain, organization: Plain) -> Publisher:
    """Return the owner of the information: named by the dataset, else the organisation."""
    own = extras(organization)
    title = _text(organization, "title") or _text(organization, "name")
    name, edrpou = (
        _text(dataset, "infoprog_publisher_name"),
        _text(dataset, "infoprog_publisher_id"),
    )
    is_other = _differ(edrpou, own.get("edrpou", ""), name, title)
    return Publisher(
        name={"uk": name or title, "en": "" if is_other else own.get("name_en", "")},
        edrpou=edrpou or ("" if is_other else own.get("edrpou", "")),
        katottg="" if is_other else own.get("katottg", ""),
        slug=_text(organization, "name"),
        is_other=is_other,
    )


def _differ(code: str, own_code: str, name: str, own_name: str) -> bool:
    """Tell whether two owners are not one: by their codes where both are known, else by name."""
    if code and own_code:
        return code != own_code
    return bool(name and own_name) and name.casefold() != own_name.casefold()


def _licence(dataset: Plain) -> Licence:
    found = _text(dataset, "license_id")
    if found in UNSET_LICENCES:
        return Licence("", "", "")
    return Licence(found, _text(dataset, "license_title") or found, _text(dataset, "license_url"))


def _file(resource: Plain, permanent: Mapping[str, str]) -> File:
    """Return a resource of CKAN as a file."""
    return File(
        id=_text(resource, "id"),
        name=_text(resource, "infoprog_name"),
        kind=_text(resource, "infoprog_kind"),
        title={"uk": _text(resource, "name"), "en": _text(resource, "name_en")},
        description=_texts(resource, "description"),
        format=_text(resource, "format").upper(),
        mimetype=_text(resource, "mimetype"),
        size=_number(resource.get("size")),
        sha256=_text(resource, "hash") if len(_text(resource, "hash")) == 64 else "",
        md5=_text(resource, "infoprog_md5"),
        address=_text(resource, "url"),
        permanent=permanent.get(_text(resource, "id"), ""),
        modified=_moment(resource, "last_modified") or _moment(resource, "created"),
        rows=_number(resource.get("infoprog_rows")),
        schema=_schema(_text(resource, "schema")),
        is_table=bool(resource.get("datastore_active")),
    )


def _schema(text: str) -> Plain | None:
    """Return a Table Schema that a resource carries, where it is one that can be read."""
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return None
    fields = found.get("fields") if isinstance(found, dict) else None
    if not isinstance(fields, list) or not all(_is_field(one) for one in fields):
        return None
    return found


def _is_field(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("name"), str)


def _structure(files: Iterable[File]) -> str:
    """Return where the structure stands: for good where the file is a version's."""
    found = next((one for one in files if one.kind == STRUCTURE), None)
    return (found.permanent or found.address) if found else ""


def _tags(dataset: Plain) -> tuple[str, ...]:
    return tuple(str(one["name"]) for one in dataset.get("tags") or ())


def _keywords_en(dataset: Plain) -> tuple[str, ...]:
    words = _text(dataset, "infoprog_keywords_en").split(",")
    return tuple(one.strip() for one in words if one.strip())


def _texts(entry: Plain, name: str) -> Texts:
    return MappingProxyType({i18n.DEFAULT: _text(entry, name), "en": _text(entry, f"{name}_en")})


def _moment(entry: Plain, name: str) -> str:
    return utc(_text(entry, name))


def _text(entry: Plain, name: str) -> str:
    found = entry.get(name)
    return str(found).strip() if isinstance(found, str | int | float) else ""


def _number(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() else None
