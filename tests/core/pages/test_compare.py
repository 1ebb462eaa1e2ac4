"""Programmes side by side: each number is the one of its own page, the rest says why not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from ckanext.infoprog.core.pages import comparepage, figures
from ckanext.infoprog.core.pages.comparepage import ComparePage
from ckanext.infoprog.core.pages.figures import Cut
from tests.core.pages.shipped import (
    EXAMPLE,
    KR22,
    KR25,
    KREMENCHUK,
    PROGRAMMES,
    PROJECTS,
    comparison_of,
    given,
    read,
    reader,
    rows,
)


def page(*slugs: str, among: tuple[str, ...] = PROGRAMMES, **asked: str) -> ComparePage:
    named = dict(zip(comparepage.SIDES, slugs, strict=False))
    return comparison_of(*map(read, among), who=reader(**named, **asked))


def numbers(*slugs: str) -> dict[str, dict[str, str]]:
    found = page(*slugs).numbers
    assert found is not None
    return {row["key"]: row for row in given(found)}


class TestChosen:
    def test_usual(self) -> None:
        """Without a wish the successive programmes of one community stand side by side."""
        found = page(among=(KREMENCHUK, KR25, PROJECTS, KR22))
        assert [one.path for one in found.sides] == [f"/programme/{KR22}", f"/programme/{KR25}"]

    def test_none(self) -> None:
        """A portal without programmes has an empty comparison, not a fault."""
        found = page(among=(PROJECTS,))
        assert (found.sides, found.grids, found.faults) == ((), (), ())

    def test_unknown(self) -> None:
        """A programme that there is not is told with those that there are."""
        found = page("nemaie", KR22)
        assert len(found.faults) == 1
        assert "nemaie" in found.faults[0]
        assert KREMENCHUK in found.faults[0]

    def test_offered(self) -> None:
        """Every other pair and the years of each programme are offered, not what is shown."""
        found = [one.path for one in page(KR22, KR25).offered]
        assert len(found) == len(set(found)) == 5 + len(PROGRAMMES)
        assert f"/compare?first={KR22}&second={KR25}" not in found

    def test_files(self) -> None:
        """The files and the citation are of the pair that is shown."""
        found = page(KR25, KREMENCHUK)
        assert found.listed.query == f"?first={KR25}&second={KREMENCHUK}"
        assert found.frame.permanent.endswith(found.listed.query)
        assert found.listed.query in found.frame.citation


class TestNumbers:
    @pytest.mark.parametrize(("first", "second"), list(permutations(PROGRAMMES, 2)))
    def test_own(self, first: str, second: str) -> None:
        """Each sum is the printed total, else that of the rows, of its own programme and year."""
        found = numbers(first, second)
        for side, slug in (("first", first), ("second", second)):
            programme = read(slug).of_programme()
            assert Decimal(found["planned"][side]) == figures.of_programme(programme).lead.amount
            for year in programme.years:
                lead = figures.of_programme(programme, Cut(year=year)).lead
                assert Decimal(found[f"planned{year}"][side]) == lead.amount
            assert int(found["measures"][side]) == len(rows(slug, "measures"))
            assert int(found["discrepancies"][side]) == len(rows(slug, "discrepancies"))

    @pytest.mark.parametrize(("first", "second"), list(permutations(PROGRAMMES, 2)))
    def test_difference(self, first: str, second: str) -> None:
        """A difference is the second less the first, else there is none; each line says why."""
        for row in numbers(first, second).values():
            assert row["why"]
            if row["differenceStatus"] == "amount":
                assert Decimal(row["difference"]) == Decimal(row["second"]) - Decimal(row["first"])
            else:
                assert row["difference"] == "null"

    def test_terms(self) -> None:
        """Whole sums of different years are not compared; years that both hold are."""
        found = numbers(KR22, KR25)
        assert found["planned"]["differenceStatus"] == "notApplicable"
        assert "2022–2024" in found["planned"]["why"]
        assert {key for key, row in found.items() if row["differenceStatus"] == "amount"} == {
            "years", "covered", "plannedPerYear",
        }  # fmt: skip
        both = numbers(KR25, KREMENCHUK)
        assert both["planned2026"]["difference"] == str(
            Decimal("26911000.00") - Decimal("5006249.00")
        )
        assert both["planned2025"]["second"] == "null"

    def test_few(self) -> None:
        """Sums over fewer than half of the measures bear a warning, others do not."""
        warning = "менше половини"
        assert warning in numbers(KR25, KREMENCHUK)["planned2026"]["why"].casefold()
        assert warning not in numbers(EXAMPLE, KREMENCHUK)["planned2026"]["why"].casefold()

    def test_reported(self) -> None:
        """What was executed is compared only where reports of both came through the portal."""
        found = numbers(EXAMPLE, KR25)["executed"]
        assert found["firstStatus"] == "amount"
        assert (found["second"], found["secondStatus"]) == ("null", "notPublished")
        assert found["differenceStatus"] == "notApplicable"

    def test_same(self) -> None:
        """Indicators of the same name and unit stand in a table of their own."""
        twin = replace(read(KR25), package=replace(
            read(KR25).package, meta=replace(read(KR25).package.meta, name="dviinyk")))  # fmt: skip
        found = comparison_of(read(KR25), twin, who=reader(first=KR25, second="dviinyk"))
        assert found.indicators is not None
        assert len(given(found.indicators)) == len(rows(KR25, "indicators"))
        assert page(KR25, KREMENCHUK).indicators is None


class TestYears:
    def test_alone(self) -> None:
        """A programme that stands alone is compared with itself, year by year."""
        found = page(among=(KR25, PROJECTS))
        assert found.numbers is None
        assert found.years is not None
        shown = given(found.years)
        assert [row["year"] for row in shown] == ["2025", "2026", "2027"]
        assert [row["planned"] for row in shown] == ["4068950.00", "5006249.00", "4157484.00"]
        assert [row["difference"] for row in shown] == ["null", "937299.00", "-848765.00"]
        assert {row["executedStatus"] for row in shown} <= {"notPublished", "notDue"}
