"""Documents read back: their tables as plain texts, by means that share no code with writing."""

import re
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Grid = list[list[str]]


def _text(element: ET.Element) -> str:
    """Return the text of a cell or a line, its lines parted."""
    parts = {f"{W}br": "\n", f"{W}p": "\n"}
    text = "".join((one.text or "") if one.tag == f"{W}t" else parts.get(one.tag, "")
                   for one in element.iter())  # fmt: skip
    return text.strip("\n")


def body(path: Path) -> ET.Element:
    """Return the body of a text document."""
    with zipfile.ZipFile(path) as archive:
        found = ET.fromstring(archive.read("word/document.xml")).find(f"{W}body")
    assert found is not None
    return found


def lines(path: Path) -> list[str]:
    """Return the lines of a text document outside its tables."""
    return [_text(one) for one in body(path).findall(f"{W}p")]


def headings(path: Path) -> list[str]:
    """Return what stands in the style of a heading."""
    found = []
    for one in body(path).findall(f"{W}p"):
        style = one.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val", "").startswith("Heading"):
            found.append(_text(one))
    return found


def grids(path: Path) -> dict[str, Grid]:
    """Return the tables of a text document by the line above them."""
    found: dict[str, Grid] = {}
    above = ""
    for one in body(path):
        if one.tag == f"{W}p":
            above = _text(one)
        elif one.tag == f"{W}tbl":
            rows = one.findall(f"{W}tr")
            found[above] = [[_text(cell) for cell in row.findall(f"{W}tc")] for row in rows]
    return found


def number(text: str) -> Decimal | None:
    """Return the number that a person reads; None where there is none."""
    plain = text.replace("\u00a0", "").replace("\u2212", "-").replace(",", ".")
    return Decimal(plain) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", plain) else None


def sheet(path: Path, title: str) -> list[list[object]]:
    """Return the cells of the sheet with this title below its headings."""
    book = openpyxl.load_workbook(path)
    (found,) = [one for one in book if one["A1"].value == title]
    return [[cell.value for cell in row] for row in found.iter_rows(min_row=4)]
