"""What the DCAT harvester makes of a file of a dataset."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from ckanext.infoprog.core.harvest.rdf import Graph

if TYPE_CHECKING:
    from rdflib.term import Node

IANA: Final = "iana.org/assignments/media-types"
Json = dict[str, Any]
Declared = Mapping[str, Any]


def resource(graph: Graph, node: Node, declared: Declared, lang: str) -> Json:
    """Return the resource that the profile reads of a distribution."""
    found = _fields(graph, node, declared["resource"], lang)
    found |= {key: json.dumps(value) for key, value in _lists(graph, node, declared["resource"])}
    found["url"] = found.get("download_url") or found.get("access_url", "")
    media, label = _format(graph, node, lang)
    label = declared["formats"].get(media, label)
    found |= {key: text for key, text in (("mimetype", media), ("format", label or media)) if text}
    with suppress(ValueError):
        found["size"] = int(float(graph.value(node, "dcat:byteSize", lang)))
    for checksum in graph.nodes(node, "spdx:checksum"):
        found["hash_algorithm"] = graph.value(checksum, "spdx:algorithm", lang)
        found["hash"] = graph.value(checksum, "spdx:checksumValue", lang)
    found |= {"uri": graph.address(node), "distribution_ref": str(node)}
    services = [_service(graph, one, declared["service"], lang) for one in _services(graph, node)]
    return found | ({"access_services": json.dumps(services)} if services else {})


def _services(graph: Graph, node: Node) -> list[Node]:
    return graph.nodes(node, "dcat:accessService")


def _service(graph: Graph, node: Node, declared: Declared, lang: str) -> Json:
    """Return the API that a file is also got by."""
    found = _fields(graph, node, declared, lang) | dict(_lists(graph, node, declared))
    return found | {"uri": graph.address(node), "access_service_ref": str(node)}


def _fields(graph: Graph, node: Node, declared: Declared, lang: str) -> Json:
    said = ((key, graph.value(node, at, lang)) for key, at in declared["fields"].items())
    return {key: value for key, value in said if value}


def _lists(graph: Graph, node: Node, declared: Declared) -> Iterator[tuple[str, list[str]]]:
    for key, at in declared["lists"].items():
        if values := graph.values(node, at):
            yield key, values


def _format(graph: Graph, node: Node, lang: str) -> tuple[str, str]:
    """Return media type and format as they are read: an address of either stays an address."""
    media, label = graph.value(node, "dcat:mediaType", lang), ""
    for one in graph.nodes(node, "dct:format")[:1]:
        if graph.is_text(one):
            media, label = (str(one), "") if not media and "/" in str(one) else (media, str(one))
        elif graph.is_of_type(one, "dct:IMT"):
            media, label = media or graph.value(one, "rdf:value"), graph.value(one, "rdfs:label")
        elif IANA in str(one) and not media:
            media = str(one)
        elif graph.address(one):
            label = str(one)
    return media, label
