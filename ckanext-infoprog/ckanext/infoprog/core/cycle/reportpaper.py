"""A document of a period: the layout filled with what the data say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.cycle import editions, reportlayout
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.notes import stop
from ckanext.infoprog.core.cycle.period import Period, within_term
from ckanext.infoprog.core.cycle.reportfacts import Facts
from ckanext.infoprog.core.cycle.reportlayout import FIELDS, Layout, Section
from ckanext.infoprog.core.cycle.reportrow import Fact
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.papers import bookfile, wordfile
from ckanext.infoprog.core.papers.paper import Column, Grid, Kind, Line, Paper, Signature, Weight
from ckanext.infoprog.core.validation.records import records

LANG: Final = "uk"
_NO_ROWS: Final = Line((word("reportNoRows"),), Weight.HEADING)


def kind_of(when: Period, wished: str | None) -> str:
    """Return which document a period has: a quarter has one, a year two."""
    if when.quarter is None:
        return wished or reportlayout.RESULTS
    if wished is not None:
        stop("report-kind", table="reports", period=when.code)
    return reportlayout.STATUS_INFO


def filename(package: Package, when: Period, kind: str) -> str:
    """Return the name of a document without its ending."""
    return f"{package.name}_{when.code}_{kind}"


def paper(package: Package, when: Period, layout: Layout) -> Paper:
    """Return the document; a period that has no report in the data is refused."""
    within_term(when, package)
    if all(row.key != when.report_id for row in records(package, "reports")):
        stop("report-none", table="reports", key=when.report_id, period=when.code)
    facts = Facts(package, when)
    empty = Paper(
        title=layout.title,
        lines=layout.lines,
        marks=_marks(package, when, layout, facts),
        grids=(),
        signatures=tuple(Signature(office) for office in layout.signatures),
    )
    grids = tuple(_grid(section, layout, facts, empty) for section in layout.sections)
    return replace(empty, grids=grids)


def write(given: Paper, into: Path, template: Path | None = None) -> tuple[Path, Path]:
    """Write a document as DOCX and XLSX; `into` is the path without its ending."""
    content = wordfile.template(given) if template is None else template.read_bytes()
    if template is not None:
        if not wordfile.readable(content):
            stop("report-template", table="reports", file=template.name)
        if unknown := wordfile.unknown(given, content):
            marks = ", ".join(unknown)
            stop("report-template-mark", table="reports", file=template.name, marks=marks)
    text, book = (into.with_name(f"{into.name}.{ending}") for ending in ("docx", "xlsx"))
    wordfile.write(given, content, text)
    bookfile.write(given, book)
    return text, book


def _marks(package: Package, when: Period, layout: Layout, facts: Facts) -> dict[str, str]:
    """Return what the marks of a document stand for."""
    (programme,) = records(package, "programme")
    values = (
        programme.text("title"),
        when.title(LANG),
        i18n.day(when.start, LANG),
        i18n.day(when.end, LANG),
        editions.title(package, when.end),
        programme.text("managerName"),
        programme.text("publisherName"),
        _percent_note(facts),
        word(f"report-{layout.money.value}"),
    )
    pairs = zip(reportlayout.MARKS, values, strict=True)
    return {name: _joined(value or word("reportUnnamed")) for name, value in pairs}


def _joined(text: str) -> str:
    """Return a text whose numbers are not parted from their signs at the end of a line."""
    return text.replace("№ ", f"№{i18n.NBSP}").replace(" %", f"{i18n.NBSP}%")


def _percent_note(facts: Facts) -> str:
    """Return the programme's percentage with what it is taken over."""
    whole = facts.execution.programme
    if whole.percent is None:
        return word("reportNoPercent")
    return word("reportPercent").format(
        percent=i18n.number(whole.percent, LANG, 2),
        executed=i18n.money(whole.compared_executed, LANG),
        planned=i18n.money(whole.compared_planned, LANG),
        compared=whole.compared,
        parts=whole.parts,
    )


def _grid(section: Section, layout: Layout, facts: Facts, whole: Paper) -> Grid:
    """Return a table; its words may have the marks of the whole document."""
    kinds = FIELDS[section.rows]
    columns = tuple(
        Column(
            whole.filled(column.heading),
            column.width,
            layout.money if kinds[column.field] is Kind.MONEY else kinds[column.field],
        )
        for column in section.columns
    )
    rows = facts.rows(section.rows)
    if not section.groups:
        rows = tuple(row for row in rows if row.weight is Weight.ROW)
    lines = tuple(_line(row, section) for row in rows) or (_NO_ROWS,)
    title, note = whole.filled(section.title), whole.filled(section.note)
    return Grid(section.rows, title, columns, lines, note, section.numbered)


def _line(row: Fact, section: Section) -> Line:
    """Return a row of a table; what a heading says stands in one cell over all columns."""
    if row.weight is Weight.HEADING:
        return Line((row.cells["title"],), row.weight)
    cells = [row.cells.get(column.field) for column in section.columns]
    fields = [column.field for column in section.columns]
    if row.weight is Weight.SUM:
        cells = ["" if f not in row.cells else c for f, c in zip(fields, cells, strict=True)]
        if "title" not in fields:
            cells[0] = row.cells["title"]
    return Line(tuple(cells), row.weight)


def write_blank(given: Paper, kind: str, into: Path, layout: Path | None) -> tuple[Path, Path]:
    """Write what a city begins with: the empty template and the layout, named by the kind."""
    template, text = into / f"{kind}.docx", into / "layout.yaml"
    template.write_bytes(wordfile.template(given))
    text.write_bytes(layout.read_bytes() if layout else reportlayout.shipped().encode())
    return template, text
