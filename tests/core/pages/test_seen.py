"""Disagreements of documents: each is seen where its number stands, and in the register."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from ckanext.infoprog.core.pages import (
    directionpage,
    indicatorlist,
    indicatorpage,
    known,
    measurepage,
    moneypage,
    paths,
    programmepage,
    projectpage,
    reading,
    register,
    surveypage,
)
from ckanext.infoprog.core.pages.snapshot import Snapshot
from tests.core.pages.shipped import (
    EXAMPLE,
    KR22,
    KR25,
    KREMENCHUK,
    PROJECTS,
    SURVEY,
    read,
    reader,
    register_of,
)
from tests.core.pages.shipped import WORDS as UK

SLUGS = (KR22, KR25, KREMENCHUK, EXAMPLE, PROJECTS, SURVEY)


def told(of: Snapshot, path: str) -> set[str]:
    """Return the codes that the page of this path tells of."""
    inside = unquote(path).removeprefix(paths.programme(of.slug)).strip("/")
    kind, _, key = inside.partition("/")
    if kind == "dataset":
        table, _, row = inside.partition("/row/")[2].partition("/")
        return {one.id for one in known.at_row(of.package, table, row, UK)}
    page = {
        "": lambda: programmepage.page(of, reader()),
        "measure": lambda: measurepage.page(of, reader(), key, ()),
        "direction": lambda: directionpage.page(of, reader(), key),
        "indicators": lambda: indicatorpage.page(of, reader(), key=key)
        if key else indicatorlist.page(of, reader()),
        "money": lambda: moneypage.page(of, reader()),
        "projects": lambda: projectpage.page(of, reader(), key),
        "survey": lambda: surveypage.page(of, reader()),
    }[kind]()  # fmt: skip
    assert page is not None, path
    return {one.id for one in (*page.notes, *getattr(page, "places", ()))}


@pytest.mark.parametrize("slug", SLUGS)
def test_where_it_stands(slug: str) -> None:
    """Every disagreement is told on the page to which the register leads."""
    of = read(slug)
    found = reading.discrepancies(of.package)
    assert found
    pages = {register.where(of, one) for one in found}
    seen = {path: told(of, path) for path in pages}
    assert [one.key for one in found if one.key not in seen[register.where(of, one)]] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_in_register(slug: str) -> None:
    """Every disagreement stands in the register of the portal."""
    page = register_of(read(slug), who=reader())
    assert [one.note.id for one in page.listed.found] == [
        one.key for one in reading.discrepancies(read(slug).package)
    ]


def test_marks_of_projects() -> None:
    """Every disagreement of a project has a mark at the fact, amount or text that it is about."""
    of = read(PROJECTS)
    for one in projectpage.listed([of], reader()).listed.found:
        page = projectpage.page(of, reader(), one[1].key)
        assert page is not None
        grids = [page.money] if page.money else []
        marked = {
            *(note for fact in page.facts for note in fact.notes),
            *(note for _, _, items in page.lists for item in items for note in item.notes),
            *(note for grid in grids for row in (*grid.rows, *grid.foot) for cell in row
              for note in cell.notes),
        }  # fmt: skip
        assert marked == {note.id for note in page.notes}


def test_marks_of_survey() -> None:
    """Every disagreement of a survey has a mark at what it is about."""
    page = surveypage.page(read(SURVEY), reader())
    marked = {
        *page.asked_notes,
        *(note for one in page.figures for note in one.notes),
        *(note for one in page.questions for note in one.notes),
        *(note for one in page.questions for answer in one.answers for note in answer.notes),
    }
    assert marked == {note.id for note in page.notes}
