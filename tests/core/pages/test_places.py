"""Places in a source: a reader sees them in his own language, a file as the data have them."""

from __future__ import annotations

import re

import pytest

from ckanext.infoprog.core.pages import discrepancypage, places
from ckanext.infoprog.core.reports.words import words
from tests.core.pages.shipped import PROGRAMMES, given, read, reader, rows


class TestPlaces:
    @pytest.mark.parametrize(
        ("place", "uk", "en"),
        [
            ("розділ V; line 12", "розділ V; рядок тексту 12", "розділ V; line 12 of the text"),
            ("lines 1279-1324", "рядки тексту 1279–1324", "lines 1279–1324 of the text"),
            ("lines 3-4,9", "рядки тексту 3–4,9", "lines 3–4,9 of the text"),
            ("рядок 1.1", "рядок 1.1", "рядок 1.1"),
            ("", "", ""),
        ],
    )
    def test_told(self, place: str, uk: str, en: str) -> None:
        """Lines of the text are told in the language of the page, all else stays as it is."""
        assert places.told(place, words("uk")) == uk
        assert places.told(place, words("en")) == en

    @pytest.mark.parametrize("slug", PROGRAMMES)
    def test_shown(self, slug: str) -> None:
        """No place in the Ukrainian register has an English word, and its file has the data’s."""
        page = discrepancypage.page(read(slug), reader())
        for one in page.entries:
            assert not re.search(r"\blines?\b", one.note.place + one.note.other_place)
        kept = {row["discrepancyId"]: row["place"] for row in rows(slug, "discrepancies")}
        assert {row["discrepancyId"]: row["place"] for row in given(page.grids[0])} == kept
