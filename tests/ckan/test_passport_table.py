"""The tables in docs/ that lead from the passport to DCAT are held to what is written."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from ckanext.dcat.processors import RDFSerializer
from rdflib import Graph, URIRef
from rdflib.term import Node

from ckanext.infoprog.linked.terms import PREFIXES
from tests.ckan.described import WHOLE, graph_of
from tests.ckan.publishing import ROOT
from tests.docs.tables import table

Json = dict[str, Any]
CODE = re.compile(r"`([a-z]+:[A-Za-z]+)`")
FIELD = re.compile(r"`([^`]+)`")
PASSPORT = ROOT / "docs" / "passport.md"
DCAT_PAGE = ROOT / "docs" / "dcat.md"
FILE = {"url": "https://example.org/a.zip", "format": "ZIP", "mimetype": "application/zip"}
# The law's keywords are one text in the form and tags in the catalogue.
STORED = {"tag_string": "tags"}


def properties(cell: str) -> set[URIRef]:
    """Return the properties that a cell of a table names."""
    named = (one.split(":") for one in CODE.findall(cell))
    return {URIRef(str(PREFIXES[prefix]) + name) for prefix, name in named}


def said(graph: Graph, of: Node, name: URIRef) -> set[tuple[Node, ...]]:
    """Return all that a property of a thing leads to."""
    found: set[tuple[Node, ...]] = set()
    ends = [(of, name, end) for end in graph.objects(of, name)]
    while ends:
        triple = ends.pop()
        if triple not in found:
            found.add(triple)
            ends += graph.triples((triple[2], None, None))
    return found


@pytest.fixture
def describe(dataset: Callable[..., Json]) -> Callable[..., tuple[Graph, URIRef]]:
    """Return a function that describes a whole dataset with changed fields, under one URI."""
    made = dataset(**WHOLE, resources=[FILE])
    shown = graph_of(made["name"])
    uri = URIRef(made["uri"])
    assert (uri, None, None) in shown

    def describe(**changes: object) -> tuple[Graph, URIRef]:
        serializer = RDFSerializer()
        serializer.graph_from_dataset({**made, **changes})
        return serializer.g, uri

    return describe


class TestPassportTable:
    def test_each_row(self, describe: Callable[..., tuple[Graph, URIRef]]) -> None:
        """What a row names in its DCAT column is what the field of the row changes."""
        whole, uri = describe()
        wrong, judged = [], 0
        for row in table(PASSPORT, "element"):
            fields = [STORED.get(one, one) for one in FIELD.findall(row["field"])]
            for field in (one for one in fields if one in WHOLE):
                judged += 1
                less, _uri = describe(**{field: [] if field == "tags" else ""})
                changed = {
                    name
                    for name in set(whole.predicates(uri)) | set(less.predicates(uri))
                    if said(whole, uri, name) != said(less, uri, name)
                }
                if not changed & properties(row["DCAT property"]):
                    wrong.append((field, sorted(changed)))
        assert wrong == []
        assert judged == len(WHOLE)

    def test_every_property_is_written(self, describe: Callable[..., tuple[Graph, URIRef]]) -> None:
        """Each property that the table names stands in the description of a whole dataset."""
        graph, _uri = describe()
        named = {
            one for row in table(PASSPORT, "element") for one in properties(row["DCAT property"])
        }
        missing = {one for one in named if (None, one, None) not in graph}
        assert missing == {URIRef(str(PREFIXES["dcat"]) + "version")}  # of published ones only

    def test_annex(self, describe: Callable[..., tuple[Graph, URIRef]]) -> None:
        """The item of the annex is in no property, as the table says."""
        first, second = (describe(infoprog_annex_item=one)[0] for one in ("additional", ""))
        assert set(first) == set(second)


class TestDcatPage:
    def test_nothing_is_left_out(self, describe: Callable[..., tuple[Graph, URIRef]]) -> None:
        """Every property of a dataset and of its files stands in a table of the page on DCAT."""
        graph, uri = describe()
        page = properties(DCAT_PAGE.read_text("utf-8"))
        distribution = URIRef(str(PREFIXES["dcat"]) + "distribution")
        files = list(graph.objects(uri, distribution))
        written = {name for one in (uri, *files) for name in graph.predicates(one)}
        kind = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        assert written - page - {kind, distribution} == set()
