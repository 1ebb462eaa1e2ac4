"""A line that lets one dataset say something that the city does not say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rdflib import Graph, Literal, Namespace, URIRef

from tests.portal.faulty import Fault, Reply

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")


def altered(path: str, dataset: Mapping[str, Any], *, notes: str = "", tag: str = "") -> Fault:
    """Return a fault that gives a dataset another description or one more keyword."""

    def by_ckan(reply: Reply) -> Reply:
        told = json.loads(reply.body)
        for one in told["result"]["results"]:
            if one["id"] == dataset["id"]:
                one["notes"] = notes or one["notes"]
                one["tags"] += [{"name": tag}] if tag else []
        return replace(reply, body=json.dumps(told).encode())

    def by_dcat(reply: Reply) -> Reply:
        graph, node = Graph().parse(data=reply.body, format="xml"), URIRef(dataset["uri"])
        if notes:
            graph.set((node, DCT.description, Literal(notes, lang="uk")))
        if tag and (node, None, None) in graph:
            graph.add((node, DCAT.keyword, Literal(tag, lang="uk")))
        return replace(reply, body=graph.serialize(format="xml", encoding="utf-8"))

    change = by_ckan if path == "ckan" else by_dcat
    return lambda reply: change(reply) if reply.body else reply
