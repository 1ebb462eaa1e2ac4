"""Names of vocabularies, the EU's authority terms, and how nodes are made of them with rdflib."""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF as RDF
from rdflib.namespace import RDFS as RDFS
from rdflib.namespace import SKOS as SKOS
from rdflib.namespace import XSD as XSD
from rdflib.term import Node

from ckanext.infoprog.core import codes

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

EU: Final = "http://publications.europa.eu/resource/authority/"
IANA: Final = "https://www.iana.org/assignments/media-types/"
# As the EU's shapes of controlled vocabularies spell it; SPDX itself writes http.
SHA256: Final = URIRef("https://spdx.org/rdf/terms#checksumAlgorithm_sha256")
TABLE_SCHEMA: Final = "https://datapackage.org/profiles/1.0/tableschema.json"
# Formats by CKAN's name; a format that the EU does not name stays without a term.
FILE_TYPES: Final[Mapping[str, str]] = {
    **{name: name for name in ("CSV", "XLSX", "XLS", "ODS", "ZIP", "JSON", "XML", "PDF", "TXT")},
    **{name: name for name in ("DOC", "DOCX", "ODT", "RTF", "HTML", "GEOJSON", "KML", "PNG")},
    "JSON-LD": "JSON_LD",
    "RDF": "RDF_XML",
    "TTL": "RDF_TURTLE",
}
# A public body's CC BY is version 4.0, as the form says; other licences keep their own address.
LICENCES: Final[Mapping[str, str]] = {"cc-by": "CC_BY_4_0", "cc-zero": "CC0"}
# CKAN's own titles: by them ckanext-dcat finds a licence again whose address is the EU's.
LICENCE_TITLES: Final[Mapping[str, str]] = {
    "cc-by": "Creative Commons Attribution",
    "cc-zero": "Creative Commons CCZero",
}
PREFIXES: Final = {
    **{"adms": ADMS, "dcat": DCAT, "dct": DCT, "foaf": FOAF, "hydra": HYDRA},
    **{"skos": SKOS, "spdx": SPDX, "vcard": VCARD},
}
# What RFC 3987 leaves as it stands in an address.
SAFE: Final = "/:?#[]@!$&'()*+,;=%~-._"


def bind(graph: Graph) -> None:
    """Give the vocabularies their usual prefixes."""
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)


def part(of: str, name: str) -> URIRef:
    """Return the lasting name of something that belongs to a named thing."""
    return iri(f"{of}-{name}" if "#" in of else f"{of}#{name}")


def iri(text: str) -> URIRef:
    """Return an address that every serialisation can carry."""
    return URIRef(quote(text, safe=SAFE))


def web(text: str) -> URIRef | None:
    """Return an address of the web, None where the text is none."""
    return iri(text) if codes.is_web_address(text) else None


def authority(scheme: str, code: str) -> URIRef:
    """Return a term of the EU's authority tables."""
    return URIRef(f"{EU}{scheme}/{code}")


def texts(graph: Graph, of: Node, name: URIRef, said: Mapping[str, str]) -> None:
    """Say a text in each language that has it."""
    for lang, text in said.items():
        if text:
            graph.add((of, name, Literal(text, lang=lang)))


def node(graph: Graph, of: Node, name: URIRef, value: URIRef | None, kind: URIRef) -> None:
    """Lead to a thing and say of which kind it is; an authority's term names its table."""
    if value is None:
        return
    graph.add((of, name, value))
    graph.add((value, RDF.type, kind))
    if str(value).startswith(EU):
        graph.add((value, SKOS.inScheme, URIRef(str(value).rpartition("/")[0])))


def resource(graph: Graph, of: Node, name: URIRef, value: URIRef) -> None:
    """Lead to a thing that is of no kind but its own address."""
    node(graph, of, name, value, RDFS.Resource)


def literals(graph: Graph, of: Node, values: Iterable[tuple[URIRef, object, URIRef]]) -> None:
    """Say typed values; what is unknown is not said."""
    for name, value, kind in values:
        if value not in ("", None):
            graph.add((of, name, Literal(str(value), datatype=kind)))


def label(graph: Graph, of: Node, text: str, lang: str | None = None) -> None:
    """Say in words what a node is."""
    graph.add((of, RDFS.label, Literal(text, lang=lang)))


def file_type(name: str) -> URIRef | None:
    """Return the EU's term of a file format, None where it has none."""
    found = FILE_TYPES.get(name.upper())
    return authority("file-type", found) if found else None


def media_type(name: str) -> URIRef | None:
    """Return IANA's address of a media type."""
    plain = name.partition(";")[0].strip().lower()
    return iri(IANA + plain) if plain.count("/") == 1 else None
