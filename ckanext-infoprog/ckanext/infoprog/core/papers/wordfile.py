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
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from ckanext.infoprog.core.papers import paper
from ckanext.infoprog.core.papers.paper import Grid, Line, Paper, Signature, Weight
from ckanext.infoprog.core.sheets import exact, zipped

SIGNATURES: Final = "signatures"
MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 – no moment at all: the format asks for one
FONT: Final = "Times New Roman"
LANGUAGE: Final = "uk-UA"
_PAGE: Final = (297, 210)  # millimetres: A4 on its side
_MARGINS: Final = (20, 10, 20, 10)  # top, right, bottom, left
HEADING: Final = "Heading 2"
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_BEHIND_BORDERS: Final = ("shd", "tblLayout", "tblCellMar", "tblLook")  # the format's own order
_SMALL: Final = Pt(9)
_RULED: Final = ("________________", "______________________________")
_UNDER: Final = ("(підпис)", "(власне ім’я та прізвище)")


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
            _put_grid(file, one, grids[name])
        elif name == SIGNATURES:
            _put_signatures(file, one, given)
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


def _put_grid(file: File, mark: Paragraph, grid: Grid) -> None:
    """Put a table with its title and note in place of its mark."""
    _put_title(file, mark, grid)
    section = file.sections[0]
    across = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    whole = sum(column.width for column in grid.columns)
    widths = [across * column.width // whole for column in grid.columns]
    table = _table(file, mark, len(grid.columns), widths)
    _ruled(table)
    head = [column.heading for column in grid.columns]
    _row(table, head, bold=True, repeated=True)
    if grid.numbered:
        _row(table, [str(at) for at, _ in enumerate(head, 1)], repeated=True)
    for line in grid.lines:
        _line(table, line, grid)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    if grid.note:
        mark.insert_paragraph_before(exact.text(grid.note, grid.name))
    _drop(mark)


def _put_title(file: File, mark: Paragraph, grid: Grid) -> None:
    """Put the heading of a table; a template that has lost the style gets its level all the same.

    Editors drop styles that nothing uses, and the blank has no heading of this level.
    """
    line = mark.insert_paragraph_before()
    run = line.add_run(exact.text(grid.title, grid.name))
    if HEADING in file.styles:
        line.style = HEADING
        return
    run.bold = True
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "1")
    line._p.get_or_add_pPr().append(level)  # noqa: SLF001 – the library has no call for it


def _ruled(table: Table) -> None:
    """Draw the lines of a table: a template need not know a style that does."""
    borders = OxmlElement("w:tblBorders")
    for side in _SIDES:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "808080")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    told = table._tbl.tblPr  # noqa: SLF001 – the library has no call for borders
    after = [told.find(qn(f"w:{name}")) for name in _BEHIND_BORDERS]
    first = next((one for one in after if one is not None), None)
    if first is None:
        told.append(borders)
    else:
        first.addprevious(borders)


def _table(file: File, mark: Paragraph, columns: int, widths: list[int]) -> Table:
    """Return an empty table that stands before a mark."""
    table: Table = file.add_table(0, columns)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    mark._p.addprevious(table._tbl)  # noqa: SLF001 – the library adds tables at the end only
    return table


def _line(table: Table, line: Line, grid: Grid) -> None:
    """Add a row of the data."""
    if line.weight is Weight.HEADING:
        text = paper.shown(line.cells[0], paper.Kind.TEXT)
        cells = _row(table, [text, *[""] * (len(grid.columns) - 1)], bold=True)
        cells[0].merge(cells[-1])
        return
    pairs = zip(line.cells, grid.columns, strict=True)
    texts = [paper.shown(cell, column.kind) for cell, column in pairs]
    cells = _row(table, texts, bold=line.weight is Weight.SUM)
    for cell, content, column in zip(cells, line.cells, grid.columns, strict=True):
        if column.kind.counts and not isinstance(content, str):
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _row(
    table: Table, texts: list[str], *, bold: bool = False, repeated: bool = False
) -> tuple[_Cell, ...]:
    """Add a row of texts; a repeated one stands at the head of every page."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    told = row._tr.get_or_add_trPr()  # noqa: SLF001 – the library has no call for it
    told.append(OxmlElement("w:cantSplit"))
    if repeated:
        told.append(OxmlElement("w:tblHeader"))
    cells: tuple[_Cell, ...] = row.cells
    for cell, text in zip(cells, texts, strict=True):
        line = cell.paragraphs[0]
        line.paragraph_format.space_after = Pt(0)
        if text:  # an empty piece would be kept as a line of its own where cells are merged
            run = line.add_run(exact.text(text, "DOCX"))
            run.bold, run.font.size = bold, _SMALL
        if repeated:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return cells


def _put_signatures(file: File, mark: Paragraph, given: Paper) -> None:
    """Put the places for signatures in place of their mark."""
    for one in given.signatures:
        _put_signature(file, mark, one, given)
    _drop(mark)


def _put_signature(file: File, mark: Paragraph, one: Signature, given: Paper) -> None:
    """Put a place for a signature: the office, a line to sign on, a line for the name."""
    mark.insert_paragraph_before("")
    table = _table(file, mark, 3, [Mm(120), Mm(60), Mm(90)])
    for texts in ((given.filled(one.office), *_RULED), ("", *_UNDER)):
        row: _Row = table.add_row()  # type: ignore[no-untyped-call]
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].add_run(exact.text(text, SIGNATURES))
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _drop(line: Paragraph) -> None:
    """Take a line out; a cell keeps its last one, for the format asks for it."""
    element = line._p  # noqa: SLF001 – the library has no call for it
    parent = element.getparent()
    if parent is None:
        return
    if parent.tag == qn("w:tc"):
        for run in line.runs:
            run.text = ""
    else:
        parent.remove(element)
