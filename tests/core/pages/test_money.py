"""The page of money: no hryvnia is lost or counted twice, whichever way it is cut."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ckanext.infoprog.core.pages import execution, figures, moneypage, pivot, population
from ckanext.infoprog.core.pages.moneypage import MoneyPage
from ckanext.infoprog.core.pages.pivot import WAYS
from tests.core.pages.shipped import (
    EXAMPLE,
    KR22,
    KR25,
    KREMENCHUK,
    PROGRAMMES,
    WORDS,
    given,
    read,
    reader,
    rows,
)


def page(slug: str, **asked: str) -> MoneyPage:
    others = [read(one) for one in PROGRAMMES if one != slug]
    return moneypage.page(read(slug), reader(**asked), others)


class TestPivot:
    @pytest.mark.parametrize("way", WAYS)
    @pytest.mark.parametrize("slug", PROGRAMMES)
    def test_whole(self, slug: str, way: str) -> None:
        """Years, sources, executors and directions each add up to the sum of the published rows."""
        shown = given(page(slug, by=way).pivot)
        added = sum((Decimal(row["rows"]) for row in shown if row["rowsStatus"] == "amount"),
                    Decimal(0))  # fmt: skip
        assert added == figures.of_programme(read(slug).of_programme()).rows.amount

    @pytest.mark.parametrize("slug", [KR22, KR25, KREMENCHUK])
    def test_sources(self, slug: str) -> None:
        """A source and fund has exactly the amounts of the published funding."""
        tables = {t["tableId"] for t in rows(slug, "sourceTables") if t["isPrimary"] == "true"}
        for row in given(page(slug, by=pivot.SOURCE).pivot):
            paid = [
                Decimal(f["amount"])
                for f in rows(slug, "funding")
                if f["tableId"] in tables
                and f["fundingKind"] == "amount"
                and [f["source"], f["fund"].replace("null", "-")] == row["key"].split("~")
            ]
            assert Decimal(row["rows"]) == sum(paid)

    def test_units(self) -> None:
        """The unit changes what is written, never the number in the file."""
        thousand, hryvnias = page(KR25, unit="thousand").pivot, page(KR25, unit="uah").pivot
        assert thousand.rows[0][2].text == "4\u00a0068,950"
        assert hryvnias.rows[0][2].text == "4\u00a0068\u00a0950"
        assert [r["planned"] for r in given(thousand)] == [r["planned"] for r in given(hryvnias)]

    def test_lead(self) -> None:
        """The printed total of a year leads, the rows' sum stands beside it, marked."""
        row = given(page(KR25).pivot)[1]
        assert (row["planned"], row["rows"]) == ("5006249.00", "5006294.00")
        assert page(KR25).pivot.rows[1][2].notes

    def test_share(self) -> None:
        """A share stands only over measures that have both numbers, and says of how many."""
        row = given(page(EXAMPLE).pivot)[0]
        assert row["executed"] == "1026586.50"
        assert row["share"].startswith("83,8 %")
        assert given(page(EXAMPLE).pivot)[1]["share"] == "null"

    def test_shared(self) -> None:
        """Money of several executors that the document does not split stands in its own row."""
        keys = [row["key"] for row in given(page(KR25, by=pivot.EXECUTOR).pivot)]
        assert keys.count("shared") == 1
        assert keys[-1] == "shared"

    @pytest.mark.parametrize("asked", [{"by": "month"}, {"unit": "usd"}, {"per": "7"}])
    def test_faults(self, asked: dict[str, str]) -> None:
        """A switch that has no such position says which it has, and the page is shown as usual."""
        found = page(KR25, **asked)
        assert len(found.faults) == 1
        assert given(found.pivot) == given(page(KR25).pivot)


class TestResidents:
    def test_per_thousand(self) -> None:
        """Money per 1,000 residents divides a year's money by the residents of that very year."""
        row = given(page(KR25, per="1000").pivot)[0]
        assert row["plannedPer1000"] == "17110.81"
        assert population.of(read(KR25))[2025].count == Decimal(237800)

    @pytest.mark.parametrize("slug", [KR22, KREMENCHUK])
    def test_unknown(self, slug: str) -> None:
        """Where the document gives no number of residents there is no such switch."""
        assert len(page(slug).switches) == 2
        assert page(slug, per="1000").faults


class TestTold:
    def test_printed(self) -> None:
        """What the later document says was executed stands with its printed percentages alone."""
        found = page(KR22).told
        assert found is not None
        said = {row["figureId"]: (row["executed"], row["percentOfPlan"]) for row in given(found)}
        told = [f for f in rows(KR25, "keyFigures")
                if (f["kind"], f["aboutProgrammeId"]) == ("execution", KR22)]  # fmt: skip
        assert said == {f["figureId"]: (f["value"], f["percentOfPlan"]) for f in told}
        assert len(said) == 6

    def test_not_divided(self) -> None:
        """The years of that programme show no share of the adopted plan, and it is said why."""
        assert {row["share"] for row in given(page(KR22).pivot)} == {"null"}
        assert page(KR22).told_remark == execution.remark(WORDS)

    def test_elsewhere(self) -> None:
        """A programme of which no other document tells has no such table."""
        assert page(KR25).told is None


class TestFunds:
    def test_cells(self) -> None:
        """Each executor's money of a year and fund is that of the published rows."""
        parts = ("tableId", "source", "fund", "year", "executantId")
        for grid in page(KR22).funds:
            _, source, fund = grid.id.split("-", 2)
            for row in given(grid):
                for year in ("2022", "2023", "2024"):
                    wanted = ("table-2022-2024", source, fund, year, row["executantId"])
                    paid = [Decimal(f["amount"]) for f in rows(KR22, "funding")
                            if tuple(f[name] for name in parts) == wanted]  # fmt: skip
                    shown = row[f"amount{year}"]
                    assert (shown == "null" and not paid) or Decimal(shown) == sum(paid)

    def test_not_split(self) -> None:
        """A programme that does not split its money between executors has no such tables."""
        assert page(KR25).funds == ()
