"""A page of a catalogue as a graph, asked by names such as `dct:title`: core's use of rdflib."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from ckanext.infoprog.core.errors import InfoprogError

if TYPE_CHECKING:
    from rdflib.term import Node

#: The longest page that the DCAT harvester takes.
MOST_BYTES: Final = 50 * 1024 * 1024


class GraphError(InfoprogError):
    """A page of a catalogue cannot be read as RDF."""


class Graph:
    """Statements, read in the order in which the page makes them."""

    def __init__(self, text: str, form: str, prefixes: Mapping[str, str]) -> None:
        """Read a page; `form` is rdflib's name of its serialisation."""
        import rdflib

        self._prefixes = prefixes
        self._graph = rdflib.Graph()
        try:
            self._graph.parse(data=text, format=form)
        except Exception as error:  # noqa: BLE001 - each of rdflib's parsers raises its own
            raise GraphError(f"The catalogue cannot be read as RDF: {error}") from error

    def of_type(self, kind: str) -> list[Node]:
        """Return what is of a type."""
        from rdflib.namespace import RDF

        return list(self._graph.subjects(RDF.type, self._name(kind)))

    def is_of_type(self, node: Node, kind: str) -> bool:
        """Tell whether a node is of a type."""
        return node in self.of_type(kind)

    def nodes(self, of: Node, name: str) -> list[Node]:
        """Return what a property leads to."""
        return list(self._graph.objects(of, self._name(name)))

    def values(self, of: Node, name: str) -> list[str]:
        """Return the values of a property as texts."""
        return [str(one) for one in self.nodes(of, name)]

    def value(self, of: Node, name: str, lang: str = "") -> str:
        """Return one value: the literal of the language, else the first; of a node its label."""
        from rdflib import Literal

        fallback = ""
        for one in self.nodes(of, name):
            if not isinstance(one, Literal):
                labels = self.values(one, "rdfs:label")
                return labels[0] if labels else str(one)
            if one.language and one.language == lang:
                return str(one)
            fallback = fallback or str(one)
        return fallback

    def by_language(self, of: Node, name: str) -> dict[str, str]:
        """Return the literals of a property by their language; the last of each counts."""
        from rdflib import Literal

        literals = (one for one in self.nodes(of, name) if isinstance(one, Literal))
        return {one.language or "": str(one) for one in literals}

    def in_language(self, of: Node, name: str, lang: str) -> list[str]:
        """Return the literals of a property in one language, in their order."""
        from rdflib import Literal

        literals = (one for one in self.nodes(of, name) if isinstance(one, Literal))
        return [str(one) for one in literals if one.language == lang]

    @staticmethod
    def address(node: Node) -> str:
        """Return the URI of a node, nothing where it has none."""
        from rdflib import URIRef

        return str(node) if isinstance(node, URIRef) else ""

    @staticmethod
    def is_text(node: Node) -> bool:
        """Tell whether a node is a literal."""
        from rdflib import Literal

        return isinstance(node, Literal)

    def _name(self, name: str) -> Node:
        from rdflib import URIRef

        prefix, _, local = name.partition(":")
        return URIRef(self._prefixes[prefix] + local)


def pages(graph: Graph) -> Iterator[str]:
    """Yield the address of the next page, where there is one."""
    for kind in ("hydra:PartialCollectionView", "hydra:PagedCollection"):
        for page in graph.of_type(kind):
            yield from graph.values(page, "hydra:next")[:1]
