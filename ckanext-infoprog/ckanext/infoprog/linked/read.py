"""A dataset of another such portal, read out of its DCAT: what ckanext-dcat leaves behind.

Only what the rules of a passport allow is taken; the rest stays where ckanext-dcat has put it.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.infoprog.core.passport import elements, vocabulary
from ckanext.infoprog.core.passport.elements import Asked
from ckanext.infoprog.linked.terms import ADMS, DCAT, DCT, FOAF, RDFS, SKOS, VCARD

Json = dict[str, Any]
UK, EN = "uk", "en"
#: The extras of ckanext-dcat that say the same as a field of ours.
SAID_TWICE: Final = frozenset(
    {"uri", "language", "frequency", "provenance", "conforms_to", "temporal_start"}
    | {"temporal_end", "spatial_text", "publisher_name", "publisher_identifier"}
    | {"contact_name", "contact_email"}
)


def fill(graph: Graph, dataset: URIRef, found: Json) -> None:
    """Give a dataset that ckanext-dcat has read the fields of our schema."""
    said = {name: text for name, text in _said(graph, dataset) if text}
    start = said.get("infoprog_temporal_start", "")
    asked = Asked(dt.datetime.now(dt.UTC).date(), start=start)
    known = elements.elements()
    fit = {
        name: text
        for name, text in said.items()
        if name not in known or not elements.examine(known[name], name, text, asked)
    }
    words = [str(word) for word in _literals(graph, dataset, DCAT.keyword, UK)]
    found |= fit
    found["uri"] = str(dataset)
    found["tags"] = [{"name": word} for word in words] or found.get("tags") or []
    found["extras"] = [one for one in found["extras"] if one["key"] not in SAID_TWICE]


def _said(graph: Graph, dataset: URIRef) -> Iterator[tuple[str, str]]:
    for lang, ending in ((UK, ""), (EN, "_en")):
        yield f"title{ending}", _text(graph, dataset, DCT.title, lang)
        yield f"notes{ending}", _text(graph, dataset, DCT.description, lang)
        purpose = graph.value(dataset, DCT.provenance)
        yield f"infoprog_purpose{ending}", _text(graph, purpose, RDFS.label, lang)
    english = _literals(graph, dataset, DCAT.keyword, EN)
    yield "infoprog_keywords_en", ", ".join(str(word) for word in english)
    yield "infoprog_language", _language(graph.value(dataset, DCT.language))
    yield "infoprog_update_frequency", _frequency(graph.value(dataset, DCT.accrualPeriodicity))
    yield "infoprog_data_as_of", str(graph.value(dataset, DCT.valid) or "")
    standards = sorted(str(one) for one in graph.objects(dataset, DCT.conformsTo))
    yield "infoprog_conforms_to", "\n".join(standards)
    yield from _parts(graph, dataset)


def _parts(graph: Graph, dataset: URIRef) -> Iterator[tuple[str, str]]:
    """Yield what is said of the publisher, the contact, the place and the period."""
    publisher = graph.value(dataset, DCT.publisher)
    yield "infoprog_publisher_name", _text(graph, publisher, FOAF.name, UK)
    yield "infoprog_publisher_id", _code(graph, publisher)
    contact = graph.value(dataset, DCAT.contactPoint)
    email = str(_value(graph, contact, VCARD.hasEmail)).removeprefix("mailto:")
    name = str(_value(graph, contact, VCARD.fn))
    yield "maintainer", "" if name == email else name
    yield "maintainer_email", email
    place = graph.value(dataset, DCT.spatial)
    yield "infoprog_spatial", _text(graph, place, SKOS.prefLabel, UK)
    yield "infoprog_catuttc", _code(graph, place)
    period = graph.value(dataset, DCT.temporal)
    yield "infoprog_temporal_start", str(_value(graph, period, DCAT.startDate))
    yield "infoprog_temporal_end", str(_value(graph, period, DCAT.endDate))


def _literals(graph: Graph, of: Node | None, name: URIRef, lang: str) -> list[Literal]:
    listed = graph.objects(of, name) if of is not None else ()
    return [one for one in listed if isinstance(one, Literal) and one.language == lang]


def _text(graph: Graph, of: Node | None, name: URIRef, lang: str) -> str:
    return next((str(one) for one in _literals(graph, of, name, lang)), "")


def _value(graph: Graph, of: Node | None, name: URIRef) -> Node | str:
    return (graph.value(of, name) if of is not None else None) or ""


def _code(graph: Graph, of: Node | None) -> str:
    """Return the code of something in a national register."""
    register = _value(graph, of, ADMS.identifier)
    return str(_value(graph, register, SKOS.notation)) if isinstance(register, Node) else ""


def _language(term: Node | None) -> str:
    known = {one.eu: one.value for one in vocabulary.languages().values()}
    return known.get(str(term), "")


def _frequency(term: Node | None) -> str:
    known = {one.eu: one.value for one in vocabulary.frequencies().values()}
    return known.get(str(term), "")
