"""What the DCAT harvester makes of a dataset, as ckanext-dcat 2.4 reads it by DCAT-AP 3.

It knows the dataset by its URI alone and updates it on every run. Which property it reads into
which key stands in dcat.yaml.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from ckanext.infoprog.core import package
from ckanext.infoprog.core.harvest import dcatfiles, foretold, munge, peerway, rdf
from ckanext.infoprog.core.harvest.carried import Kind
from ckanext.infoprog.core.harvest.foretold import Foretold
from ckanext.infoprog.core.harvest.rdf import Graph
from ckanext.infoprog.core.harvest.targets import Target

if TYPE_CHECKING:
    from rdflib.term import Node

#: ckan.locale_default of the target: no literal has such a tag, so the first of a text counts.
LOCALE: Final = "uk_UA"
MAILTO: Final = "mailto:"
Json = dict[str, Any]


@cache
def declared() -> Mapping[str, Any]:
    """Return the properties and keys of dcat.yaml."""
    folder = resources.files("ckanext.infoprog.core.harvest")
    found: Any = package.load_yaml((folder / "dcat.yaml").read_text("utf-8"))
    return dict(found)


def read(text: str, form: str = "xml") -> Graph:
    """Return a page of a catalogue as a graph."""
    return Graph(text, form, declared()["prefixes"])


def next_page(graph: Graph) -> str:
    """Return the address of the page behind this one, nothing on the last."""
    return next(rdf.pages(graph), "")


def datasets(graph: Graph) -> Iterator[tuple[str, Node]]:
    """Yield the identifier and the node of every dataset of a page."""
    for node in graph.of_type("dcat:Dataset"):
        yield graph.value(node, "dct:identifier"), node


def foretell(graph: Graph, node: Node, target: Target, name: str) -> Foretold:
    """Return what arrives of a dataset; `name` is its address here, for the findings."""
    brought = _moved(_parsed(graph, node), target)
    if target.kind == Kind.PEER:
        brought = peerway.read(graph, node, brought)
    brought["name"] = munge.slug(str(brought.get("title", "")))
    return foretold.received(brought, target, name)


def _parsed(graph: Graph, node: Node) -> Json:
    """Return the dataset that the profile reads."""
    told = declared()["dataset"]
    found: Json = _known({key: graph.value(node, at, LOCALE) for key, at in told["fields"].items()})
    found |= _known({"version": _first(graph.value(node, at, LOCALE) for at in told["versions"])})
    found["tags"] = [{"name": word} for word in _keywords(graph, node)]
    extras = {key: graph.value(node, at, LOCALE) for key, at in told["extras"].items()}
    lists = {key: _listed(graph, node, at) for key, at in told["lists"].items()}
    extras |= {**lists, **_contact(graph, node), **_agents(graph, node), **_period(graph, node)}
    extras |= {**_place(graph, node), "access_rights": _rights(graph, node)}
    uri = graph.address(node)
    given = [{"key": key, "value": value} for key, value in _known(extras).items()]
    found["extras"] = [*given, {"key": "uri", "value": uri}, {"key": "guid", "value": uri}]
    files = graph.nodes(node, "dcat:distribution")
    found["license_id"] = _licence(graph, files)
    found["resources"] = [dcatfiles.resource(graph, one, declared(), LOCALE) for one in files]
    return found


def _moved(found: Json, target: Target) -> Json:
    """Return the dataset with the extras in the fields that the target's schema has for them."""
    said = {one["key"]: one["value"] for one in found["extras"]}
    owned = {key: value for key, value in said.items() if key in target.owned}
    left = [{"key": key, "value": value} for key, value in said.items() if key not in owned]
    return {**found, **owned, "extras": left}


def _keywords(graph: Graph, node: Node) -> Iterator[str]:
    for word in graph.values(node, "dcat:keyword"):
        yield from (part.strip() for part in word.split(",")) if "," in word else (word,)


def _contact(graph: Graph, node: Node) -> dict[str, str]:
    """Return the first contact."""
    for one in graph.nodes(node, "dcat:contactPoint"):
        said = graph.by_language(one, "vcard:fn")
        named = said.get("uk") or graph.value(one, "vcard:fn", LOCALE)
        return {
            "contact_uri": graph.address(one),
            "contact_name": named,
            "contact_email": _mail(graph.value(one, "vcard:hasEmail", LOCALE)),
            "contact_identifier": graph.value(one, "vcard:hasUID", LOCALE),
            "contact_url": graph.value(one, "vcard:hasURL", LOCALE),
        }
    return {}


def _agents(graph: Graph, node: Node) -> dict[str, str]:
    """Return the first publisher and the first creator."""
    found: dict[str, str] = {}
    for key, at in declared()["dataset"]["agents"].items():
        for one in graph.nodes(node, at)[:1]:
            said = graph.by_language(one, "foaf:name")
            mail = graph.value(one, "foaf:mbox", LOCALE) or graph.value(one, "vcard:hasEmail")
            found |= {
                f"{key}_uri": graph.address(one),
                f"{key}_name": said.get("uk") or said.get("") or next(iter(said.values()), ""),
                f"{key}_email": _mail(mail),
                f"{key}_url": graph.value(one, "foaf:homepage", LOCALE),
                f"{key}_type": graph.value(one, "dct:type", LOCALE),
                f"{key}_identifier": graph.value(one, "dct:identifier", LOCALE),
            }
    return found


def _period(graph: Graph, node: Node) -> dict[str, str]:
    for one in graph.nodes(node, "dct:temporal"):
        for start, end in declared()["dataset"]["periods"]:
            said = graph.value(one, start, LOCALE), graph.value(one, end, LOCALE)
            if any(said):
                return {"temporal_start": said[0], "temporal_end": said[1]}
    return {}


def _place(graph: Graph, node: Node) -> dict[str, str]:
    """Return address and name of the territory; the last of several counts."""
    found: dict[str, str] = {}
    for one in graph.nodes(node, "dct:spatial"):
        if graph.is_text(one):
            found["spatial_text"] = str(one)
            continue
        found |= _known({"spatial_uri": graph.address(one)})
        if graph.is_of_type(one, "dct:Location"):
            labels = [*graph.values(one, "skos:prefLabel"), *graph.values(one, "rdfs:label")]
            found |= {"spatial_text": labels[-1]} if labels else {}
    return found


def _rights(graph: Graph, node: Node) -> str:
    return _first(str(one) for one in graph.nodes(node, "dct:accessRights")[:1])


def _licence(graph: Graph, files: list[Node]) -> str:
    """Return CKAN's licence of the first file that has one that CKAN knows: by address or title."""
    addresses, titles = declared()["licences"], declared()["licence_titles"]
    named = (licence for one in files for licence in graph.nodes(one, "dct:license")[:1])
    return _first(
        addresses.get(str(one)) or titles.get(graph.value(one, "dct:title", LOCALE), "")
        for one in named
    )


def _listed(graph: Graph, node: Node, at: str) -> str:
    values = graph.values(node, at)
    return json.dumps(values) if values else ""


def _mail(text: str) -> str:
    return text.replace(MAILTO, "")


def _first(texts: Iterator[str]) -> str:
    return next((text for text in texts if text), "")


def _known(found: Mapping[str, Any]) -> Json:
    """Return what is said; nothing is said by an empty text."""
    return {key: value for key, value in found.items() if value}
