"""A document as DOCX: a template with {marks} that a clerk can edit, and the same filled in.

The template is itself made from a document's description. Marks stand in lines and in cells; a
line that is nothing but the name of a table, or {signatures}, gives way to it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from docx import Document
from docx.document import Document as File
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from ckanext.infoprog.core.papers import paper, wordtable
from ckanext.infoprog.core.papers.paper import Paper
from ckanext.infoprog.core.papers.wordtable import SIGNATURES
from ckanext.infoprog.core.sheets import zipped

MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 – no moment at all: the format asks for one
FONT: Final = "Times New Roman"
LANGUAGE: Final = "uk-UA"
_PAGE: Final = (297, 210)  # millimetres: A4 on its side
_MARGINS: Final = (20, 10, 20, 10)  # top, right, bottom, left


class _Block(Protocol):
    """What has lines and tables: a document, a cell, a header, a footer."""

    @property
    def paragraphs(self) -> list[Paragraph]:
        """The lines."""

    @property
    def tables(self) -> list[Table]:
        """The tables."""


def template(given: Paper) -> bytes:
    """Return an empty document: its lines with their marks, and a mark for each table."""
    file = Document()
    _dress(file)
    file.add_heading(given.title, 1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in given.lines:
        file.add_paragraph(line)
    for grid in given.grids:
        file.add_paragraph(f"{{{grid.name}}}")
    file.add_paragraph(f"{{{SIGNATURES}}}")
    return _bytes(file)


def unknown(given: Paper, content: bytes) -> tuple[str, ...]:
    """Return the marks of a template that the document has nothing for, in their order."""
    known = {*given.marks, *(grid.name for grid in given.grids), SIGNATURES}
    found = [name for one in _paragraphs(_open(content)) for name in paper.marks_in(one.text)]
    return tuple(dict.fromkeys(name for name in found if name not in known))


def readable(content: bytes) -> bool:
    """Return whether this is a text document that can be filled in."""
    try:
        _open(content)
    except (ValueError, KeyError, zipfile.BadZipFile, SyntaxError):
        return False
    return True


def write(given: Paper, content: bytes, into: Path) -> None:
    """Write a template filled in: the same document and template always give the same bytes."""
    file = _open(content)
    grids = {grid.name: grid for grid in given.grids}
    for one in list(_paragraphs(file)):
        text = one.text.strip()
        name = text[1:-1] if text.startswith("{") and text.endswith("}") else ""
        if name in grids:
            wordtable.put(file, one, grids[name])
        elif name == SIGNATURES:
            wordtable.put_signatures(file, one, given)
        else:
            _fill(one, given)
    file.core_properties.title = given.filled(given.title)
    into.write_bytes(_bytes(file))


def _open(content: bytes) -> File:
    """Return a document from its bytes."""
    return Document(io.BytesIO(content))


def _bytes(file: File) -> bytes:
    """Return a document's bytes, without anything of the moment."""
    told = file.core_properties
    told.created = told.modified = MADE
    told.author = told.last_modified_by = ""
    told.revision, told.language = 1, LANGUAGE
    with io.BytesIO() as held:
        file.save(held)
        with zipfile.ZipFile(held) as archive:
            members = [(name, archive.read(name)) for name in archive.namelist()]
    return zipped.content(members)


def _dress(file: File) -> None:
    """Set page, fonts, language and the number of the page."""
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(side) for side in _PAGE)
    top, right, bottom, left = (Mm(side) for side in _MARGINS)
    section.top_margin, section.right_margin = top, right
    section.bottom_margin, section.left_margin = bottom, left
    for name, size in (("Normal", 12), ("Heading 1", 14), ("Heading 2", 12)):
        style = file.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
        style.paragraph_format.space_after = Pt(4)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), LANGUAGE)
    told = file.styles["Normal"].element.get_or_add_rPr()
    told.append(spoken)
    _number(section.footer.paragraphs[0])


def _number(line: Paragraph) -> None:
    """Put the number of the page into a line."""
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    line._p.append(field)  # noqa: SLF001 – the library has no call for fields


def _paragraphs(file: File) -> Iterator[Paragraph]:
    """Yield every line: of the text, of its tables, of headers and footers."""
    yield from _within(file)
    for section in file.sections:
        for part in (section.header, section.footer):
            if not part.is_linked_to_previous:
                yield from _within(part)


def _within(block: _Block) -> Iterator[Paragraph]:
    """Yield the lines of a part and of the tables in it."""
    yield from block.paragraphs
    for table in block.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from _within(cell)


def _fill(line: Paragraph, given: Paper) -> None:
    """Replace the marks of a line; a mark that an editor cut into pieces counts as one."""
    if not paper.marks_in(line.text):
        return
    runs = line.runs
    whole = "".join(run.text for run in runs)
    for start, end, text in reversed(given.places(whole)):
        at, left = 0, text
        for run in runs:
            length = len(run.text)
            first, last = max(start - at, 0), min(end - at, length)
            at += length
            if first < last:
                run.text = run.text[:first] + left + run.text[last:]
                left = ""
