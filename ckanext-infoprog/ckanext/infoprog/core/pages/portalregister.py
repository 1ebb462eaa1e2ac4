"""The register of disagreements of all documents on the portal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.pages import parts, plainframe, register
from ckanext.infoprog.core.pages.discrepancypage import DiscrepancyPage
from ckanext.infoprog.core.pages.frame import Reader
from ckanext.infoprog.core.pages.parts import Part
from ckanext.infoprog.core.pages.register import Disagreements

PER_PAGE: Final = 50
PATH: Final = f"/{register.NAME}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRegister(DiscrepancyPage):
    """What the register of the portal shows; of these documents."""

    part: Part


def page(
    packages: Sequence[Disagreements], reader: Reader, part: Part = parts.WHOLE
) -> PortalRegister:
    """Return the register of these packages."""
    words = reader.words
    used = [one for one in packages if one.placed]
    every = [entry for one in used for entry in register.entries(one, words, is_one_of_many=True)]
    listed = register.choose(every, reader, PER_PAGE, part)
    title = words.say("Disagreements in the documents")
    return PortalRegister(
        frame=plainframe.of_portal(reader, PATH, title, used),
        grids=(register.grid(listed.found, words),),
        faults=part.faults + listed.faults,
        listed=listed,
        entries=register.shown(listed, PER_PAGE),
        said=register.said(len(listed.found), len(every), words),
        part=part,
    )
