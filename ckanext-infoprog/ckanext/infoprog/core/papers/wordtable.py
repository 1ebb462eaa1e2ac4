"""What takes the place of a mark in a DOCX: a table, the places for signatures."""

from __future__ import annotations

from typing import Final

from docx.document import Document as File
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from ckanext.infoprog.core.papers import paper
from ckanext.infoprog.core.papers.paper import Grid, Line, Paper, Signature, Weight
from ckanext.infoprog.core.sheets import exact

SIGNATURES: Final = "signatures"
HEADING: Final = "Heading 2"
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_BEHIND_BORDERS: Final = ("shd", "tblLayout", "tblCellMar", "tblLook")  # the format's own order
_SMALL: Final = Pt(9)
_RULED: Final = ("________________", "______________________________")
_UNDER: Final = ("(підпис)", "(власне ім’я та прізвище)")


def put(file: File, mark: Paragraph, grid: Grid) -> None:
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


def put_signatures(file: File, mark: Paragraph, given: Paper) -> None:
    """Put the places for signatures in place of their mark."""
    for one in given.signatures:
        _put_signature(file, mark, one, given)
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


def _table(file: File, mark: Paragraph, columns: int, widths: list[int]) -> Table:
    """Return an empty table that stands before a mark."""
    table: Table = file.add_table(0, columns)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    mark._p.addprevious(table._tbl)  # noqa: SLF001 – the library adds tables at the end only
    return table


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
