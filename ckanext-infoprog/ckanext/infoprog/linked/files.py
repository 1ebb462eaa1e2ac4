"""The files of a dataset as DCAT distributions."""

import mimetypes
from collections.abc import Mapping
from typing import Any

from rdflib import Graph, Literal, URIRef

from ckanext.infoprog import addresses
from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.core.passport.record import COMPRESSED, File, Passport
from ckanext.infoprog.core.passport.vocabulary import language
from ckanext.infoprog.linked import identity, terms
from ckanext.infoprog.linked.terms import DCAT, DCT, FOAF, RDF, SPDX, XSD

# Whose address gives the file itself, not a page about it.
STORED = frozenset({"upload", "datastore", addresses.URL_TYPE})


def add(graph: Graph, dataset: URIRef, of: Passport, resources: list[dict[str, Any]]) -> None:
    """Describe every file of a dataset."""
    raw = {str(one["id"]): one for one in resources}
    for file in of.files:
        found = identity.resource(str(dataset), file.id)
        graph.add((dataset, DCAT.distribution, found))
        graph.add((found, RDF.type, DCAT.Distribution))
        _describe(graph, found, of, file)
        _addresses(graph, found, of, file, raw.get(file.id, {}))
        _form(graph, found, of, file)
        _checksum(graph, found, file)
        if file.is_table:
            graph.add((found, DCAT.accessService, terms.part(str(dataset), "api")))


def licence(of: Passport) -> URIRef | None:
    """Return the EU's or the licence's own address, None where the publisher is silent."""
    code = terms.LICENCES.get(of.licence.id)
    return terms.authority("licence", code) if code else terms.web(of.licence.url)


def say_licence(graph: Graph, found: URIRef, of: Passport) -> None:
    """Say under which licence something stands, with the title by which CKAN knows it."""
    named = licence(of)
    terms.node(graph, found, DCT.license, named, DCT.LicenseDocument)
    title = terms.LICENCE_TITLES.get(of.licence.id)
    if named is not None and title:
        graph.add((named, DCT.title, Literal(title, lang="en")))


def _describe(graph: Graph, found: URIRef, of: Passport, file: File) -> None:
    terms.texts(graph, found, DCT.title, file.title)
    terms.texts(graph, found, DCT.description, file.description)
    graph.add((found, DCT.identifier, Literal(file.id)))
    say_licence(graph, found, of)
    if spoken := language(of.language):
        terms.node(graph, found, DCT.language, URIRef(spoken.eu), DCT.LinguisticSystem)
    terms.literals(graph, found, [(DCT.modified, file.modified, XSD.dateTime)])
    terms.literals(graph, found, [(DCAT.byteSize, file.size, XSD.nonNegativeInteger)])


def _addresses(
    graph: Graph, found: URIRef, of: Passport, file: File, raw: Mapping[str, Any]
) -> None:
    """Say where the file is got: of this version for good where publications made it."""
    page = terms.iri(f"{of.page}/resource/{file.id}")
    there = terms.web(file.address)
    if there is not None and raw.get("url_type") in STORED:
        graph.add((found, DCAT.downloadURL, there))
        graph.add((found, DCAT.accessURL, page))
    else:
        graph.add((found, DCAT.accessURL, there if there is not None else page))
    if file.permanent:
        terms.node(graph, found, FOAF.page, terms.iri(file.permanent), FOAF.Document)


def _form(graph: Graph, found: URIRef, of: Passport, file: File) -> None:
    """Say format, media type, packing, and the schema that the rows keep to."""
    terms.node(graph, found, DCT["format"], terms.file_type(file.format), DCT.MediaTypeOrExtent)
    guessed, _packed = mimetypes.guess_type(f"file.{file.format.lower()}")
    media = terms.media_type(file.mimetype or guessed or "")
    terms.node(graph, found, DCAT.mediaType, media, DCT.MediaType)
    if media is not None:  # ckanext-dcat takes the label for the type, and knows the format by it
        terms.label(graph, media, str(media).removeprefix(terms.IANA))
    if file.format in COMPRESSED:
        terms.node(graph, found, DCAT.compressFormat, media, DCT.MediaType)
        terms.node(graph, found, DCAT.packageFormat, media, DCT.MediaType)
    if file.schema:
        standard = terms.iri(terms.TABLE_SCHEMA)
        terms.node(graph, found, DCT.conformsTo, standard, DCT.Standard)
        graph.add((standard, DCT.title, Literal("Table Schema", lang="en")))
        own = terms.iri(addresses.absolute(paths.structure(of.name, file.id)))
        terms.node(graph, found, DCT.conformsTo, own, DCT.Standard)
        terms.texts(graph, own, DCT.title, file.title)


def _checksum(graph: Graph, found: URIRef, file: File) -> None:
    if not file.sha256:
        return
    checksum = terms.part(str(found), "sha256")
    terms.node(graph, found, SPDX.checksum, checksum, SPDX.Checksum)
    terms.node(graph, checksum, SPDX.algorithm, terms.SHA256, SPDX.ChecksumAlgorithm)
    terms.literals(graph, checksum, [(SPDX.checksumValue, file.sha256, XSD.hexBinary)])
