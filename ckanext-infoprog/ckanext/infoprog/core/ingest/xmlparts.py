"""XML parts of workbooks read as a stream: no DOCTYPE, no entities, bounded depth and size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from ckanext.infoprog.core.ingest.limits import Limits
from ckanext.infoprog.core.ingest.notes import refuse

SPLIT: Final = "|"


@dataclass(slots=True)
class Budget:
    """How many elements all parts of one workbook have had."""

    path: str
    limits: Limits
    elements: int = 0

    def take(self, part: str, elements: int, depth: int) -> None:
        """Count elements; too many, or nested too deep, end with RefusedError."""
        self.elements += elements
        if self.elements > self.limits.xml_elements or depth > self.limits.xml_depth:
            raise refuse("too-many-elements", self.path, entry=part, limit=self.limits.xml_elements)


class Handlers:
    """What is done with the elements of a part; names are `uri|local`. Subclasses keep `depth`."""

    depth = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        self.depth += 1

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self.depth -= 1

    def text(self, data: str) -> None:
        """Take characters."""


def walk(part: str, chunks: Iterable[bytes], budget: Budget, handlers: Handlers) -> None:
    """Call the handlers for each element of a part; elements are counted before they are parsed."""
    path = budget.path

    def on_doctype(*_: object) -> None:
        raise refuse("unsafe-xml", path, entry=part)

    parser = expat.ParserCreate(namespace_separator=SPLIT)
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartElementHandler = handlers.start
    parser.EndElementHandler = handlers.end
    parser.CharacterDataHandler = handlers.text
    parser.StartDoctypeDeclHandler = on_doctype
    try:
        for chunk in chunks:
            # every element has one "<" of its own; that its end tag has another is taken off
            budget.take(part, chunk.count(b"<") - chunk.count(b"</"), handlers.depth)
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise refuse("damaged-workbook", path, entry=part, place="") from error


def each(
    part: str,
    chunks: Iterable[bytes],
    budget: Budget,
    start: Callable[[str, Mapping[str, str]], None],
) -> None:
    """Call one function for the beginning of each element of a part."""
    walk(part, chunks, budget, _Each(start))


class _Each(Handlers):
    """Handlers that only look at beginnings."""

    def __init__(self, start: Callable[[str, Mapping[str, str]], None]) -> None:
        """Keep the function."""
        self._start = start

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        self.depth += 1
        self._start(name, attributes)
