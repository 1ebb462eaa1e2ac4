"""Small CSV, XLSX, ODS and ZIP files made in memory, each part open to tampering."""

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


Table = list[list[Any]]


class Raw(str):
    """A cell given as the XML of its element."""

    __slots__ = ()


def csv_bytes(rows: Table, separator: str = ",", encoding: str = "utf-8", end: str = "\n"):
    """Return rows as separated text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue().encode(encoding)


def zip_bytes(parts: dict[str, Any], stored: Iterable[str] = ()):
    """Return a ZIP of named parts; those in `stored` are not packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in parts.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            container.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, how)
    return out.getvalue()


def letters(column: int):
    """Return the letters of a 1-based column."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def xlsx_cell(value: object, row: int, column: int):
    """Return the element of one cell: styles are 0 general, 1 date, 2 percent."""
    where = f"{letters(column)}{row}"
    if isinstance(value, Raw):
        return value.replace("@", where)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f'<c r="{where}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{where}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | Decimal):
        return f'<c r="{where}"><v>{value}</v></c>'
    return f'<c r="{where}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def sheet_xml(rows: Table, tail: str = ""):
    """Return a worksheet part."""
    lines = [
        f'<row r="{i}">{"".join(xlsx_cell(v, i, j) for j, v in enumerate(row, 1))}</row>'
        for i, row in enumerate(rows, 1)
    ]
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{tail}</worksheet>'


def xlsx_parts(sheets: dict[str, Any], states: dict[str, str] | None = None):
    """Return the parts of a workbook; `sheets` maps names to rows or to the part's XML."""
    states = states or {}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    names = "".join(
        f'<sheet name="{escape(n)}" sheetId="{i}" state="{states.get(n, "visible")}" r:id="r{i}"/>'
        for i, n in enumerate(sheets, 1)
    )
    targets = "".join(
        f'<Relationship Id="r{i}" Type="{REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Override PartName="/xl/workbook.xml" '
        f'ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE_REL}"><Relationship Id="r1" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><workbookPr/>'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE_REL}">{targets}'
        f'<Relationship Id="s" Type="{REL}/styles" Target="styles.xml"/>'
        f'<Relationship Id="t" Type="{REL}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="14"/><xf numFmtId="10"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>спільний</t></si>'
        "<si><r><t>ри</t></r><r><t>ч</t></r><rPh><t>ні</t></rPh></si></sst>",
    }
    for i, rows in enumerate(sheets.values(), 1):
        part = rows if isinstance(rows, str) else sheet_xml(rows)
        parts[f"xl/worksheets/sheet{i}.xml"] = part
    return parts


def xlsx_bytes(rows: Table, tail: str = "", **changed: str | bytes):
    """Return a workbook of one sheet; `changed` replaces parts by their path."""
    parts = xlsx_parts({"Аркуш1": sheet_xml(rows, tail)})
    return zip_bytes(parts | changed)


def ods_cell(value: object):
    """Return the element of one ODS cell."""
    if isinstance(value, Raw):
        return str(value)
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, bool):
        word = str(value).lower()
        kind = f'boolean" office:boolean-value="{word}'
    elif isinstance(value, date):
        kind = f'date" office:date-value="{value.isoformat()}'
    elif isinstance(value, int | Decimal):
        kind = f'float" office:value="{value}'
    else:
        kind = "string"
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="{kind}">{paragraphs}</table:table-cell>'


def ods_bytes(rows: Table, tail: str = "", before: str = "", **changed: str | bytes):
    """Return an ODS workbook of one sheet."""
    lines = "".join(
        f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{ODF}office:1.0" xmlns:table="{ODF}table:1.0" '
        f'xmlns:text="{ODF}text:1.0" xmlns:style="{ODF}style:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"{before}<office:body><office:spreadsheet>"
        f'<table:table table:name="Аркуш1">{lines}{tail}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        "</manifest:manifest>"
    )
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content,
        "META-INF/manifest.xml": manifest,
    }
    return zip_bytes(parts | changed, stored=("mimetype",))


def part(data: bytes, name: str):
    """Return one part of a ZIP as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return container.read(name).decode("utf-8")
