"""A walk over every page and download of every shipped programme, figure by figure.

What is expected is added up here from the shipped CSV files alone, without the code of the pages.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

import openpyxl
import pytest

from ckanext.infoprog.core.pages import (
    changespage,
    directionpage,
    discrepancypage,
    editionpage,
    editionspage,
    executantpage,
    files,
    indicatorlist,
    indicatorpage,
    measurepage,
    moneypage,
    pivot,
    programmepage,
    reportpage,
    reportspage,
)
from ckanext.infoprog.core.pages.frame import Page
from ckanext.infoprog.core.pages.grid import STATED, Grid, Kind
from ckanext.infoprog.core.pages.shown import THOUSAND
from ckanext.infoprog.core.reports.words import words
from tests.core.pages.shipped import PROGRAMMES, WORDS, comparison_of, given, read, reader, rows

Row = dict[str, str]
PARTS = ("measureId", "source", "fund", "executantId", "year")
LANGS = ("uk", "en")


@cache
def money(slug: str) -> tuple[Row, ...]:
    """Return the amounts of the shipped file that are in force: amendments replace."""
    primary = {row["tableId"] for row in rows(slug, "sourceTables") if row["isPrimary"] == "true"}
    numbers = {row["editionId"]: int(row["number"]) for row in rows(slug, "editions")}
    first = min(numbers.values())
    kept: dict[tuple[str, ...], Row] = {}
    for row in sorted(rows(slug, "funding"), key=lambda one: numbers[one["editionId"]]):
        if row["tableId"] in primary or numbers[row["editionId"]] > first:
            kept[tuple(row[name] for name in PARTS)] = row
    return tuple(row for row in kept.values() if row["fundingKind"] == "amount")


def added(found: Sequence[Row], name: str = "amount", **parts: str) -> Decimal | None:
    """Return the sum of a column over the rows that have these parts; None of no number."""
    amounts = [
        Decimal(row[name]) for row in found
        if row[name] != "null" and all(row[part] == wanted for part, wanted in parts.items())
    ]  # fmt: skip
    return sum(amounts, Decimal(0)) if amounts else None


def printed(slug: str, **parts: str) -> Decimal | None:
    """Return the printed total of exactly this; an amended programme's hold no longer."""
    if len(rows(slug, "editions")) > 1:
        return None
    primary = {row["tableId"] for row in rows(slug, "sourceTables") if row["isPrimary"] == "true"}
    every = dict.fromkeys(("source", "fund", "executantId", "year"), "null") | parts
    found = [row["amount"] for row in rows(slug, "statedTotals") if row["tableId"] in primary
             and all(row[part] == wanted for part, wanted in every.items())]  # fmt: skip
    return Decimal(found[0]) if found and found[0] != "null" else None


def walk(slug: str, lang: str) -> Iterator[tuple[str, Page]]:
    """Yield every page of a programme under its name."""
    of, said = read(slug), words(lang)
    programme, who = of.of_programme(), reader(said)
    others = [read(one) for one in PROGRAMMES if one != slug]
    made: list[tuple[str, Page | None]] = [
        ("programme", programmepage.page(of, who)),
        ("discrepancies", discrepancypage.page(of, who)),
        ("reports", reportspage.page(of, who)),
        ("editions", editionspage.page(of, who)),
        ("changes", changespage.page(of, who)),
        ("compare", comparison_of(of, *others, who=reader(said, first=slug))),
    ]
    made += [
        (f"money-{way}-{unit}", moneypage.page(of, reader(said, by=way, unit=unit), others))
        for way in pivot.WAYS
        for unit in moneypage.UNITS
    ]
    made += [("direction", directionpage.page(of, who, one.key)) for one in programme.directions]
    made += [("measure", measurepage.page(of, who, one.key, ())) for one in programme.measures]
    bodies = dict.fromkeys(role.executant for one in programme.measures for role in one.roles)
    made += [("executant", executantpage.page(of, who, key=key, others=others)) for key in bodies]
    made += [("report", reportpage.page(of, who, one.key)) for one in programme.reports]
    made += [("edition", editionpage.page(of, who, one.key)) for one in programme.editions]
    if of.package.rows("indicators"):
        made.append(("indicators", indicatorlist.page(of, who)))
        made += [
            ("indicator", indicatorpage.page(of, who, key=row["indicatorId"]))
            for row in rows(slug, "indicators")
        ]
    for name, page in made:
        assert page is not None, name
        assert page.faults == (), name
        yield name, page


def tables(page: Page) -> tuple[Grid, ...]:
    """Return the tables of a page with those of its charts."""
    return (*page.grids, *(one.grid for one in page.charts))


def number(text: str, lang: str) -> Decimal:
    """Return a number as people read it: blanks between thousands, the language's decimals."""
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace("−", "-").lstrip("+")
    return Decimal(plain.replace(",", ".") if lang == "uk" else plain.replace(",", ""))


class TestEveryPage:
    @pytest.mark.parametrize("lang", LANGS)
    @pytest.mark.parametrize("slug", PROGRAMMES)
    def test_shown(self, slug: str, lang: str) -> None:
        """Each sum of money is written as the file has it, in the unit, to the last kopiyka."""
        seen = 0
        for name, page in walk(slug, lang):
            thousand = read(slug).of_programme().unit == THOUSAND
            if name.startswith("money"):
                thousand = name.endswith("thousand")
            for grid in tables(page):
                for row in (*grid.rows, *grid.foot):
                    for column, cell in zip(grid.columns, row, strict=True):
                        if column.kind is not Kind.MONEY or not (cell.value and cell.text):
                            continue
                        amount = cell.value.amount
                        if amount is None:
                            assert not any(one.isdigit() for one in cell.text), (name, cell)
                            continue
                        scale = 1000 if thousand else 1
                        assert number(cell.text, lang) * scale == amount, (name, grid.id, cell)
                        seen += 1
        assert seen > 100

    @pytest.mark.parametrize("slug", PROGRAMMES)
    def test_downloads(self, slug: str) -> None:
        """The CSV, the JSON and the workbook of a page hold the numbers that the page shows."""
        for name, page in walk(slug, "uk"):
            told = json.loads(json.dumps(files.to_dict(page)))["tables"]
            for grid in tables(page):
                listed = given(grid)
                assert told[grid.id]["total"] == len(listed) == len(grid.rows)
                for row, csv_row, json_row in zip(
                    grid.rows, listed, told[grid.id]["rows"], strict=True
                ):
                    for column, cell in zip(grid.columns, row, strict=True):
                        if column.kind not in STATED or column.is_drawn:
                            continue
                        amount = cell.value.amount if cell.value else None
                        text, plain = csv_row[column.name], json_row[column.name]
                        assert (None if text == "null" else Decimal(text)) == amount, name
                        assert plain == (None if amount is None else float(amount)), name

    @pytest.mark.parametrize("slug", PROGRAMMES)
    def test_workbook(self, slug: str) -> None:
        """Every sum of the money of a programme stands in its workbook as a number."""
        page = programmepage.page(read(slug), reader())
        book = openpyxl.load_workbook(io.BytesIO(files.xlsx(page, WORDS)))
        values = {
            Decimal(str(cell)) for sheet in book for line in sheet.iter_rows(values_only=True)
            for cell in line if isinstance(cell, int | float) and not isinstance(cell, bool)
        }  # fmt: skip
        wanted = [
            cell.value.amount for grid in page.grids for row in grid.rows for cell in row
            if cell.value and cell.value.amount is not None
        ]  # fmt: skip
        assert wanted
        assert not [one for one in wanted if one not in values]


class TestMeasures:
    @pytest.mark.parametrize("slug", PROGRAMMES)
    def test_lists(self, slug: str) -> None:
        """Every list of measures has each measure's money of each year as the CSV adds up."""
        seen = 0
        for name, page in walk(slug, "uk"):
            for grid in page.grids:
                if grid.id != "measures":
                    continue
                for row in given(grid):
                    own = {"measureId": row["measureId"]}
                    self._row(row, slug, own, name)
                    seen += 1
        assert seen >= 2 * len(rows(slug, "measures"))

    @pytest.mark.parametrize("slug", PROGRAMMES)
    def test_own(self, slug: str) -> None:
        """The page of a measure has all of its money by source: printed, else of the CSV."""
        of = read(slug)
        for one in rows(slug, "measures"):
            page = measurepage.page(of, reader(), one["measureId"], ())
            assert page is not None
            listed = given(page.planned)
            own = [row for row in money(slug) if row["measureId"] == one["measureId"]]
            sources = list({
                tuple((name, row[name]) for name in ("source", "fund", "executantId")): None
                for row in own
            })  # fmt: skip
            for year in (*map(str, of.of_programme().years), ""):
                part = {"year": year} if year else {}
                found = [self._lead(slug, one["measureId"], source, part) for source in sources]
                wanted = [amount for amount in found if amount is not None]
                assert added(listed, f"amount{year}") == (sum(wanted) if wanted else None)

    @pytest.mark.parametrize("slug", PROGRAMMES)
    def test_directions(self, slug: str) -> None:
        """Each direction leads with its printed total, else with what its measures add up to."""
        page = programmepage.page(read(slug), reader())
        belong = {row["measureId"]: row["directionId"] for row in rows(slug, "measures")}
        listed = given(page.directions)
        assert [row["directionId"] for row in listed] == [
            row["directionId"] for row in rows(slug, "directions")
        ]
        for row in listed:
            own = [one for one in money(slug) if belong[one["measureId"]] == row["directionId"]]
            for year in (*map(str, read(slug).of_programme().years), ""):
                part = {"year": year} if year else {}
                wanted = printed(slug, scope="direction", scopeId=row["directionId"], **part)
                wanted = added(own, **part) if wanted is None else wanted
                assert self._amount(row, f"amount{year}") == wanted, row["directionId"]

    @pytest.mark.parametrize("slug", PROGRAMMES)
    def test_years(self, slug: str) -> None:
        """Each year leads with the printed total of the programme, else with the sum of the CSV."""
        page = moneypage.page(read(slug), reader())
        for row in given(page.pivot):
            wanted = added(money(slug), year=row["key"])
            assert self._amount(row, "rows") == wanted
            lead = printed(slug, scope="programme", scopeId=slug, year=row["key"])
            assert self._amount(row, "planned") == (wanted if lead is None else lead)

    @staticmethod
    def _lead(
        slug: str, measure: str, source: tuple[tuple[str, str], ...], part: dict[str, str]
    ) -> Decimal | None:
        parts = dict(source) | part
        lead = printed(slug, scope="measure", scopeId=measure, **parts)
        return added(money(slug), measureId=measure, **parts) if lead is None else lead

    def _row(self, row: Row, slug: str, own: dict[str, str], name: str) -> None:
        for year in (*map(str, read(slug).of_programme().years), ""):
            part = {"year": year} if year else {}
            wanted = added(money(slug), **own, **part)
            assert self._amount(row, f"amount{year}") == wanted, (name, own, year)

    @staticmethod
    def _amount(row: Row, name: str) -> Decimal | None:
        assert (row[f"{name}Status"] == "amount") == (row[name] != "null")
        return None if row[name] == "null" else Decimal(row[name])


class TestIndicators:
    @pytest.mark.parametrize("slug", PROGRAMMES)
    def test_values(self, slug: str) -> None:
        """Each value of each indicator’s page is that of the CSV under the same code."""
        kept = {row["valueId"]: row for row in rows(slug, "indicatorValues")} if read(
            slug
        ).package.rows("indicators") else {}  # fmt: skip
        seen = 0
        for name, page in walk(slug, "uk"):
            if name != "indicator":
                continue
            for row in given(next(one for one in page.grids if one.id == "values")):
                if row["valueId"] == "null":
                    assert (row["value"], row["valueType"]) == ("null", "actual")
                    continue
                source = kept[row["valueId"]]
                assert (row["valueStatus"] == "amount") == (source["value"] != "null")
                if source["value"] != "null":
                    assert Decimal(row["value"]) == Decimal(source["value"])
                seen += 1
        assert seen == len(kept)
