"""Sums, what they leave out, and which number leads: on the shipped programmes."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ckanext.infoprog.core.pages import (
    duties,
    figures,
    files,
    programmepage,
    shown,
    snapshot,
    spending,
)
from ckanext.infoprog.core.pages.figures import Cut
from ckanext.infoprog.core.pages.frame import Reader
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.programmepage import ProgrammePage
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports.words import words

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 21)
KR22, KR25, KREMENCHUK = (
    "kropyvnytskyi-2022-2024",
    "kropyvnytskyi-2025-2027",
    "kremenchuk-2026-2028",
)
EXAMPLE = "zrazkova-hromada"
REAL = (KR22, KR25, KREMENCHUK)
WORDS = words("uk")


@cache
def read(slug: str) -> Snapshot:
    folder = "examples" if slug == EXAMPLE else "datasets"
    return snapshot.from_folder(ROOT / folder / slug)


def programme(slug: str) -> Programme:
    return read(slug).of_programme()


def page(slug: str, **asked: str) -> ProgrammePage:
    return programmepage.page(read(slug), Reader(WORDS, TODAY, asked=asked))


def rows(slug: str, table: str) -> list[dict[str, str]]:
    path = ROOT / "datasets" / slug / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


class TestTotal:
    @pytest.mark.parametrize("slug", REAL)
    def test_rows(self, slug: str) -> None:
        """The sum of a programme is that of the amounts in the funding of its primary table."""
        tables = {
            one["tableId"] for one in rows(slug, "sourceTables") if one["isPrimary"] == "true"
        }
        paid = [one for one in rows(slug, "funding")
                if one["tableId"] in tables and one["fundingKind"] == "amount"]  # fmt: skip
        total = figures.of_programme(programme(slug))
        assert total.rows.amount == sum(Decimal(one["amount"]) for one in paid)
        assert total.counted == len({one["measureId"] for one in paid})
        assert total.of == len(rows(slug, "measures"))

    @pytest.mark.parametrize("slug", REAL)
    def test_parts(self, slug: str) -> None:
        """The rows' sums of years, of sources and of directions each add up to the whole."""
        of = programme(slug)
        whole = figures.of_programme(of).rows.amount

        def added(values: list[Value]) -> Decimal:
            return sum((one.amount for one in values if one.amount is not None), Decimal(0))

        years = [figures.of_programme(of, Cut(year=year)).rows for year in of.years]
        parts = [figures.of_programme(of, Cut(source=source, fund=fund)).rows
                 for source, fund, _ in figures.sources(of.measures)]  # fmt: skip
        directions = [figures.of_direction(of, one.key).rows for one in of.directions]
        assert added(years) == added(parts) == added(directions) == whole

    def test_lead(self) -> None:
        """The printed total leads, and the disagreement with the rows is named beside it."""
        total = figures.of_programme(programme(KR25))
        assert total.lead.amount == Decimal("13232683.00")
        assert total.rows.amount == Decimal("13232728.00")
        assert total.notes == ("R-009",)
        assert "13 232,728, різниця −0,045" in shown.basis(
            total, shown.unit(programme(KR25)), WORDS
        ).replace("\u00a0", " ")

    def test_not_printed(self) -> None:
        """Where the document prints no such total, the sum of the rows leads and says so."""
        total = figures.of_programme(programme(KR22))
        assert total.printed is None
        assert total.lead == total.rows
        assert shown.basis(total, shown.unit(programme(KR22)), WORDS).startswith("Сума рядків")

    def test_left(self) -> None:
        """Beside a sum stands how many measures it holds and what it leaves out, in words."""
        total = figures.of_programme(programme(KR25))
        assert shown.counted(total, WORDS) == (
            "У сумі 15 з 44 заходів; 19 – в межах бюджетних асигнувань, "
            "10 – не потребує фінансування."
        )

    def test_amended(self) -> None:
        """After an amendment the money in force is added up, and only the programme's own total."""
        of = programme(EXAMPLE)
        assert figures.of_programme(of).lead.amount == Decimal("3015000.00")
        assert of.printed == ()


class TestShare:
    def test_both(self) -> None:
        """A share is counted over the measures alone that have both numbers."""
        hundred, eighty = (Value(State.AMOUNT, Decimal(n)) for n in (100, 80))
        none = Value(State.WITHIN_ALLOCATIONS)
        found = spending.share([(hundred, eighty), (hundred, none), (none, eighty)])
        assert (found.percent, found.counted) == (Decimal(80), 1)

    def test_nothing(self) -> None:
        """Over nothing there is no share, and the sentence says why."""
        found = spending.share([(Value(State.NOT_STATED), Value(State.NOT_PUBLISHED))])
        assert found.percent is None
        assert shown.percent(found, WORDS).startswith("Частку не рахуємо")


class TestDuties:
    def test_next(self) -> None:
        """The next report is due on the day that the duties of the document give."""
        found = duties.next_due(programme(KR25), TODAY)
        assert found is not None
        assert found[0] == date(2027, 1, 5)

    def test_over(self) -> None:
        """After the last day of the last duty nothing is due."""
        assert duties.next_due(programme(KR22), TODAY) is None

    def test_states(self) -> None:
        """A year whose report is not due yet is told apart from one that is not on the portal."""
        of = programme(KR25)
        assert duties.unreported(of, 2025, TODAY) is State.NOT_PUBLISHED
        assert duties.unreported(of, 2026, TODAY) is State.NOT_DUE


class TestList:
    def test_filters(self) -> None:
        """Filters find what has all that is asked for, and the sentence announces how much."""
        found = page(KR25, direction="1", year="2026", kind="amount").listed
        assert {one.direction for one in found.found} == {"1"}
        assert found.said == f"{len(found.found)} з 44 заходів"
        assert len(found.chosen) == 3

    def test_text(self) -> None:
        """Words are found in the number, the title, the result and the executors."""
        assert [one.key for one in page(KR25, q="контакт-центр").listed.found] == ["1.6"]
        assert "1.6" in [one.key for one in page(KR25, q="1.6").listed.found]

    @pytest.mark.parametrize(
        "asked",
        [
            {"direction": "9"},
            {"year": "1999"},
            {"page": "99"},
            {"page": "-1"},
            {"kind": "<script>"},
            {"q": "я" * 300},
        ],
    )
    def test_faults(self, asked: dict[str, str]) -> None:
        """What cannot be asked for is told with what can be, and the whole list is shown."""
        found = page(KR25, **asked)
        assert len(found.faults) == 1
        assert len(found.listed.found) == 44

    def test_empty(self) -> None:
        """A filter that finds nothing gives an empty list and no fault."""
        found = page(KR25, q="йцукенгшщз")
        assert found.listed.found == ()
        assert found.faults == ()


class TestFiles:
    @pytest.mark.parametrize("slug", [*REAL, EXAMPLE])
    def test_csv(self, slug: str) -> None:
        """A file has a row a measure, exact numbers, and beside each a state that fits it."""
        made = list(csv.DictReader(files.csv_text(page(slug).listed.grid).splitlines()))
        assert len(made) == len(programme(slug).measures)
        for row in made:
            for name in [
                one for one in row if one.startswith("amount") and not one.endswith("Status")
            ]:
                assert (row[name] == "null") == (row[f"{name}Status"] != "amount")

    def test_same_numbers(self) -> None:
        """What a page, its CSV and its JSON say of a direction is the same number."""
        found = page(KR25)
        made = list(csv.DictReader(files.csv_text(found.directions).splitlines()))
        plain = files.to_dict(found)["tables"]["directions"]["rows"]
        for row, values, cells in zip(made, plain, found.directions.rows, strict=True):
            assert float(row["amount"]) == values["amount"] == float(cells[6].value.amount)
