"""The pages of bodies: what each answers for, and only the money that is its own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ckanext.infoprog.core.pages import executantpage, pivot, register
from ckanext.infoprog.core.pages.executantpage import ExecutantPage
from ckanext.infoprog.core.pages.register import Entry
from tests.core.pages.shipped import (
    KR22,
    KR25,
    PROGRAMMES,
    PROJECTS,
    REAL,
    SURVEY,
    WORDS,
    given,
    read,
    reader,
    rows,
)


def page(slug: str, key: str) -> ExecutantPage:
    others = [read(one) for one in PROGRAMMES if one != slug]
    found = executantpage.page(read(slug), reader(), key, others)
    assert found is not None
    return found


def entries(slug: str) -> tuple[Entry, ...]:
    return register.entries(register.disagreements(read(slug)), WORDS)


class TestExecutant:
    @pytest.mark.parametrize("slug", REAL)
    def test_measures(self, slug: str) -> None:
        """The page of each body lists exactly the measures that name it."""
        named = rows(slug, "measureExecutants")
        for body in rows(slug, "executants"):
            key = body["executantId"]
            wanted = {row["measureId"] for row in named if row["executantId"] == key}
            shown = page(slug, key).measures
            listed = {row["measureId"] for row in given(shown)} if shown else set()
            assert listed == wanted

    def test_own(self) -> None:
        """A body's own money is what the published rows split to it, to the kopiyka."""
        key = "upravlinnia-osvity"
        paid = [Decimal(f["amount"]) for f in rows(KR22, "funding")
                if (f["executantId"], f["tableId"]) == (key, "table-2022-2024")]  # fmt: skip
        assert pivot.of_executor(read(KR22).of_programme(), key).rows.amount == sum(paid)

    def test_told(self) -> None:
        """What the later document says a body spent stands on its page with its printed percent."""
        found = page(KR22, "upravlinnia-osvity").told
        assert found is not None
        assert [(r["executed"], r["percentOfPlan"]) for r in given(found)] == [
            ("686000.00", "70.1")
        ]

    def test_shared(self) -> None:
        """Where measures name several bodies the page says that their money is not in its sum."""
        remarks = {page(KR25, one["executantId"]).remark for one in rows(KR25, "executants")}
        assert any(one.startswith("У сумі – лише кошти") for one in remarks)

    def test_unknown(self) -> None:
        """There is no page for a body that is not named; those like it are offered."""
        assert executantpage.page(read(KR25), reader(), "upravlinnia-osvit") is None
        near = executantpage.near(read(KR25), "upravlinnia-osvit")
        assert "upravlinnia-osvity" in near[0].path


class TestRegister:
    @pytest.mark.parametrize("slug", [*REAL, PROJECTS, SURVEY])
    def test_every(self, slug: str) -> None:
        """Every registered disagreement is in the register, with both values and its difference."""
        shown = given(register.grid(entries(slug), WORDS))
        kept = rows(slug, "discrepancies")
        for row, source in zip(shown, sorted(kept, key=lambda r: r["discrepancyId"]), strict=True):
            for column in ("discrepancyId", "kind", "table", "key", "documentValue", "otherValue"):
                assert row[column] == source[column]
            given_ = "null" if source["difference"] == "null" else Decimal(source["difference"])
            assert row["difference"] == "null" or Decimal(row["difference"]) == given_

    @pytest.mark.parametrize("slug", REAL)
    def test_where(self, slug: str) -> None:
        """A disagreement leads to the page of the number that it is about."""
        programme = read(slug).of_programme()
        for one in entries(slug):
            if one.table == "measures":
                assert one.where.endswith(f"/measure/{one.found.row}")
                assert programme.measure(one.found.row)
            if one.table == "indicators":
                assert one.where.endswith(f"/indicators/{one.found.row}")

    def test_filters(self) -> None:
        """Filters find by kind, by what it is about and by words, and announce how many."""
        chosen = register.choose(entries(KR25), reader(kind="arithmetic", about="statedTotals"), 0)
        assert len(chosen.found) == 11
        assert register.said(len(chosen.found), chosen.of, WORDS) == "11 з 70 розбіжностей"
