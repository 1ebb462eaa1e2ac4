"""The shipped packages as the tests of pages read them."""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import cache
from pathlib import Path

from ckanext.infoprog.core.pages import files, snapshot
from ckanext.infoprog.core.pages.frame import Reader
from ckanext.infoprog.core.pages.grid import Grid
from ckanext.infoprog.core.pages.snapshot import Snapshot
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


@cache
def read(slug: str) -> Snapshot:
    """Return a shipped package."""
    return snapshot.from_folder(_folder(slug))


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
