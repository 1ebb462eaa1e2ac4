"""The documents of the example programme as the tests ask for them."""

from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from ckanext.infoprog.core import package
from ckanext.infoprog.core.cycle import reportlayout, reportpaper
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.papers.paper import Paper
from tests.core.cycle import places

PACKAGE = package.read_package(places.SOURCE)
YEAR = Period(2025)
MEASURES = "Стан виконання заходів"
DIRECTIONS = "Виконання за пріоритетними напрямами"
SOURCES = "Виконання за джерелами фінансування"


def made(when: Period, kind: str | None, layout: Path | None = None) -> Paper:
    """Return a document of the example community."""
    chosen = reportpaper.kind_of(when, kind)
    return reportpaper.paper(PACKAGE, when, reportlayout.layout(chosen, layout))


def refused(when: Period, kind: str | None, layout: Path | None = None) -> list[str]:
    """Return the codes that refuse a document."""
    with pytest.raises(CycleError) as caught:
        made(when, kind, layout)
    return [issue.code for issue in caught.value.issues]


def sums(rows: list[dict[str, str]], by: str, column: str) -> dict[str, Fraction]:
    """Return the sums of a column as fractions; what says nothing adds nothing."""
    found: dict[str, Fraction] = defaultdict(Fraction)
    for row in rows:
        if row[column] != "null":
            found[row[by]] += Fraction(row[column])
    return found
