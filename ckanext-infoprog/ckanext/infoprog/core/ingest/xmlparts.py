"""XML parts of workbooks read as a stream: no DOCTYPE, no entities, bounded depth and size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from ckanext.infoprog.core.ingest.limits import Limits
from ckanext.infoprog.core.ingest.notes import refuse

SPLIT: Final = "|"
Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


@dataclass(slots=True)
class Budget:
    """How many elements all parts of one workbook may still have."""

    path: str
    limits: Limits
    elements: int = 0


def walk(
    part: str,
    chunks: Iterable[bytes],
    budget: Budget,
    start: Start,
    end: End | None = None,
    text: Text | None = None,
) -> None:
    """Call the handlers with namespaced names (`uri|local`) for each element of a part."""
    path, limits = budget.path, budget.limits
    depth, seen = 0, budget.elements

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, seen
        depth += 1
        seen += 1
        if depth > limits.xml_depth or seen > limits.xml_elements:
            raise refuse("too-many-elements", path, entry=part, limit=limits.xml_elements)
        start(name, attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name)

    def on_doctype(*_: object) -> None:
        raise refuse("unsafe-xml", path, entry=part)

    parser = expat.ParserCreate(namespace_separator=SPLIT)
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.StartDoctypeDeclHandler = on_doctype
    if text:
        parser.CharacterDataHandler = text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise refuse("damaged-workbook", path, entry=part, place="") from error
    finally:
        budget.elements = seen
