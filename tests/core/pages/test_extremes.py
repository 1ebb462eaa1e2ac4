"""Programmes at their extremes: none of something, very many, very long, hostile."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal

import pytest

from ckanext.infoprog.core.pages import (
    cards,
    changespage,
    directionpage,
    discrepancypage,
    executantpage,
    figures,
    files,
    indicatorlist,
    known,
    measurepage,
    missing,
    moneypage,
    programmepage,
    reportspage,
)
from ckanext.infoprog.core.pages.frame import Reader
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import State
from ckanext.infoprog.core.reports.words import words
from tests.core.pages import made, rendering
from tests.core.pages.shipped import (
    KR22,
    KR25,
    KREMENCHUK,
    TODAY,
    calendar_of,
    comparison_of,
    read,
    register_of,
)

HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}\u202e=cmd|' /C calc'!A0"
TABLE = "{% from 'infoprog/pages/grid.html' import table %}{{ table(grid, '/en') }}"


def reader(lang: str = "uk", **asked: str) -> Reader:
    return Reader(words(lang), TODAY, "Портал", "https://data.example.org", 1, asked=asked)


def pages(of: Snapshot, lang: str = "uk") -> list[object]:
    """Make every page that a programme has."""
    programme = of.of_programme()
    brief = cards.brief(of)
    assert brief is not None
    found: list[object] = [programmepage.page(of, reader(lang)), cards.card(brief, words(lang))]
    found += [directionpage.page(of, reader(lang), one.key) for one in programme.directions]
    return found + [measurepage.page(of, reader(lang), one.key) for one in programme.measures[:60]]


class TestShipped:
    @pytest.mark.parametrize("lang", ["uk", "en"])
    @pytest.mark.parametrize("slug", [KR22, KR25, KREMENCHUK, "zrazkova-hromada"])
    def test_every_page(self, slug: str, lang: str) -> None:
        """Every direction and measure of every shipped programme has a page in both languages."""
        assert None not in pages(read(slug), lang)

    @pytest.mark.parametrize("slug", [KR22, KR25, KREMENCHUK])
    def test_discrepancies(self, slug: str) -> None:
        """What is registered at a measure or its money is told on the page of that measure."""
        of = read(slug).of_programme()
        for one in of.measures:
            page = measurepage.page(read(slug), reader(), one.key)
            assert page is not None
            told = {note.id for note in page.notes}
            cells = [c for grid in page.grids for row in (*grid.rows, *grid.foot) for c in row]
            assert {note for cell in cells for note in cell.notes} <= told
            keys = (one.key, *(m.key for m in one.money))
            wanted = [d.key for t in ("measures", "funding") for d in of.known(t, *keys)]
            assert set(wanted) <= told

    @pytest.mark.parametrize("slug", [KR22, KR25, KREMENCHUK])
    def test_marks(self, slug: str) -> None:
        """Every mark in a table of a programme leads to a note on the same page."""
        page = programmepage.page(read(slug), reader())
        told = {one.id for one in (*page.notes, *page.places)}
        cells = [c for grid in page.grids for row in (*grid.rows, *grid.foot) for c in row]
        assert {note for cell in cells for note in cell.notes} <= told

    def test_request(self) -> None:
        """The ready request is Ukrainian whatever the page is read in, and names the measure."""
        page = measurepage.page(read(KR25), reader("en"), "1.5")
        assert page is not None
        assert page.request.startswith("Кому: Кропивницька міська рада")
        assert "№ 2939-VI" in page.request
        assert "захід 1.5 «Оцифрування" in page.request

    def test_links(self) -> None:
        """A measure names what it is linked with in both packages, and whose word it is."""
        others = (read("kropyvnytskyi-strategy-projects"),)
        page = measurepage.page(read(KR25), reader(), "1.5", others)
        assert page is not None
        assert any(one.kind == "Проєкт" and one.is_portal for one in page.links)
        assert any("/row/tasks/" in one.href for one in page.links)


class TestNothing:
    def test_no_measures(self) -> None:
        """A programme without measures has pages that say so, and no number."""
        of = made.snapshot({"directions": [{"directionId": "1", "title": "Напрям"}]})
        page = programmepage.page(of, reader())
        assert page.listed.grid.rows == ()
        assert page.charts == ()
        assert None not in pages(of)

    def test_no_money(self) -> None:
        """Without a row of money no sum is shown: not even nothing."""
        tables = made.measures(3) | {"funding": []}
        of = made.snapshot(tables)
        total = figures.of_direction(of.of_programme(), "1")
        assert total.lead.state is State.NOT_APPLICABLE
        assert total.counted == 0
        assert None not in pages(of)

    def test_one(self) -> None:
        """A programme of one measure is said in the singular."""
        page = programmepage.page(made.snapshot(made.measures(1)), reader())
        assert page.listed.said == "1 захід"
        assert "1 з 1 заходу" in page.questions[0].lines[0]


class TestMany:
    def test_paged(self) -> None:
        """Two thousand measures stand on pages of two hundred; a file has them all."""
        of = made.snapshot(made.measures(2000))
        page = programmepage.page(of, reader(page="10"))
        assert (page.listed.pages, len(page.listed.grid.shown)) == (10, 200)
        assert len(list(csv.DictReader(files.csv_text(page.listed.grid).splitlines()))) == 2000
        assert programmepage.page(of, reader(page="11")).faults != ()
        total = figures.of_direction(of.of_programme(), "1")
        assert total.rows.amount == sum(Decimal(n) for n in range(1, 2001, 2))

    def test_long(self) -> None:
        """A title of 900 characters stands whole in the table and shortened nowhere but the way."""
        of = made.snapshot(made.measures(2, "Довга назва " * 75))
        page = programmepage.page(of, reader())
        assert len(page.listed.grid.rows[0][1].text) > 890
        assert None not in pages(of)


class TestHostile:
    def test_escaped(self) -> None:
        """What a publisher writes is text on the page and in a drawing, never markup."""
        of = made.snapshot(made.measures(4, HOSTILE))
        page = programmepage.page(of, reader())
        drawn = rendering.environment().from_string(TABLE).render(grid=page.listed.grid)
        drawn += "".join(rendering.figure(one) for one in page.charts)
        assert "<script" not in drawn
        assert "&lt;script&gt;" in drawn
        assert "49" not in rendering.text(drawn)
        assert None not in pages(of)

    def test_looked_for(self) -> None:
        """A hostile text that is looked for finds nothing and breaks nothing."""
        page = programmepage.page(read(KR25), reader(q=HOSTILE))
        assert page.listed.found == ()


EXTREMES = {
    "nothing": {"directions": [{"directionId": "1", "title": "Напрям"}]},
    "one": made.measures(1),
    "no money": made.measures(3) | {"funding": []},
    "many": made.measures(2000),
    "long": made.measures(3, "Довга назва " * 75),
    "hostile": made.measures(3, HOSTILE),
}


class TestEveryKind:
    @pytest.mark.parametrize("lang", ["uk", "en"])
    @pytest.mark.parametrize("name", EXTREMES)
    def test_made(self, name: str, lang: str) -> None:
        """Every kind of page of a programme is made at each extreme, with its files."""
        of = made.snapshot(EXTREMES[name])
        found = [
            programmepage.page(of, reader(lang)),
            *(
                moneypage.page(of, reader(lang, by=by))
                for by in ("", "year", "source", "executor", "direction")
            ),
            reportspage.page(of, reader(lang)),
            changespage.page(of, reader(lang)),
            discrepancypage.page(of, reader(lang)),
            register_of(of, who=reader(lang)),
            calendar_of(of, who=reader(lang)),
            comparison_of(of, who=reader(lang)),
            comparison_of(of, read(KR22), who=reader(lang)),
        ]
        assert [one.faults for one in found] == [()] * len(found)
        for page in found:
            told = json.loads(json.dumps(files.to_dict(page), ensure_ascii=False))
            assert set(told["tables"]) >= {grid.id for grid in page.grids}
            assert files.xlsx(page, words(lang))[:2] == b"PK"
        assert indicatorlist.page(of, reader(lang)) is None
        assert executantpage.page(of, reader(lang), "nobody") is None


class TestMissing:
    def test_near(self) -> None:
        """A number that there is not brings those that are like it, a branch its measures."""
        of = read(KR25).of_programme()
        assert "/measure/1.3" in [one.path[-12:] for one in missing.measures(of, KR25, "1.33")]
        assert missing.measures(of, KR25, "2")[0].path.endswith("/measure/2.1")
        assert missing.measures(of, KR25, "архівної")[0].path.endswith("/measure/1.5")
        assert missing.measures(of, KR25, "") == ()

    def test_slug(self) -> None:
        """An address that is nearly right brings the programme that it is like."""
        found = missing.slugs([(KR25, "Програма")], "kropyvnytskyi-2025")
        assert [one.path for one in found] == [f"/programme/{KR25}"]


def test_known_once() -> None:
    """A disagreement that is pointed at twice is told once."""
    of = read(KR25).of_programme()
    assert len(known.notes(of, KR25, ["R-001", "R-001"], words("uk"))) == 1


def test_day() -> None:
    """What a page says depends on the day that is handed in, and on no clock."""
    early = programmepage.page(read(KR25), Reader(words("uk"), date(2025, 1, 10)))
    assert "2025: строк звіту ще не настав." in early.questions[1].lines
