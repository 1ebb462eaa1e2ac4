"""The shipped packages as the tests of pages read them."""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from ckanext.infoprog.core.pages import (
    calendarpage,
    comparepage,
    extract,
    files,
    parts,
    portalregister,
    snapshot,
)
from ckanext.infoprog.core.pages.calendarpage import CalendarPage
from ckanext.infoprog.core.pages.comparepage import ComparePage
from ckanext.infoprog.core.pages.extract import Section
from ckanext.infoprog.core.pages.frame import Reader
from ckanext.infoprog.core.pages.grid import Grid
from ckanext.infoprog.core.pages.parts import Part
from ckanext.infoprog.core.pages.portalregister import PortalRegister
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.publish.manifest import Act, Manifest
from ckanext.infoprog.core.reports.words import Words, words

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 21)
KR22 = "kropyvnytskyi-2022-2024"
KR25 = "kropyvnytskyi-2025-2027"
KREMENCHUK = "kremenchuk-2026-2028"
EXAMPLE = "zrazkova-hromada"
PROJECTS = "kropyvnytskyi-strategy-projects"
SURVEY = "amu-digital-survey"
REAL = (KR22, KR25, KREMENCHUK)
PROGRAMMES = (*REAL, EXAMPLE)
WORDS = words("uk")
VERSION = Manifest(
    package="", package_id="", version=1, publication="", created="2026-11-20T10:00:00+00:00",
    by={}, act=Act.PUBLISH, inputs=(), dataset={}, items=(), schemas="", engine="",
)  # fmt: skip
T = TypeVar("T")


@cache
def read(slug: str) -> Snapshot:
    """Return a shipped package."""
    return snapshot.from_folder(_folder(slug))


def kept(section: Section[T], *found: Snapshot, version: Manifest = VERSION) -> list[T]:
    """Return a section of packages as the portal reads it again after it was kept."""
    texts = [extract.drawn(section, one, version).content for one in found]
    return [one for text in texts if (one := section.read(text)) is not None]


def register_of(*found: Snapshot, who: Reader, part: Part = parts.WHOLE) -> PortalRegister:
    """Return the register of these packages."""
    return portalregister.page(kept(extract.REGISTER, *found), who, part)


def calendar_of(*found: Snapshot, who: Reader, part: Part = parts.WHOLE) -> CalendarPage:
    """Return the calendar of these packages."""
    return calendarpage.page(kept(extract.CALENDAR, *found), who, part)


def comparison_of(*found: Snapshot, who: Reader, part: Part = parts.WHOLE) -> ComparePage:
    """Return the comparison among these packages."""
    named = {one.slug: one for one in found}
    return comparepage.page(kept(extract.CARD, *found), who, named.__getitem__, part)


def reader(said: Words = WORDS, **asked: str) -> Reader:
    """Return a reader who asks for this."""
    return Reader(said, TODAY, asked=asked)


def rows(slug: str, table: str) -> list[dict[str, str]]:
    """Return the rows of a shipped file as they stand in it."""
    path = _folder(slug) / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def given(grid: Grid) -> list[dict[str, str]]:
    """Return the rows of the CSV that a page gives out."""
    return list(csv.DictReader(io.StringIO(files.csv_text(grid))))


def _folder(slug: str) -> Path:
    return ROOT / ("examples" if slug == EXAMPLE else "datasets") / slug
