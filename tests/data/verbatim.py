"""Looking cells up in the text that they were transcribed from.

Line breaks, spaces and hyphens at line ends are layout and do not count. Where the text layer
mixes the columns of a table, a cell must stand in order, in pieces, in its sourceRef's lines.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import Record, of_table, records

#: The columns that hold the document's own words and numbers. All others are ids, codes,
#: numbers made of the printed ones, names put in the nominative, or explanations.
TRANSCRIBED = {
    "answers": ("text",),
    "directions": ("title",),
    "editions": ("legalActTitle",),
    "executants": ("nameVariants",),
    "funding": ("sourceLabel", "fundingText", "amountPrinted"),
    "indicatorDynamics": ("printed",),
    "indicatorValues": ("printed", "note"),
    "indicators": ("title", "unit", "formula", "note"),
    "keyFigures": ("printed",),
    "measureExecutants": ("executantLabel", "expectedResult"),
    "measures": ("title", "termText", "expectedResult"),
    "metricSources": ("sourceLabel",),
    "metricValues": ("value", "textValue", "note"),
    "metrics": ("title", "unit", "note"),
    "passportEntries": ("number", "label", "text"),
    "priorities": ("title",),
    "programme": ("title", "legalActTitle", "developerName", "managerName", "executantName", "aim"),
    "projectActivities": ("text",),
    "projectFunding": ("sourceLabel", "amountPrinted"),
    "projectIndicators": ("title", "listTitle"),
    "projectIndicatorValues": ("title", "value", "unit"),
    "projectProblems": ("text",),
    "projectTargetGroups": ("name",),
    "projectTotals": ("sourceLabel", "amountPrinted"),
    "projects": (
        "listNumber", "specificationNumber", "title", "listTitle", "aim", "territory",
        "targetGroupsText", "termText", "listTermText", "executantsText", "listExecutantsText",
    ),
    "questions": ("text", "answersHeading"),
    "reportingDuties": ("fromName", "what", "form", "legalBasis"),
    "respondents": ("name",),
    "sourceTables": ("title",),
    "statedTotals": ("amountPrinted", "sourceLabel"),
    "strategyGoals": ("title",),
    "tasks": ("title",),
    "textItems": ("text",),
}  # fmt: skip
LISTED = {"nameVariants"}
SHORTEST = 5
LONG = 20
_LINES = re.compile(r"(\d+)(?:-(\d+))?")


@dataclass(frozen=True)
class Looked:
    """How many cells were looked up: found in one piece, found in pieces, corrected, not found."""

    whole: int
    in_pieces: int
    corrected: int
    missing: tuple[tuple[str, str, str, str], ...]

    @property
    def cells(self) -> int:
        """How many cells were looked up."""
        return self.whole + self.in_pieces + self.corrected + len(self.missing)


class Document:
    """A source text without its layout."""

    def __init__(self, path: Path) -> None:
        """Keep the lines and the squeezed whole."""
        self.lines = path.read_text("utf-8").split("\n")
        self.squeezed = squeeze("\n".join(self.lines))

    def place(self, reference: str | None) -> str:
        """Return the squeezed lines that a sourceRef names; the whole text where it names none."""
        named = re.findall(r"lines? ([\d, -]+)", reference or "")
        ranges = [m for part in named for m in _LINES.findall(part)]
        picked = [line for a, b in ranges for line in self.lines[int(a) - 1 : int(b or a)]]
        return squeeze("\n".join(picked)) if picked else self.squeezed

    def find(self, text: str, reference: str | None) -> str | None:
        """Return how a text is found in the lines of its reference, a long one anywhere."""
        squeezed = squeeze(text)
        if squeezed in self.place(reference):
            return "whole"
        if self.in_pieces(text, reference):
            return "in_pieces"
        return "whole" if len(squeezed) >= LONG and squeezed in self.squeezed else None

    def in_pieces(self, text: str, reference: str | None) -> bool:
        """Return whether a text stands in order in its lines, in pieces of some length.

        A cell of a narrow column is broken by the cells beside it, also within a word.
        """
        place, rest, at = self.place(reference), squeeze(text), 0
        while rest:
            size = _longest(rest, place, at)
            if size < min(SHORTEST, len(rest)):
                return False
            at = place.index(rest[:size], at) + size
            rest = rest[size:]
        return True


def _longest(text: str, place: str, at: int) -> int:
    """Return how much of the beginning of a text stands in one piece behind this place."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text[:middle] in place[at:] else (low, middle - 1)
    return low


def squeeze(text: str) -> str:
    """Return a text without what layout adds: space and hyphens."""
    return re.sub(r"[\s\u00a0\u00ad\u200b-]+", "", text)


def look_up(package: Package, document: Document) -> Looked:
    """Look every transcribed cell of a package up in its document."""
    corrections = _corrections(package)
    counts = {"whole": 0, "in_pieces": 0, "corrected": 0}
    missing: list[tuple[str, str, str, str]] = []
    for name, columns in TRANSCRIBED.items():
        for row in of_table(package.tables[name]) if name in package.tables else ():
            for column in columns:
                for text in _texts(row, column):
                    fixed = corrections.get((name, row.key, column), [])
                    how = _find(document, text, _reference(row, column), fixed)
                    if how:
                        counts[how] += 1
                    else:
                        missing.append((name, row.key, column, text))
    return Looked(**counts, missing=tuple(missing))


def _texts(row: Record, column: str) -> list[str]:
    """Return what a cell holds as the document would print it."""
    shown = row.shown(column)
    if shown in (None, "null"):
        return []
    if row.decimal(column) is not None:
        return [(row.text("textValue") or shown).replace(".", ",")]
    return shown.split("; ") if column in LISTED else [shown]


def _reference(row: Record, column: str) -> str | None:
    """Return where a cell stands; other forms of a name stand anywhere in the document."""
    if column in LISTED:
        return None
    return row.text("listSourceRef" if column.startswith("list") else "sourceRef")


def _find(
    document: Document, text: str, reference: str | None, corrected: list[tuple[str, str]]
) -> str | None:
    """Return how a text was found, None where it was not."""
    how = document.find(text, reference)
    if how or not corrected:
        return how
    printed = text
    for restored, damaged in corrected:
        printed = printed.replace(restored, damaged)
    return "corrected" if document.find(printed, reference) else None


def _corrections(package: Package) -> dict[tuple[str, str, str], list[tuple[str, str]]]:
    """Return the corrections by cell: what was restored, and how it is printed."""
    found: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for row in records(package, "corrections"):
        place = (row.text("table") or "", row.text("key") or "", row.text("field") or "")
        pair = (row.text("restored") or "", row.text("printed") or "")
        found.setdefault(place, []).append(pair)
    return found
