"""An old version stays in itself: what is downloaded and followed there is of that version."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from ckanext.infoprog.core.pages import (
    directionpage,
    discrepancypage,
    executantpage,
    indicatorlist,
    known,
    moneypage,
    programmepage,
)
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.core.pages.snapshot import Snapshot
from tests.core.pages import rendering
from tests.core.pages.shipped import KR25, WORDS, read, reader, rows

MACROS = "{% from 'infoprog/pages/parts.html' import downloads, notes %}"
OLD = replace(read(KR25), version=3, published="2026-01-15T08:00:00+00:00", digest="0" * 64)
BODY = rows(KR25, "measureExecutants")[0]["executantId"]
Make = Callable[[Snapshot, Reader], Page | None]
PAGES: dict[str, tuple[Make, dict[str, str]]] = {
    "programme": (programmepage.page, {"year": "2026", "q": "систем"}),
    "direction": (lambda of, who: directionpage.page(of, who, "1"), {"kind": "amount"}),
    "indicators": (indicatorlist.page, {"q": "частка"}),
    "money": (moneypage.page, {"by": "source", "unit": "uah"}),
    "discrepancies": (discrepancypage.page, {"about": "funding"}),
    "executant": (
        lambda of, who: executantpage.page(of, who, BODY),
        {},
    ),
}  # fmt: skip


def _old(**asked: str) -> Reader:
    return replace(reader(version="3", **asked), current=7)


def _links(source: str, **data: object) -> list[str]:
    made = rendering.environment().from_string(MACROS + source).render(**data)
    return re.findall(r'href="([^"]*)"', made.replace("&amp;", "&"))


class TestDownloads:
    @pytest.mark.parametrize("name", PAGES)
    def test_version(self, name: str) -> None:
        """Each download of a filtered old version names both the version and the filters."""
        make, asked = PAGES[name]
        page = make(OLD, _old(**asked))
        assert page is not None
        assert page.faults == ()
        links = _links("{{ downloads(page, page.frame, '') }}", page=page)
        assert len(links) >= 3
        for link in links:
            given = dict(one.split("=") for one in link.partition("?")[2].split("&"))
            assert given["version"] == "3"
            assert set(asked) <= set(given)

    def test_current(self) -> None:
        """The downloads of the current version name no version: their addresses stay the same."""
        page = programmepage.page(OLD, replace(reader(), current=3))
        links = _links("{{ downloads(page, page.frame, '') }}", page=page)
        assert not [link for link in links if "version" in link]


class TestNotes:
    def test_register(self) -> None:
        """A note leads to its entry in the register of the same version."""
        programme = read(KR25).of_programme()
        every = known.notes(programme, KR25, [one.key for one in programme.discrepancies], WORDS)
        assert len(every) == len(rows(KR25, "discrepancies"))
        links = _links("{{ notes(every, 'x', '', 'known', query='?version=3') }}", every=every)
        assert links == [
            f"/programme/{KR25}/discrepancies?version=3#{one.key}"
            for one in programme.discrepancies
        ]

    def test_pages(self) -> None:
        """An entry beyond the first page of a long register is looked for on its own page."""
        programme = read(KR25).of_programme()
        first = programme.discrepancies[0]
        many = tuple(replace(first, key=f"R-{at:03}") for at in range(1, 251))
        long = replace(programme, discrepancies=many)
        found = known.notes(long, KR25, ["R-100", "R-101", "R-250"], WORDS)
        assert [one.page for one in found] == [1, 2, 3]
        assert _links("{{ notes(found, 'x', '', 'known') }}", found=found)[1:] == [
            f"/programme/{KR25}/discrepancies?page=2#R-101",
            f"/programme/{KR25}/discrepancies?page=3#R-250",
        ]
