"""The pages of indicators: values, arithmetic, verdicts, on the shipped programmes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ckanext.infoprog.core.pages import (
    arithmetic,
    indicator,
    indicatorlist,
    indicatorpage,
    states,
    verdict,
)
from ckanext.infoprog.core.pages.indicator import Indicator, Measured
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.pages.verdict import Verdict
from ckanext.infoprog.core.reports.words import words
from tests.core.pages.shipped import (
    EXAMPLE,
    KR22,
    KR25,
    KREMENCHUK,
    PROGRAMMES,
    TODAY,
    WORDS,
    given,
    read,
    reader,
    rows,
)

MEASURED = (KR25, KREMENCHUK, EXAMPLE)


def one(slug: str, key: str) -> Indicator:
    return next(i for i in indicator.of(read(slug).package) if i.key == key)


def page(slug: str, key: str) -> indicatorpage.IndicatorPage:
    found = indicatorpage.page(read(slug), reader(), key)
    assert found is not None
    return found


def value(kind: str, of: Value) -> Measured:
    return Measured("k", kind, of, "", 2025, None, "", "", "", "")


class TestList:
    @pytest.mark.parametrize("slug", MEASURED)
    def test_same_as_file(self, slug: str) -> None:
        """Each baseline, target and actual value of the page is that of the published table."""
        found = indicatorlist.page(read(slug), reader())
        assert found is not None
        shown = {row["indicatorId"]: row for row in given(found.grid_shown)}
        every = rows(slug, "indicatorValues")
        replaced = {row["valueId"].rsplit("~", 1)[0] for row in every
                    if row["editionId"].startswith("amendment")}  # fmt: skip
        for row in every:
            if (
                row["valueId"] in replaced
                or row["executantId"] != "null"
                or (row["valueType"] == "actual" and row["asOf"] != "null")
            ):
                continue
            name = (
                row["valueType"]
                if row["valueType"] == "baseline"
                else f"{row['valueType']}{row['year']}"
            )
            cell = shown[row["indicatorId"]]
            assert cell[f"{name}Printed"] == row["printed"]
            expected = row["value"] if row["value"] == "null" else str(Decimal(row["value"]))
            assert cell[name] == expected

    def test_none(self) -> None:
        """A programme without indicators has no such page."""
        assert indicatorlist.page(read(KR22), reader()) is None

    def test_filters(self) -> None:
        """Filters find what was asked for; what there is not is told, and nothing is hidden."""
        found = indicatorlist.page(read(KR25), reader(priority="2", q="онлайн"))
        assert found is not None
        assert {i.indicator.priority for i in found.listed.found} == {"2"}
        wrong = indicatorlist.page(read(KR25), reader(priority="99"))
        assert wrong is not None
        assert len(wrong.faults) == 1
        assert len(wrong.listed.found) == 51

    @pytest.mark.parametrize("slug", MEASURED)
    def test_notes(self, slug: str) -> None:
        """Every disagreement registered at indicators stands on the page, at the row it is of."""
        found = indicatorlist.page(read(slug), reader())
        assert found is not None
        wanted = {d["discrepancyId"] for d in rows(slug, "discrepancies")
                  if d["table"] in indicatorlist.TABLES} if slug != EXAMPLE else set()  # fmt: skip
        assert {n.id for n in found.notes} >= wanted
        marked = {note for row in found.grid_shown.rows for cell in row for note in cell.notes}
        assert marked <= {n.id for n in found.notes}


class TestVerdict:
    def test_real(self) -> None:
        """Nothing is judged where nothing came through the portal: neither late nor failed."""
        found = indicator.of(read(KR25).package)
        years = indicator.years(found)
        told = {verdict.latest(i, read(KR25).of_programme(), years, TODAY) for i in found}
        assert {j.verdict for j in told if j} == {Verdict.NOT_PUBLISHED}

    def test_example(self) -> None:
        """The example community reached six of its targets of 2025 and missed two."""
        found = indicator.of(read(EXAMPLE).package)
        programme = read(EXAMPLE).of_programme()
        told = [verdict.of_year(i, programme, 2025, TODAY) for i in found]
        assert (told.count(Verdict.REACHED), told.count(Verdict.NOT_REACHED)) == (6, 2)

    @pytest.mark.parametrize(("direction", "actual", "target", "expected"), [
        ("increase", "10", "9", Verdict.REACHED), ("increase", "9", "10", Verdict.NOT_REACHED),
        ("decrease", "9", "10", Verdict.REACHED), ("decrease", "10", "9", Verdict.NOT_REACHED),
        ("maintain", "9.0", "9", Verdict.REACHED), ("maintain", "10", "9", Verdict.NOT_REACHED),
        ("", "10", "9", Verdict.NO_DIRECTION),
    ])  # fmt: skip
    def test_directions(self, direction: str, actual: str, target: str, expected: Verdict) -> None:
        """The good direction decides; where it is not known nothing is judged."""
        values = (value("target", states.amount(Decimal(target))),
                  value("actual", states.amount(Decimal(actual))))  # fmt: skip
        of = replace(one(EXAMPLE, "ind-1-1"), direction=direction, values=values)
        assert verdict.of_year(of, read(EXAMPLE).of_programme(), 2025, TODAY) is expected

    def test_words(self) -> None:
        """A yes reaches a no, a no does not reach a yes, another word cannot be compared."""

        def judged(actual: str, target: str) -> Verdict:
            values = tuple(value(kind, Value(State.AS_WRITTEN, words=text))
                           for kind, text in (("target", target), ("actual", actual)))  # fmt: skip
            of = replace(one(EXAMPLE, "ind-1-1"), values=values)
            return verdict.of_year(of, read(EXAMPLE).of_programme(), 2025, TODAY)

        assert judged("Так", "Ні") is Verdict.REACHED
        assert judged("Ні", "Так") is Verdict.NOT_REACHED
        assert judged("майже", "Так") is Verdict.NOT_COMPARABLE

    def test_no_target(self) -> None:
        """An actual value without a target is no success: no target is set, and it is said."""
        of = replace(one(EXAMPLE, "ind-1-1"), values=(value("actual", states.amount(Decimal(5))),))
        found = verdict.of_year(of, read(EXAMPLE).of_programme(), 2025, TODAY)
        assert found is Verdict.NO_TARGET
        assert verdict.text(found, WORDS) == "цільове значення не визначено"


class TestPage:
    def test_arithmetic(self) -> None:
        """A formula is unfolded with the document's numbers and compared with what it prints."""
        found = page(KR25, "ind-1-2").steps[0]
        assert found.line == "9 / 136 × 100 ≈ 6,617647"
        assert found.outcome == "Округлено, як надруковано: 6,62. Збігається з документом."

    @pytest.mark.parametrize("slug", MEASURED)
    def test_agreement(self, slug: str) -> None:
        """A value that its formula does not give is a registered disagreement, and no other is."""
        known = {d["key"] for d in rows(slug, "discrepancies") if d["table"] == "indicatorValues"}
        for of in indicator.of(read(slug).package):
            for worked in arithmetic.of(read(slug).package, of, "uk"):
                assert worked.agrees is not False or worked.value in known

    def test_line(self) -> None:
        """A line of arithmetic is written with the numbers alone, whatever it gives."""
        assert arithmetic.line("A / B * 100", {"A": Decimal(3), "B": Decimal(0)}, "uk") == (
            "3 / 0 × 100"
        )

    def test_basis(self) -> None:
        """The good direction says whether the document names it or the portal's editors."""
        facts = {f.label: f.text for f in page(KR25, "ind-1-2").facts}
        assert facts["Бажаний напрям"] == "більше – краще (визначено редакцією порталу)"

    def test_gap(self) -> None:
        """A year without an actual value is a gap with its reason, never a number."""
        chart = page(KR25, "ind-1-2").charts[0]
        assert "2025: фактичне значення на порталі не оприлюднено" in chart.description
        shown = given(chart.grid)
        assert [row["value"] for row in shown] == ["6.62", "null", "null", "null"]

    def test_word(self) -> None:
        """An indicator answered by yes or no has no chart; in English its words are English."""
        assert page(KR25, "ind-1-4").charts == ()
        found = indicatorpage.page(read(KR25), reader(words("en")), "ind-1-4")
        assert found is not None
        assert found.values.rows[0][4].text == "yes"

    @pytest.mark.parametrize("slug", MEASURED)
    def test_every(self, slug: str) -> None:
        """Every indicator of every programme has its page, with a verdict for every year."""
        every = indicator.of(read(slug).package)
        for of in every:
            assert len(page(slug, of.key).verdicts) == len(indicator.years(every))

    @pytest.mark.parametrize("slug", PROGRAMMES)
    def test_unknown(self, slug: str) -> None:
        """There is no page for an indicator that there is not."""
        assert indicatorpage.page(read(slug), reader(), "ind-99-99") is None
