"""What a portal with our schema makes of a harvested dataset, over and above the harvesters.

Its profile of DCAT reads every element of the passport, and what it gives out for harvesters it
makes anew of its own fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ckanext.infoprog.core.harvest import exported
from ckanext.infoprog.core.harvest.rdf import Graph
from ckanext.infoprog.core.passport import elements, vocabulary
from ckanext.infoprog.core.passport.elements import Asked

if TYPE_CHECKING:
    from rdflib.term import Node

Json = dict[str, Any]
UK, EN = "uk", "en"
#: What the target's own clock says of a date of the future cannot be known: none is refused.
NO_DAY: Final = date.max
#: Extras of the harvester that say the same as a field of ours.
_SAID_TWICE: Final = frozenset(
    {"uri", "language", "frequency", "provenance", "conforms_to", "temporal_start"}
    | {"temporal_end", "spatial_text", "publisher_name", "publisher_identifier"}
    | {"contact_name", "contact_email"}
)


def read(graph: Graph, node: Node, brought: Json) -> Json:
    """Return a dataset with the fields of our schema that its description says."""
    said = {name: text for name, text in _said(graph, node) if text}
    asked = Asked(NO_DAY, start=said.get("infoprog_temporal_start", ""))
    known = elements.elements()
    fit = {
        name: text
        for name, text in said.items()
        if name not in known or not elements.examine(known[name], name, text, asked)
    }
    words = graph.in_language(node, "dcat:keyword", UK)
    extras = [one for one in brought["extras"] if one["key"] not in _SAID_TWICE]
    tags = [{"name": word} for word in words] or brought["tags"]
    return {**brought, **fit, "uri": str(node), "tags": tags, "extras": extras}


def shown(received: Json) -> list[Json]:
    """Return the extras as the target shows them; it says itself when the dataset came to it."""
    there = {**received, "metadata_created": ""}
    return [one for one in exported.shown(there) if one["key"] != "passport_issued"]


def _said(graph: Graph, node: Node) -> Iterator[tuple[str, str]]:
    for lang, ending in ((UK, ""), (EN, "_en")):
        yield f"title{ending}", _text(graph, [node], "dct:title", lang)
        yield f"notes{ending}", _text(graph, [node], "dct:description", lang)
        purpose = graph.nodes(node, "dct:provenance")
        yield f"infoprog_purpose{ending}", _text(graph, purpose, "rdfs:label", lang)
    yield "infoprog_keywords_en", ", ".join(graph.in_language(node, "dcat:keyword", EN))
    spoken = {one.eu: one.value for one in vocabulary.languages().values()}
    often = {one.eu: one.value for one in vocabulary.frequencies().values()}
    yield "infoprog_language", spoken.get(_first(graph, [node], "dct:language"), "")
    yield (
        "infoprog_update_frequency",
        often.get(_first(graph, [node], "dct:accrualPeriodicity"), ""),
    )
    yield "infoprog_data_as_of", _first(graph, [node], "dct:valid")
    yield "infoprog_conforms_to", "\n".join(sorted(graph.values(node, "dct:conformsTo")))
    yield from _parts(graph, node)


def _parts(graph: Graph, node: Node) -> Iterator[tuple[str, str]]:
    """Yield what is said of the publisher, the contact, the place and the period."""
    publisher = graph.nodes(node, "dct:publisher")
    yield "infoprog_publisher_name", _text(graph, publisher, "foaf:name", UK)
    yield "infoprog_publisher_id", _code(graph, publisher)
    contact = graph.nodes(node, "dcat:contactPoint")
    email = _first(graph, contact, "vcard:hasEmail").removeprefix("mailto:")
    name = _first(graph, contact, "vcard:fn")
    yield "maintainer", "" if name == email else name
    yield "maintainer_email", email
    place = graph.nodes(node, "dct:spatial")
    yield "infoprog_spatial", _text(graph, place, "skos:prefLabel", UK)
    yield "infoprog_catuttc", _code(graph, place)
    period = graph.nodes(node, "dct:temporal")
    yield "infoprog_temporal_start", _first(graph, period, "dcat:startDate")
    yield "infoprog_temporal_end", _first(graph, period, "dcat:endDate")


def _text(graph: Graph, of: list[Node], name: str, lang: str) -> str:
    """Return the text in a language that the first of some nodes says."""
    return next((text for one in of[:1] for text in graph.in_language(one, name, lang)), "")


def _first(graph: Graph, of: list[Node], name: str) -> str:
    return next((text for one in of[:1] for text in graph.values(one, name)), "")


def _code(graph: Graph, of: list[Node]) -> str:
    """Return the code of something in a national register."""
    registers = [one for node in of[:1] for one in graph.nodes(node, "adms:identifier")]
    return _first(graph, registers, "skos:notation")
