"""The files that list pages for search engines."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest

from ckanext.infoprog.core.pages import paths, sitemap
from ckanext.infoprog.core.pages.sitemap import Entry
from tests.core.pages.shipped import EXAMPLE, KR25, PROGRAMMES, PROJECTS, SURVEY, WORDS, read, rows

SITE = "https://city.example.org"
NAMES = {"s": sitemap.SITEMAP, "x": sitemap.XHTML}
DAY = datetime(2026, 11, 22, 4, 5, 6, 7, tzinfo=UTC)


class TestPackages:
    @pytest.mark.parametrize("slug", PROGRAMMES)
    def test_programme(self, slug: str) -> None:
        """A programme's file names it, every measure, direction, indicator and body once each."""
        listed = sitemap.of_package(read(slug), WORDS)
        wanted = {paths.programme(slug), paths.section(slug, "money")}
        wanted |= {paths.measure(slug, row["measureId"]) for row in rows(slug, "measures")}
        wanted |= {paths.executant(slug, row["executantId"]) for row in rows(slug, "executants")}
        if read(slug).package.rows("indicators"):
            wanted |= {
                paths.indicator(slug, one["indicatorId"]) for one in rows(slug, "indicators")
            }
        assert wanted <= set(listed)
        assert len(listed) == len(set(listed))

    def test_cycle(self) -> None:
        """The reports of a programme and the decisions that changed it are named too."""
        listed = sitemap.of_package(read(EXAMPLE), WORDS)
        reports = {paths.report(EXAMPLE, row["reportId"]) for row in rows(EXAMPLE, "reports")}
        assert reports <= set(listed)
        assert paths.edition(EXAMPLE, "amendment-1") in listed

    def test_others(self) -> None:
        """A strategy is the pages of its projects, a survey is one page."""
        wanted = [paths.project(row["projectId"]) for row in rows(PROJECTS, "projects")]
        assert list(sitemap.of_package(read(PROJECTS), WORDS)) == wanted
        assert sitemap.of_package(read(SURVEY), WORDS) == (paths.survey(SURVEY),)

    def test_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file holds no more pages than the protocol allows, however long the programme is."""
        monkeypatch.setattr(sitemap, "MOST", 5)
        assert len(sitemap.of_package(read(KR25), WORDS)) == 5


class TestFiles:
    def test_pages(self) -> None:
        """A page stands in every language, each with the addresses of all of them beside it."""
        text = sitemap.pages([Entry("/programme/a&b", DAY)], SITE, {"uk": "", "en": "/en"})
        root = ET.fromstring(text)
        addresses = [one.text for one in root.iterfind("s:url/s:loc", NAMES)]
        assert addresses == [f"{SITE}/programme/a&b", f"{SITE}/en/programme/a&b"]
        for one in root.iterfind("s:url", NAMES):
            beside = {(a.get("hreflang"), a.get("href")) for a in one.iterfind("x:link", NAMES)}
            assert beside == {("uk", addresses[0]), ("en", addresses[1])}
            assert one.findtext("s:lastmod", "", NAMES) == "2026-11-22T04:05:06+00:00"

    def test_index(self) -> None:
        """The list of files gives each with when it changed, where that is known."""
        root = ET.fromstring(sitemap.index([Entry("/a.xml"), Entry("/b.xml", DAY)], SITE))
        found = [
            (one.findtext("s:loc", "", NAMES), one.find("s:lastmod", NAMES) is not None)
            for one in root.iterfind("s:sitemap", NAMES)
        ]
        assert found == [(f"{SITE}/a.xml", False), (f"{SITE}/b.xml", True)]
