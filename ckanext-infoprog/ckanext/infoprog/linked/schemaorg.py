"""A dataset as schema.org describes one: what search engines require and recommend."""

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.infoprog import addresses
from ckanext.infoprog.core.passport.record import File, Passport, Publisher, said
from ckanext.infoprog.core.passport.vocabulary import language
from ckanext.infoprog.linked import files

Json = dict[str, Any]


def describe(of: Passport, lang: str) -> Json:
    """Return the description in a reader's language; what is unknown is left out."""
    title = said(of.title, lang) or of.name
    others = [text for text in of.title.values() if text and text != title]
    publisher = _publisher(of.publisher, lang)
    spoken = language(of.language)
    found: Json = {
        **{"@context": "https://schema.org/", "@type": "Dataset", "@id": of.uri},
        **{"name": title, "alternateName": others, "url": of.page},
        "description": said(of.description, lang) or title,
        "identifier": [of.id, of.uri],
        "keywords": [word for words in of.keywords.values() for word in words],
        "license": str(files.licence(of) or "") or of.licence.title,
        "isAccessibleForFree": True,
        **{"creator": publisher, "publisher": publisher},
        **{"datePublished": of.issued, "dateModified": of.modified},
        "version": str(of.version.number) if of.version else "",
        "inLanguage": spoken.tag if spoken else "",
        "temporalCoverage": _period(of),
        "spatialCoverage": _place(of),
        "includedInDataCatalog": _catalogue(),
        "distribution": [_file(one, lang) for one in of.files if one.address],
    }
    return _known(found)


def _publisher(of: Publisher, lang: str) -> Json:
    code = {"@type": "PropertyValue", "propertyID": "ЄДРПОУ", "value": of.edrpou}
    name = said(of.name, lang)
    found = {"@type": "Organization", "name": name, "identifier": code if of.edrpou else None}
    return _known(found) if name else {}


def _period(of: Passport) -> str:
    """Return the period as ISO 8601 writes an interval; two points stand for an open end."""
    if not (of.temporal_start or of.temporal_end):
        return ""
    return f"{of.temporal_start or '..'}/{of.temporal_end or '..'}"


def _place(of: Passport) -> Json:
    code = {"@type": "PropertyValue", "propertyID": "КАТОТТГ", "value": of.catuttc}
    found = {"name": of.spatial, "identifier": code if of.catuttc else None}
    return _known({"@type": "Place", **found}) if of.spatial or of.catuttc else {}


def _catalogue() -> Json:
    site = {"name": str(tk.config["ckan.site_title"]), "url": addresses.absolute("/")}
    return {"@type": "DataCatalog", **site}


def _file(file: File, lang: str) -> Json:
    return _known(
        {
            **{"@type": "DataDownload", "name": said(file.title, lang)},
            **{"description": said(file.description, lang), "contentUrl": file.address},
            "encodingFormat": file.mimetype or file.format,
            "contentSize": f"{file.size} B" if file.size is not None else "",
            **{"sha256": file.sha256, "dateModified": file.modified},
        }
    )


def _known(found: Json) -> Json:
    return {name: value for name, value in found.items() if value not in ("", None, [], {})}
