"""Workbooks of Excel: the parts that say what sheets there are, and their cells as stored."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from ckanext.infoprog.core.ingest.archive import Archive
from ckanext.infoprog.core.ingest.grid import NUMBER, Grid
from ckanext.infoprog.core.ingest.limits import Limits
from ckanext.infoprog.core.ingest.notes import note, refuse
from ckanext.infoprog.core.ingest.numfmt import kind_of
from ckanext.infoprog.core.ingest.xlsxsheet import MAIN, Book, SheetReader, unescape
from ckanext.infoprog.core.ingest.xmlparts import Budget, Handlers, each, walk
from ckanext.infoprog.core.issues import Issue

TYPES_PART: Final = "[Content_Types].xml"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_REL_ID: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships|id"
_MACRO: Final = re.compile(r"macroenabled|vbaproject|macrosheet|activex", re.IGNORECASE)


class _Relation(NamedTuple):
    """A relationship of a part: its kind and the part it names (empty where it lies outside)."""

    kind: str
    target: str


class _Sheet(NamedTuple):
    """A sheet as the workbook names it."""

    name: str
    hidden: bool
    relation: str


def read_xlsx(archive: Archive, path: str, limits: Limits) -> tuple[list[Grid], list[Issue]]:
    """Return the sheets of a workbook and what must be said of it."""
    budget = Budget(path, limits)
    _check_types(archive, budget)
    main = _main_part(archive, budget)
    sheets, since_1904 = _workbook(archive, main, budget)
    relations = _relations(archive, main, budget)
    if any(_MACRO.search(relation.kind) for relation in relations.values()):
        raise refuse("macros", path, entry=main)
    book = Book(path, limits, since_1904)
    for relation in relations.values():
        if relation.kind == "sharedStrings":
            book.strings = _strings(archive, _there(archive, relation, path), budget)
        elif relation.kind == "styles":
            book.kinds = _styles(archive, _there(archive, relation, path), budget)
    notes = [note("external-links", path)] if _has_external(relations) else []
    grids = []
    for sheet in sheets:
        relation = relations.get(sheet.relation, _Relation("", ""))
        if relation.kind == "worksheet":
            reader = SheetReader(book, sheet.name)
            part = _there(archive, relation, path)
            walk(part, archive.chunks(part), budget, reader)
            merges, computed = tuple(reader.merges), frozenset(reader.computed)
            grids.append(Grid(sheet.name, reader.rows, merges, sheet.hidden, computed))
            notes += reader.notes()
        elif relation.kind not in ("chartsheet", "dialogsheet"):
            raise refuse("damaged-workbook", path, entry=main, place=sheet.name)
    return grids, notes


def _there(archive: Archive, relation: _Relation, path: str) -> str:
    """Return the part of a relationship; one that is not in the file is damage."""
    if not archive.has(relation.target):
        raise refuse("damaged-workbook", path, entry=relation.target, place="")
    return relation.target


def _check_types(archive: Archive, budget: Budget) -> None:
    """Refuse what is no plain workbook: macros, Word documents, binary and strict workbooks."""
    kinds: list[str] = []
    each(
        TYPES_PART,
        archive.chunks(TYPES_PART),
        budget,
        lambda name, attributes: kinds.append(attributes.get("ContentType", "")),
    )
    macro = next((n for n in (*archive.names, *kinds) if _MACRO.search(n)), None)
    if macro:
        raise refuse("macros", budget.path, entry=macro)
    text = " ".join(kinds)
    for mark, found in (("wordprocessingml", "DOCX"), ("presentationml", "PPTX")):
        if f"{mark}.document.main" in text or f"{mark}.presentation.main" in text:
            raise refuse("wrong-format", budget.path, found=found)
    if "sheet.binary" in text:
        raise refuse("wrong-format", budget.path, found="XLSB")


def _main_part(archive: Archive, budget: Budget) -> str:
    """Return the part that lists the sheets."""
    relations = _relations(archive, "", budget)
    for relation in relations.values():
        if relation.kind == "officeDocument" and archive.has(relation.target):
            return relation.target
    raise refuse("damaged-workbook", budget.path, entry="_rels/.rels", place="")


def _relations(archive: Archive, part: str, budget: Budget) -> dict[str, _Relation]:
    """Return the relationships of a part by their id; targets are names inside the archive."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, _Relation] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name.endswith("|Relationship"):
            target = attributes.get("Target", "")
            inside = attributes.get("TargetMode") != "External"
            joined = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = _Relation(kind, joined if inside else "")

    if archive.has(rels):
        each(rels, archive.chunks(rels), budget, start)
    return found


def _has_external(relations: Mapping[str, _Relation]) -> bool:
    """Whether the workbook takes values from other files."""
    return any(r.kind in ("externalLink", "connections") for r in relations.values())


def _workbook(archive: Archive, part: str, budget: Budget) -> tuple[list[_Sheet], bool]:
    """Return the sheets that the workbook lists, and whether its days count from 1904."""
    sheets: list[_Sheet] = []
    since_1904 = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal since_1904
        if name.startswith(_STRICT):
            raise refuse("strict-workbook", budget.path)
        if name == f"{MAIN}workbookPr":
            since_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == f"{MAIN}sheet":
            hidden = attributes.get("state", "visible") != "visible"
            relation = attributes.get(_REL_ID, "")
            sheets.append(_Sheet(attributes.get("name", ""), hidden, relation))

    each(part, archive.chunks(part), budget, start)
    if len(sheets) > budget.limits.sheets:
        raise refuse("too-many-sheets", budget.path, limit=budget.limits.sheets)
    return sheets, since_1904


class _Strings(Handlers):
    """Handlers that gather the shared strings; phonetic readings are no part of them."""

    def __init__(self) -> None:
        """Begin with none."""
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._inside = self._phonetic = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        self.depth += 1
        if name == f"{MAIN}t":
            self._inside = not self._phonetic
        elif name == f"{MAIN}rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self.depth -= 1
        if name == f"{MAIN}t":
            self._inside = False
        elif name == f"{MAIN}rPh":
            self._phonetic = False
        elif name == f"{MAIN}si":
            self.strings.append(unescape("".join(self._pieces)))
            self._pieces.clear()

    def text(self, data: str) -> None:
        """Take characters."""
        if self._inside:
            self._pieces.append(data)


def _strings(archive: Archive, part: str, budget: Budget) -> list[str]:
    """Return the shared strings."""
    handlers = _Strings()
    walk(part, archive.chunks(part), budget, handlers)
    return handlers.strings


class _Styles(Handlers):
    """Handlers that gather the number formats of cell styles."""

    def __init__(self) -> None:
        """Begin with none."""
        self.codes: dict[int, str] = {}
        self.formats: list[int] = []
        self._inside = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        self.depth += 1
        if name == f"{MAIN}numFmt":
            self.codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == f"{MAIN}cellXfs":
            self._inside = True
        elif name == f"{MAIN}xf" and self._inside:
            self.formats.append(_number(attributes.get("numFmtId")))

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self.depth -= 1
        if name == f"{MAIN}cellXfs":
            self._inside = False


def _styles(archive: Archive, part: str, budget: Budget) -> list[str]:
    """Return the kind of cell that each cell style makes, by its number."""
    handlers = _Styles()
    walk(part, archive.chunks(part), budget, handlers)
    formats, codes = handlers.formats, handlers.codes
    kinds = {n: kind_of(n, codes.get(n)) for n in set(formats)}
    return [kinds.get(n, NUMBER) for n in formats]


def _number(text: str | None) -> int:
    """Return a number of an attribute; what is none counts as 0, the general format."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
